"""What can be edited where, and what has been."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Index, Program
from rnn_debugger.recording import Edit, Place


@dataclass(frozen=True)
class EditedElement:
    """An element that was set by hand on the way to where the session stands; the last time
    where there were several.
    """

    edit: Edit
    fork: Place
    where: str

    @property
    def sentence(self) -> str:
        """Such as ``edited at iteration 12, operation 37: 0.12 → 0.5``."""
        return f"edited at {self.where}: {change_text(self.edit.before, self.edit.value)}"


def why_not_editable(moment: Moment, tensor: str) -> str:
    """Why the elements of a tensor cannot be changed here: one sentence, empty where they can."""
    program, here = moment.program, moment.position
    if tensor not in program.tensors:
        return f"{tensor} is not part of this iteration, so it cannot be edited."
    if program.tensors[tensor].persistent:
        return ""
    if moment.shows_finished:
        return (
            f"{tensor} belongs to iteration {moment.iteration:,}, which has finished: step back "
            "into it to edit this value."
        )
    if not program.is_present(tensor, here.operation):
        return f"{tensor} has no value yet, so there is nothing to edit."
    if not moment.is_present(tensor):
        return f"{tensor} is gone: no operation to come reads it, so an edit would change nothing."
    return ""


def edited_elements(
    edits: list[tuple[Place, Edit]], moment: Moment, tensor: str
) -> dict[Index, EditedElement]:
    """The elements of a tensor that were edited on the way here, as far as the edit is still in
    it: what is written anew in every iteration is as it was computed in those to come.
    """
    lasts = moment.program.tensors[tensor].persistent
    found = {}
    for fork, edit in edits:
        if edit.tensor == tensor and (lasts or fork.iteration == moment.iteration):
            found[edit.index] = EditedElement(edit, fork, place_text(None, fork))
    return found


def place_text(program: Program | None, place: Place) -> str:
    """Such as ``iteration 12, operation 37 (backward, t = 2)``; without the program only the
    numbers.
    """
    if place.operation == 0:
        return f"the beginning of iteration {place.iteration:,}"
    text = f"iteration {place.iteration:,}, operation {place.operation}"
    if program is None:
        return text
    operation = program[place.operation]
    timestep = "" if operation.timestep is None else f", t = {operation.timestep}"
    return f"{text} ({operation.phase}{timestep})"


def element_text(tensor: str, index: Index) -> str:
    """Such as ``Whh[0, 1]``."""
    return f"{tensor}[{', '.join(map(str, index))}]" if index else tensor


def change_text(before: float | None, after: float) -> str:
    """Such as ``0.12 → 0.5``, or where it is not known what it was ``→ 0.5``."""
    new = short(after, trim=True)
    return f"→ {new}" if before is None else f"{short(before, trim=True)} → {new}"
