"""Checkpointing: a program that forgets values of its forward sweep and computes them again.

Nothing is freed by hand. Operations of the forward sweep are put into the backward sweep once
more, where their results have names of their own (`h_again[3]`, the second time `h_again2[3]`), and
the backward operations read these. What nobody reads any longer is not live any longer, which
`liveness` finds out for this program as for any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from rnn_debugger.engine.checkpoint_plans import Pass, Plan
from rnn_debugger.engine.program import Operation, Program, Tensor


def checkpointed(program: Program, plan: Plan) -> Program:
    """The same training with the values of the forward sweep computed again as `plan` has it.

    Losses and gradients have the same bits: the same primitives get the same operands. Values
    computed again stand in the backward sweep, with the timestep, layer and source line of the
    first time, and say in `recomputes` what they are.

    Raises `ValueError` where weights change inside the backward sweep: what is computed again
    would be something else.
    """
    if program.updates_every_timestep:
        raise ValueError("weights that change inside the backward sweep rule out recomputing")
    return _Rewriting(program).run(plan)


class _Rewriting:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._written: list[Operation] = []
        self._tensors: dict[str, Tensor] = {}
        self._latest: dict[str, str] = {}
        """For values of the forward sweep the name that they were last computed under."""
        self._times: dict[str, int] = defaultdict(int)
        self._forward: dict[int, list[Operation]] = defaultdict(list)
        self._backward: dict[int, list[Operation]] = defaultdict(list)
        for operation in program:
            sweep = self._backward if operation.phase == "backward" else self._forward
            if operation.timestep and operation.phase != "update":
                sweep[operation.timestep].append(operation)
        self._outputs = {
            operation.output
            for operations in self._forward.values()
            for operation in operations
            if not program.tensors[operation.output].persistent
        }

    def run(self, plan: Plan) -> Program:
        swept = [op for op in self._program if op.phase == "backward" and op.timestep is not None]
        first, end = (swept[0].id, swept[-1].id + 1) if swept else (0, 0)
        if not swept:
            return self._program
        self._write(self._program.operations[:first])
        is_first_sweep = True
        for step in plan:
            if not is_first_sweep:
                self._repeat(step)
            for timestep in range(step.stop, step.stop - step.back, -1):
                self._write(self._renamed(op) for op in self._backward[timestep])
            is_first_sweep = is_first_sweep and not step.back
        self._write(self._program.operations[end:])
        return Program(tuple(self._written), self._in_order())

    def _repeat(self, step: Pass) -> None:
        """Forward once more, as far as what comes next reads it."""
        wanted = self._wanted(step)
        chosen: list[Operation] = []
        for timestep in range(step.stop, step.start, -1):
            for operation in reversed(self._forward[timestep]):
                if operation.output in wanted:
                    wanted.update(operation.inputs)
                    chosen.append(operation)
        for operation in reversed(chosen):
            renamed = self._renamed(operation)
            again = self._again(operation.output)
            formula = operation.rule.formula(again, *renamed.inputs)
            self._write([replace(renamed, phase="backward", output=again, formula=formula)])

    def _wanted(self, step: Pass) -> set[str]:
        """What the backward operations after a pass read, or the pass that goes on from it."""
        readers: Iterable[Operation] = [
            op
            for timestep in range(step.stop, step.stop - step.back, -1)
            for op in self._backward[timestep]
        ]
        if not step.back:
            readers = self._forward[step.stop + 1]
        names = {name for operation in readers for name in operation.inputs} & self._outputs
        tensors = self._program.tensors
        if not step.back:
            return {name for name in names if tensors[name].timestep == step.stop}
        return names

    def _again(self, name: str) -> str:
        """A name of its own for the next time that a value is computed."""
        tensor = self._program.tensors[name]
        base = name.partition("[")[0]
        while True:
            self._times[name] += 1
            times = self._times[name]
            again = f"{base}_again{times if times > 1 else ''}[{tensor.timestep}]"
            if again not in self._program.tensors:
                break
        self._tensors[again] = replace(tensor, name=again, recomputes=name)
        self._latest[name] = again
        return again

    def _renamed(self, operation: Operation) -> Operation:
        """The operation reading what was computed last."""
        inputs = tuple(self._latest.get(name, name) for name in operation.inputs)
        if inputs == operation.inputs:
            return operation
        formula = operation.rule.formula(operation.output, *inputs)
        return replace(operation, inputs=inputs, formula=formula)

    def _write(self, operations: Iterable[Operation]) -> None:
        for operation in operations:
            self._written.append(replace(operation, id=len(self._written)))

    def _in_order(self) -> dict[str, Tensor]:
        """The program's own tensors first, so that their numbers stay what they are."""
        return {**self._program.tensors, **self._tensors}
