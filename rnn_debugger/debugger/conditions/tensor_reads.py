"""Reading tensors in an expression: one by its name, or the member of a family that is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from rnn_debugger.debugger.conditions.binding import Bound, Node
from rnn_debugger.debugger.conditions.states import Evaluate, Missing, Reading, Value
from rnn_debugger.debugger.conditions.subscripts import Subscript, element, whole
from rnn_debugger.debugger.conditions.text_places import Place
from rnn_debugger.debugger.conditions.vocabulary import FUNCTIONS, WORDS, Kind
from rnn_debugger.debugger.families.tensor_families import Family, family
from rnn_debugger.debugger.texts.suggestions import nearest, nearest_tensor
from rnn_debugger.engine import Index, Program, Shape

Resolve: TypeAlias = Callable[[int], str | None]
"""The name of the tensor that is read at a position, None where it is absent."""


@dataclass(frozen=True, slots=True)
class Read(Node):
    """A tensor, or elements of it: a name with its subscripts."""

    place: Place
    base: str
    subscripts: tuple[Subscript, ...] = ()

    def bind(self, program: Program) -> Bound:
        members, subscripts = family(program, self.base), self.subscripts
        if members is not None and subscripts:
            reading, subscripts = self._member(program, members), subscripts[1:]
        elif self.base in program.tensors:
            resolve = _named(program, self.base)
            shape = program.tensors[self.base].shape
            reading = _Tensors(resolve, shape, frozenset([self.base]))
        elif members is not None:
            reading = self._latest(program, members)
        else:
            raise self.place.bad(_unknown_name(program, self.base))
        index, shape = element(subscripts, reading.shape, str(self.place))
        words = frozenset(["t"] if reading.follows_t else [])
        evaluate = _reader(reading.resolve, index, is_scalar=shape == ())
        return Bound(Kind("number", shape), evaluate, reading.names, words)

    def _latest(self, program: Program, members: Family) -> _Tensors:
        """The member that was written most recently."""
        names = tuple(members.name(t) for t in members.timesteps)
        every = frozenset(names)
        latest: list[str | None] = []
        last = None
        for operation in program:
            latest.append(last)
            if operation.output in every:
                last = operation.output
        return _Tensors(lambda here: latest[here], self._shape(program, names), every)

    def _member(self, program: Program, members: Family) -> _Tensors:
        """The member of the timestep that the first subscript gives."""
        step = self.subscripts[0]
        if len(step.parts) > 1:
            raise step.place.bad(
                f"{self.base} is written once a timestep: say which, as in "
                f"{self.base}[{members.timesteps[-1]}][{step.place}]"
            )
        fixed, column = whole(step.parts[0], None), [op.timestep for op in program]
        found = {t: whole(step.parts[0], t) for t in set(column)}
        names = {t: members.name(n) for t, n in found.items() if n in members.timesteps}
        if not names:
            raise step.place.bad(
                f"{self.base} has no timestep {step.parts[0].place}: "
                f"{_listed_timesteps(self.base, members)}"
            )
        every = tuple(dict.fromkeys(names.values()))
        shape = self._shape(program, every)
        if fixed is not None:
            return _Tensors(_named(program, every[0]), shape, frozenset(every))
        at = {t: _named(program, name) for t, name in names.items()}

        def resolve(operation: int) -> str | None:
            named = at.get(column[operation])
            return named(operation) if named else None

        return _Tensors(resolve, shape, frozenset(every), follows_t=True)

    def _shape(self, program: Program, names: tuple[str, ...]) -> Shape:
        shapes = {program.tensors[name].shape for name in names}
        if len(shapes) > 1:
            raise self.place.bad(
                f"the shapes of {self.base} differ between timesteps: name one, such as {names[-1]}"
            )
        return shapes.pop()


@dataclass(frozen=True, slots=True)
class _Tensors:
    """What a `Read` may read, all of one shape; `follows_t` where the timestep chooses."""

    resolve: Resolve
    shape: Shape
    names: frozenset[str]
    follows_t: bool = False


def _unknown_name(program: Program, name: str) -> str:
    if name in FUNCTIONS:
        return f"{name} is a function: say {name}(…)"
    words = nearest(name, WORDS) if not nearest_tensor(program, name) else ""
    return f"there is no tensor {name}{nearest_tensor(program, name) or words}"


def _listed_timesteps(base: str, members: Family) -> str:
    first, last = members.timesteps[0], members.timesteps[-1]
    if first == last:
        return f"there is {base}[{first}] alone"
    return f"there are {base}[{first}] to {base}[{last}]"


def _named(program: Program, name: str) -> Resolve:
    if program.tensors[name].persistent:
        return lambda _operation: name
    first = program.writers[name][0]
    return lambda operation: name if first < operation else None


def _reader(resolve: Resolve, index: Index | None, *, is_scalar: bool) -> Evaluate:
    def evaluate(state: Reading) -> Value:
        name = resolve(state.operation)
        if name is None:
            return Missing.ABSENT
        value = state.value(name)
        if isinstance(value, Missing):
            return value
        if is_scalar:
            return np.float64(value[index])
        return np.asarray(value if index is None else value[index], np.float64)

    return evaluate
