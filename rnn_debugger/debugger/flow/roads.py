"""The roads that the gradient takes back through time: one for each state of each layer."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger.families.tensor_families import Family, families
from rnn_debugger.engine import Program, kept_with_program


@dataclass(frozen=True)
class Road:
    """The gradients ``dh[t]`` of one state, and the parts that meet in them.

    `state` is the state's name without the timestep, ``h`` or ``c2``. `siblings` are all states of
    its layer, itself included, in the cell's order: together they are what a timestep knows of
    the past. `timesteps` are those with a gradient.
    """

    state: str
    layer: int | None
    siblings: tuple[str, ...]
    timesteps: tuple[int, ...]
    own_source: str
    """Where the part comes from that does not come from t + 1, in words."""
    meets_loss: bool
    """Whether that is the loss of the same timestep."""

    @property
    def base(self) -> str:
        """``dh`` of the state ``h``."""
        return f"d{self.state}"

    def name(self, timestep: int) -> str:
        """The whole gradient at a timestep."""
        return f"{self.base}[{timestep}]"

    def begin(self, program: Program) -> int:
        """The first operation that writes one of its gradients, or a part of one."""
        names = [self.name(t) for t in self.timesteps]
        names += [part for t in self.timesteps for part in self.parts(program, t) if part]
        return min(program.writers[name][0] for name in names)

    def parts(self, program: Program, timestep: int) -> tuple[str | None, str | None]:
        """The tensors that meet in the gradient: of this step, and handed back by t + 1. Where
        there is one part alone, it is the gradient itself.
        """
        name = self.name(timestep)
        own, handed = f"{self.base}_out[{timestep}]", f"{self.base}_next[{timestep}]"
        if own in program.tensors and handed in program.tensors:
            return own, handed
        if name not in program.tensors:
            return None, None
        writer = program[program.writers[name][0]]
        return (name, None) if writer.timestep == timestep else (None, name)


@kept_with_program
def roads(program: Program) -> tuple[Road, ...]:
    """Every road of a program, the last layer's first: there the losses come in. Empty for a
    network without states.
    """
    gradients = {f.base: f for f in families(program)}
    layers: dict[int | None, list[Family]] = {}
    for found in families(program):
        if found.role == "state":
            layer = program.tensors[found.name(found.timesteps[0])].layer
            layers.setdefault(layer, []).append(found)
    last = max((layer for layer in layers if layer is not None), default=None)
    result = []
    for layer in sorted(layers, key=lambda number: number or 0, reverse=True):
        siblings = tuple(family.base for family in layers[layer])
        for number, state in enumerate(siblings):
            gradient = gradients.get(f"d{state}")
            if gradient is None:
                continue
            if number:
                source = f"this step's {siblings[0]}[t]"
            elif layer == last:
                source = "this step's own loss"
            else:
                source = f"layer {(layer or 0) + 1} at this step"
            meets_loss = not number and layer == last
            result.append(Road(state, layer, siblings, gradient.timesteps, source, meets_loss))
    return tuple(result)
