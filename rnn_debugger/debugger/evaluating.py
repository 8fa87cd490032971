"""The tree of an expression over tensors, and its evaluation at a position.

A node is bound to a program once, which checks names and shapes and gives a closure; the closure
is what runs. Numbers are float64 throughout, so that no integer grows without limit.
"""

from __future__ import annotations

import difflib
import math
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial, reduce
from typing import Any, Literal, Protocol, TypeAlias, get_args

import numpy as np

from rnn_debugger.debugger.numbers import shape_text
from rnn_debugger.debugger.tensor_families import Family, family
from rnn_debugger.engine import Array, Index, Phase, Program, Shape


class BadCondition(ValueError):
    """An expression that cannot be used: one sentence, and where in the text, counted from 0."""

    def __init__(self, sentence: str, text: str, column: int, length: int) -> None:
        super().__init__(sentence)
        self.text = text
        self.column = column
        self.length = length

    @property
    def shown(self) -> str:
        """The text, and under it a line that marks the place."""
        return f"{self.text}\n{' ' * self.column}{'^' * self.length}"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an expression's text."""

    text: str
    column: int
    length: int

    def __str__(self) -> str:
        return self.text[self.column : self.column + self.length]

    def bad(self, sentence: str) -> BadCondition:
        return BadCondition(sentence, self.text, self.column, self.length)


class Missing(Enum):
    """What stands where there is no value: none at this position, or one that is not looked at."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


class State(Protocol):
    """What is read at a position; the operations before `operation` have run in `iteration`."""

    @property
    def program(self) -> Program: ...

    @property
    def iteration(self) -> int: ...

    @property
    def operation(self) -> int: ...

    @property
    def loss_before(self) -> float | None:
        """The loss of the previous iteration; None in the first."""

    def value(self, name: str) -> Array:
        """A read-only view; only asked for what the program says is present."""


class Reading(Protocol):
    """A state, or what is known of one without looking at it."""

    @property
    def program(self) -> Program: ...

    @property
    def iteration(self) -> int | Missing: ...

    @property
    def operation(self) -> int: ...

    @property
    def loss_before(self) -> float | Missing | None: ...

    def value(self, name: str) -> Array | Missing: ...


@dataclass(frozen=True, slots=True)
class Unseen:
    """A state of which the position in the program is known and nothing else."""

    program: Program
    operation: int
    iteration: Missing = Missing.UNKNOWN
    loss_before: Missing = Missing.UNKNOWN

    def value(self, _name: str) -> Missing:
        return Missing.UNKNOWN


Value: TypeAlias = Any
"""An array or scalar of float64 or bool, a string, or `Missing`."""
Evaluate: TypeAlias = Callable[[Reading], Value]
Resolve: TypeAlias = Callable[[int], str | None]
"""The name of the tensor that is read at a position, None where it is absent."""
KindName: TypeAlias = Literal["number", "truth", "text"]

PHASES: tuple[Phase, ...] = get_args(Phase)
FIELDS = {"t": "timestep", "phase": "phase", "layer": "layer", "primitive": "primitive"}
"""Words for the operation that runs next, and the attribute that holds them."""
WORDS = (*FIELDS, "iteration", "operation", "loss_before")
TEXT_WORDS = ("phase", "primitive")
ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
WHOLE_ARITHMETIC = ("+", "-", "*", "//", "%")


@dataclass(frozen=True, slots=True)
class Function:
    """What it takes and gives; it keeps the shape or makes one value of all elements."""

    apply: Callable[[Any], Any]
    takes: tuple[KindName, ...]
    gives: KindName
    keeps_shape: bool


def _norm(value: Array) -> Any:
    flat = np.ravel(value)
    return np.sqrt(flat.dot(flat))


_NUMBER: tuple[KindName, ...] = ("number",)
_TRUTH: tuple[KindName, ...] = ("truth",)
FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(np.abs, _NUMBER, "number", True),
    "all": Function(np.all, _TRUTH, "truth", False),
    "any": Function(np.any, _TRUTH, "truth", False),
    "count": Function(lambda x: np.float64(np.count_nonzero(x)), _TRUTH, "number", False),
    "exp": Function(np.exp, _NUMBER, "number", True),
    "isfinite": Function(np.isfinite, _NUMBER, "truth", True),
    "isinf": Function(np.isinf, _NUMBER, "truth", True),
    "isnan": Function(np.isnan, _NUMBER, "truth", True),
    "log": Function(np.log, _NUMBER, "number", True),
    "max": Function(np.max, _NUMBER, "number", False),
    "mean": Function(np.mean, _NUMBER + _TRUTH, "number", False),
    "min": Function(np.min, _NUMBER, "number", False),
    "nonfinite": Function(lambda x: ~np.isfinite(x).all(), _NUMBER, "truth", False),
    "norm": Function(_norm, _NUMBER, "number", False),
    "sign": Function(np.sign, _NUMBER, "number", True),
    "sqrt": Function(np.sqrt, _NUMBER, "number", True),
    "sum": Function(partial(np.sum, dtype=np.float64), _NUMBER + _TRUTH, "number", False),
}


@dataclass(frozen=True, slots=True)
class Kind:
    name: KindName
    shape: Shape = ()

    def __str__(self) -> str:
        count = math.prod(self.shape)
        words = {"number": "number", "truth": "truth value", "text": "text"}[self.name]
        return f"a {words}" if count == 1 else f"{count:,} {words}s"

    @property
    def is_single(self) -> bool:
        return math.prod(self.shape) == 1


@dataclass(frozen=True, slots=True)
class Bound:
    """A node bound to a program. `reads` has the tensors, `words` the field words whose change
    may change its value.
    """

    kind: Kind
    evaluate: Evaluate
    reads: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


class Node(ABC):
    """A part of an expression."""

    place: Place

    @abstractmethod
    def bind(self, program: Program) -> Bound:
        """Raises `BadCondition` where names, kinds or shapes do not fit."""


@dataclass(frozen=True, slots=True)
class Number(Node):
    place: Place
    number: float

    def bind(self, program: Program) -> Bound:
        return _constant("number", np.float64(self.number))


@dataclass(frozen=True, slots=True)
class Flag(Node):
    """True or False."""

    place: Place
    is_true: bool

    def bind(self, program: Program) -> Bound:
        return _constant("truth", np.bool_(self.is_true))


@dataclass(frozen=True, slots=True)
class Text(Node):
    place: Place
    text: str

    def bind(self, program: Program) -> Bound:
        return _constant("text", self.text)


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A field word: of the operation that runs next, or of the position."""

    place: Place
    word: str

    def bind(self, program: Program) -> Bound:
        if self.word in TEXT_WORDS:
            column = [getattr(operation, self.word) for operation in program]
            return self._bound("text", lambda state: column[state.operation])
        if self.word in FIELDS:
            numbers = [_number(getattr(operation, FIELDS[self.word])) for operation in program]
            return self._bound("number", lambda state: numbers[state.operation])
        read = operator.attrgetter(self.word)
        return self._bound("number", lambda state: _number(read(state)))

    def _bound(self, kind: KindName, evaluate: Evaluate) -> Bound:
        return Bound(Kind(kind), evaluate, words=frozenset([self.word]))


@dataclass(frozen=True, slots=True)
class Subscript:
    """What stands in one pair of brackets."""

    place: Place
    parts: tuple[Node, ...]


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
        index, shape = _element(subscripts, reading.shape, str(self.place))
        words = frozenset(["t"] if reading.follows_t else [])
        evaluate = _reader(reading.resolve, index, is_scalar=shape == ())
        return Bound(Kind("number", shape), evaluate, reading.names, words)

    def _latest(self, program: Program, members: Family) -> _Tensors:
        """The member that was written most recently."""
        names = tuple(members.name(t) for t in members.timesteps)
        writers = sorted(writer for name in names for writer in program.writers[name])
        last: list[str | None] = [None] * len(program)
        for here, after in zip(writers, [*writers[1:], len(program) - 1], strict=True):
            written = program[here].output
            last[here + 1 : after + 1] = [written] * (after - here)
        return _Tensors(last.__getitem__, self._shape(program, names), frozenset(names))

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


@dataclass(frozen=True, slots=True)
class Negative(Node):
    place: Place
    operand: Node

    def bind(self, program: Program) -> Bound:
        operand = _of_kind(self.operand, program, _NUMBER, "-")
        return _applied(operator.neg, operand, operand.kind)


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    place: Place
    sign: str
    left: Node
    right: Node

    def bind(self, program: Program) -> Bound:
        nodes = [self.left, self.right]
        parts = [_of_kind(node, program, _NUMBER, self.sign) for node in nodes]
        return _joined(self.place, "number", ARITHMETIC[self.sign], parts)


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """One comparison; of a chain each is a part of a `Chain`."""

    place: Place
    sign: str
    left: Node
    right: Node

    def bind(self, program: Program) -> Bound:
        parts = [self.left.bind(program), self.right.bind(program)]
        kinds = {part.kind.name for part in parts}
        if len(kinds) > 1:
            raise self.place.bad(
                f"{self.left.place} is {parts[0].kind} and {self.right.place} is "
                f"{parts[1].kind}: they cannot be compared"
            )
        if kinds != {"number"} and self.sign not in ("==", "!="):
            raise self.place.bad(f"{self.left.place} is {parts[0].kind}: only == and != fit")
        if kinds == {"text"}:
            self._check_text(program)
        return _joined(self.place, "truth", COMPARISONS[self.sign], parts)

    def _check_text(self, program: Program) -> None:
        literal, word = self.left, self.right
        if isinstance(literal, Word):
            literal, word = word, literal
        if not (isinstance(literal, Text) and isinstance(word, Word)):
            raise self.place.bad("compare phase or primitive with a text, as in phase == 'forward'")
        known: Iterable[str] = PHASES
        if word.word == "primitive":
            known = sorted({operation.primitive for operation in program})
        if literal.text not in known:
            raise literal.place.bad(
                f"no operation of this program has the {word.word} {literal.text!r}"
                f"{nearest(literal.text, known, quoted=True)}"
            )


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Comparisons that all hold, element by element: ``0 < h < 1``."""

    place: Place
    links: tuple[Comparison, ...]

    def bind(self, program: Program) -> Bound:
        parts = [link.bind(program) for link in self.links]
        return reduce(
            lambda left, right: _joined(self.place, "truth", np.logical_and, [left, right]), parts
        )


@dataclass(frozen=True, slots=True)
class Call(Node):
    place: Place
    function: str
    argument: Node

    def bind(self, program: Program) -> Bound:
        function = FUNCTIONS[self.function]
        argument = _of_kind(self.argument, program, function.takes, f"{self.function}(…)")
        shape = argument.kind.shape if function.keeps_shape else ()
        return _applied(function.apply, argument, Kind(function.gives, shape))


@dataclass(frozen=True, slots=True)
class Atom(Node):
    """A single truth value, or with `negated` its opposite; where it is absent both are false."""

    place: Place
    operand: Node
    negated: bool = False

    def bind(self, program: Program) -> Bound:
        operand = self.operand.bind(program)
        if not operand.kind.is_single:
            raise self.place.bad(f"{self.place} gives {operand.kind}; say any(…) or all(…)")
        if operand.kind.name != "truth":
            raise self.place.bad(
                f"{self.place} gives {operand.kind}, neither true nor false; compare it with "
                "something"
            )
        evaluate, negated = operand.evaluate, self.negated

        def test(state: Reading) -> Value:
            value = evaluate(state)
            if value.__class__ is Missing:
                return False if value is Missing.ABSENT else value
            return bool(value) is not negated

        return Bound(Kind("truth"), test, operand.reads, operand.words)


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """``and`` where `every` part has to hold, else ``or``. Negations stand in the atoms, so that
    what is absent makes nothing true.
    """

    place: Place
    every: bool
    parts: tuple[Atom | Junction, ...]

    def bind(self, program: Program) -> Bound:
        # The order does not matter to the answer; what reads no tensor is the cheapest.
        parts = sorted((part.bind(program) for part in self.parts), key=lambda b: len(b.reads) > 0)
        tests, decisive = [part.evaluate for part in parts], not self.every

        def test(state: Reading) -> Value:
            answer: Value = not decisive
            for part in tests:
                found = part(state)
                if found is decisive:
                    return found
                if found is Missing.UNKNOWN:
                    answer = found
            return answer

        reads = frozenset[str]().union(*(part.reads for part in parts))
        words = frozenset[str]().union(*(part.words for part in parts))
        return Bound(Kind("truth"), test, reads, words)


def tested(bound: Bound, program: Program) -> tuple[int, ...]:
    """The positions at which a condition's answer may be another than at the one before, but for
    those in the midst or at the end of a stretch where it is false whatever the tensors hold.
    """
    changes = _changes(bound, program)
    may = [may_hold(bound, program, operation) for operation in changes]
    # The stretch before the first position is the last one of the iteration before.
    return tuple(here for n, here in enumerate(changes) if may[n] or may[n - 1])


def may_hold(bound: Bound, program: Program, operation: int) -> bool:
    """Whether a condition can be true at a position, whatever tensors and iteration are."""
    return bound.evaluate(Unseen(program, operation)) is not False


def nearest(name: str, known: Iterable[str], *, quoted: bool = False) -> str:
    """A question that suggests a name, or nothing."""
    found = difflib.get_close_matches(name, list(known), 1, 0.5)
    if not found:
        return ""
    return f"; did you mean {found[0]!r}?" if quoted else f"; did you mean {found[0]}?"


def nearest_tensor(program: Program, name: str) -> str:
    """A question that suggests a tensor or a family, or nothing."""
    bases = dict.fromkeys(tensor.split("[")[0] for tensor in program.tensors)
    return nearest(name, [*bases, *program.tensors])


def whole(node: Node, timestep: int | None) -> int | None:
    """The whole number that a subscript made of t and numbers gives; None where it gives none."""
    match node:
        case Number(number=number):
            return int(number)
        case Word():
            return timestep
        case Negative(operand=operand):
            value = whole(operand, timestep)
            return None if value is None else -value
        case Arithmetic(sign=sign, left=left, right=right):
            numbers = whole(left, timestep), whole(right, timestep)
            if None in numbers or (sign in ("//", "%") and numbers[1] == 0):
                return None
            return int(ARITHMETIC[sign](*numbers))
    raise AssertionError(node)


def _changes(bound: Bound, program: Program) -> list[int]:
    """0, and where what a condition reads is another than at the position before."""
    if "operation" in bound.words:
        return list(range(len(program)))
    found = {0} | {writer + 1 for name in bound.reads for writer in program.writers[name]}
    for word in bound.words & FIELDS.keys():
        column = [getattr(operation, FIELDS[word]) for operation in program]
        found |= {n for n in range(1, len(column)) if column[n] != column[n - 1]}
    return sorted(found - {len(program)})


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


def _element(
    subscripts: tuple[Subscript, ...], shape: Shape, text: str
) -> tuple[Index | None, Shape]:
    """The index of what subscripts pick from a tensor, None for all of it; and its shape."""
    if not subscripts:
        return (() if shape == () else None), shape
    index, place = subscripts[0], subscripts[0].place
    if len(subscripts) > 1 or len(index.parts) > len(shape):
        what = "a single number" if shape == () else f"{shape_text(shape)} numbers"
        raise subscripts[-1].place.bad(f"{text} has one subscript too many: there is {what}")
    numbers = []
    for part, length in zip(index.parts, shape, strict=False):
        number = whole(part, None)
        if number is None:
            raise part.place.bad(f"an element is named by whole numbers, not by {part.place}")
        if not -length <= number < length:
            raise place.bad(f"{text} is outside: its shape is {shape_text(shape)}, from 0")
        numbers.append(number)
    rest = shape[len(numbers) :]
    if math.prod(rest) == 1:
        return (*numbers, *[0] * len(rest)), ()
    return tuple(numbers), rest


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


def _constant(kind: KindName, value: Value) -> Bound:
    return Bound(Kind(kind), lambda _state: value)


def _number(value: float | Missing | None) -> Value:
    if value is None:
        return Missing.ABSENT
    return value if isinstance(value, Missing) else np.float64(value)


def _of_kind(node: Node, program: Program, kinds: tuple[KindName, ...], user: str) -> Bound:
    """The node, which must be one of `kinds` for `user`, an operator or a function."""
    bound = node.bind(program)
    if bound.kind.name in kinds:
        return bound
    if kinds == _TRUTH:
        raise node.place.bad(f"{user} asks what is true of {node.place}: compare it with something")
    hint = "; count(…) makes a number of it" if bound.kind.name == "truth" else ""
    raise node.place.bad(f"{user} needs numbers, and {node.place} is {bound.kind}{hint}")


def _applied(function: Callable[[Any], Any], operand: Bound, kind: Kind) -> Bound:
    evaluate = operand.evaluate

    def apply(state: Reading) -> Value:
        value = evaluate(state)
        return value if value.__class__ is Missing else function(value)

    return Bound(kind, apply, operand.reads, operand.words)


def _joined(
    place: Place, kind: KindName, function: Callable[[Any, Any], Any], parts: list[Bound]
) -> Bound:
    """Element by element; vectors and scalars fit as in the engine: a vector is a column."""
    shapes = [part.kind.shape for part in parts]
    widest = max(shapes, key=len)
    if any(shape != widest[: len(shape)] for shape in shapes):
        raise place.bad(f"shapes {' and '.join(map(shape_text, shapes))} do not fit together")
    left, right = (_as_column(part, len(widest)) for part in parts)

    def evaluate(state: Reading) -> Value:
        a, b = left(state), right(state)
        if a.__class__ is Missing or b.__class__ is Missing:
            is_absent = a is Missing.ABSENT or b is Missing.ABSENT
            return Missing.ABSENT if is_absent else Missing.UNKNOWN
        return function(a, b)

    reads, words = parts[0].reads | parts[1].reads, parts[0].words | parts[1].words
    return Bound(Kind(kind, widest), evaluate, reads, words)


def _as_column(part: Bound, dimensions: int) -> Evaluate:
    if len(part.kind.shape) == 1 and dimensions == 2:
        column = operator.itemgetter((slice(None), None))
        return _applied(column, part, part.kind).evaluate
    return part.evaluate
