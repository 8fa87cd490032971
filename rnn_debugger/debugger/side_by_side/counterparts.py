"""The session that a run is set beside, and what both of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from rnn_debugger.debugger.session import Session
from rnn_debugger.experiments import with_schedule, without_recurrence

Contrast: TypeAlias = Literal["recurrence", "schedule"]
"""What is different between the two: the recurrence, or when the weights are updated."""
CONTRASTS: tuple[Contrast, ...] = get_args(Contrast)
CONTRAST_TEXTS: dict[Contrast, str] = {
    "recurrence": "without the recurrence",
    "schedule": "other update schedule",
}
"""What a person chooses by."""
_SCHEDULES = {
    "every_window": (
        "Every window",
        "The shares of all timesteps are summed; then every weight is updated once.",
    ),
    "every_timestep": (
        "Every timestep",
        "Every weight is updated as soon as the sweep back has done a timestep.",
    ),
}


@dataclass(frozen=True)
class Heading:
    """What one of the two graphs is: a title, and a sentence about it."""

    title: str
    sentence: str


def why_no_counterpart(session: Session, contrast: Contrast) -> str:
    """A sentence that says why there is nothing to compare with; empty where there is."""
    if contrast == "recurrence" and not session.compiled.network.cell.states:
        return (
            "This network is feedforward already: no state goes from one timestep to the next, "
            "so there is no recurrence to crop."
        )
    return ""


def counterpart(session: Session, contrast: Contrast) -> Session:
    """A session of its own at its very beginning: the same experiment without the recurrence, or
    with the other update schedule, as the original branch has it. The given one stays as it is.

    Raises `ValueError` with the sentence of `why_no_counterpart`, `BadInput` for a program that
    is too large.
    """
    refusal = why_no_counterpart(session, contrast)
    if refusal:
        raise ValueError(refusal)
    if contrast == "recurrence":
        return Session(without_recurrence(session.compiled), f"{session.name}, feedforward")
    schedule = session.experiment.training.update_schedule
    other: Literal["every_window", "every_timestep"] = (
        "every_window" if schedule == "every_timestep" else "every_timestep"
    )
    return Session(with_schedule(session.compiled, other), f"{session.name}, {other}")


def headings(first: Session, second: Session, contrast: Contrast) -> tuple[Heading, Heading]:
    """What the two sessions of a comparison are."""
    if contrast == "schedule":
        titles = [_SCHEDULES[one.experiment.training.update_schedule] for one in (first, second)]
        return Heading(*titles[0]), Heading(*titles[1])
    cropped = _cropped(first)
    title = "Feedforward: the same without " + (_listed(cropped) if cropped else "memory")
    return (
        Heading("Recurrent", "The state of t − 1 goes into that of t."),
        Heading(title, weights_sentence(first, second)),
    )


def weights_sentence(first: Session, second: Session) -> str:
    """Which initial weights the feedforward network has in common with the recurrent one."""
    there = {tensor.name for tensor in first.program.parameters}
    names = [tensor.name for tensor in second.program.parameters]
    same = [name for name in names if name in there]
    drawn = [name for name in names if name not in there]
    if not drawn:
        return f"{_listed(same)} begin the same: only the recurrence differs."
    cell = first.experiment.model.cell
    return (
        f"{_listed(same)} begin the same; {_listed(drawn)}, which {cell} has not, "
        f"{_are(drawn)} drawn from the same seed."
    )


def branch_sentence(first: Session) -> str:
    """What of the first run the second one does not take part in; empty where it takes part in
    everything.
    """
    branch = first.branch
    if branch.parent is None:
        return ""
    return "Edits and changed settings of this branch are not carried over."


def shared_parameters(first: Session, second: Session) -> tuple[str, ...]:
    """The parameters of one name and shape in both programs."""
    shapes = {tensor.name: tensor.shape for tensor in second.program.parameters}
    return tuple(
        tensor.name
        for tensor in first.program.parameters
        if shapes.get(tensor.name) == tensor.shape
    )


def _cropped(session: Session) -> list[str]:
    """The recurrent matrices of a simple cell; of a cell with more in it there are no few."""
    network = session.compiled.network
    if network.cell.name != "rnn":
        return []
    return [f"W{network.layered('h', layer)[1:]}hh" for layer in network.layers]


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _are(names: Sequence[str]) -> str:
    return "are" if len(names) > 1 else "is"
