"""Help with writing conditions and log texts: what is wrong and where, and which words exist."""

from __future__ import annotations

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.log_texts import LogText
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.conditions.vocabulary import FUNCTIONS, PHASES, WORDS
from rnn_debugger.debugger.families.tensor_families import families, split_name
from rnn_debugger.engine import Program, kept_with_program


def condition_error(text: str, program: Program) -> BadCondition | None:
    """What is wrong with a condition, and at which place of the text; None where it is right."""
    try:
        Condition.parse(text).check(program)
    except BadCondition as error:
        return error
    return None


def log_error(text: str, program: Program) -> BadCondition | None:
    """What is wrong with the text of a log point."""
    try:
        LogText.parse(text).check(program)
    except BadCondition as error:
        return error
    return None


def primitives_of(program: Program) -> tuple[str, ...]:
    """The names of all primitives of a program, sorted."""
    return tuple(sorted({operation.primitive for operation in program}))


def phases_of(program: Program) -> tuple[str, ...]:
    """The phases that a program has, in their order."""
    found = {operation.phase for operation in program}
    return tuple(phase for phase in PHASES if phase in found)


@kept_with_program
def watchable(program: Program) -> tuple[str, ...]:
    """Families, then tensors: whatever some operation writes."""
    whole = [found.base for found in families(program)]
    single = sorted(program.tensors, key=_by_family)
    written = [name for name in single if program.writers[name]]
    return tuple(dict.fromkeys([*whole, *written]))


@kept_with_program
def expression_words(program: Program) -> tuple[str, ...]:
    """All words that an expression may have: field words, functions, phases and primitives as
    texts, families and tensors.
    """
    quoted = [f"'{name}'" for name in (*phases_of(program), *primitives_of(program))]
    calls = [f"{name}(" for name in FUNCTIONS]
    whole = [found.base for found in families(program)]
    single = sorted(program.tensors, key=_by_family)
    return tuple(dict.fromkeys([*WORDS, *calls, "and", "or", "not ", *whole, *single, *quoted]))


def _by_family(name: str) -> tuple[str, int]:
    base, timestep = split_name(name)
    return base, -1 if timestep is None else timestep
