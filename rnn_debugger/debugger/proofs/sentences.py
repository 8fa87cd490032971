"""What a gradient check has found, in words."""

from __future__ import annotations

from rnn_debugger.debugger.editing import element_text
from rnn_debugger.debugger.proofs.checking import GradientCheck
from rnn_debugger.debugger.proofs.plans import TensorCheck
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Program


def check_sentence(check: GradientCheck, program: Program) -> str:
    """Whether all agree; else which differ, and where in the backward sweep of `program`, in which
    the gradients are computed, the first of them stands. Empty where nothing was checked.
    """
    if not check.tensors:
        return ""
    differing = [found for found in check.tensors if found.verdict == "DIFFERS"]
    if differing:
        return f"{_how_many(check, differing)} {_first(differing, program)}"
    if check.wrong:
        names = ", ".join(found.tensor for found in check.wrong)
        return (
            f"{names}: the loss or a gradient is NaN or infinite, so there is nothing to compare."
        )
    worst = max(check.tensors, key=lambda found: found.error)
    which = f"All {len(check.tensors)} gradients agree"
    if len(check.tensors) == 1:
        which = f"{worst.tensor} agrees"
    place = "in a random direction of " if worst.worst is None else "at "
    where = f"{place}{element_text(worst.tensor, worst.worst or ())}"
    largest = f"the largest relative error is {short(worst.error, 2)}, {where}"
    return f"{which} with finite differences: {largest}."


def _how_many(check: GradientCheck, differing: list[TensorCheck]) -> str:
    worst = max(differing, key=lambda found: found.error)
    numbers = (
        f"{worst.where.lstrip() or 'there'} the backward sweep has {short(worst.gradient)}, "
        f"finite differences give {short(worst.difference)}"
    )
    if len(check.tensors) == 1:
        return f"{worst.tensor} differs from finite differences: {numbers}."
    most = f", {worst.tensor} most" if len(differing) > 1 else f": {worst.tensor}"
    verb = "differ" if len(differing) > 1 else "differs"
    return (
        f"{len(differing)} of {len(check.tensors)} gradients {verb} from finite differences{most}; "
        f"{numbers}."
    )


def _first(differing: list[TensorCheck], program: Program) -> str:
    """Where to look for the mistake: what everything after it is made of."""
    writers = {found.tensor: program.writers.get(found.tensor, ()) for found in differing}
    # A parameter's gradient gathers shares over the whole sweep: it does not say when.
    single = [found.tensor for found in differing if len(writers[found.tensor]) == 1]
    if not single:
        return "Check the gradients of values too, to see where in the sweep it begins."
    first = program[min(writers[name][0] for name in single)]
    return f"The first of them is made by operation {first.id}, {first.formula}."
