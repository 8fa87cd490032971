"""Going to where a gradient was computed, and looking at one element of it."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger import Position
from rnn_debugger.views.panel import Workbench


@dataclass(frozen=True, slots=True)
class Spot:
    """An iteration as it was looked at: `edits` says how many elements had been edited."""

    branch: int
    iteration: int
    edits: int

    @classmethod
    def of(cls, workbench: Workbench) -> Spot:
        """The one that panels show."""
        moment = workbench.moment
        return cls(moment.position.branch, moment.iteration, moment.edits)


def go_to_tensor(
    workbench: Workbench, spot: Spot, tensor: str, element: tuple[int, ...] | None
) -> bool:
    """Go to right after the last operation that wrote the tensor in that iteration, and select it.
    False, nothing done, while something is under way or where the branch is deleted.
    """
    session, player, selection = workbench.session, workbench.player, workbench.selection
    if player.is_busy or all(branch.id != spot.branch for branch in session.branches):
        return False
    program = session.program_of(spot.branch, spot.iteration)
    after = program.writers[tensor][-1] + 1
    is_last = after == len(program)
    goal = (spot.iteration + 1, 0) if is_last else (spot.iteration, after)

    def arrive() -> None:
        player.arrived.disconnect(arrive)
        if session.position == Position(spot.branch, *goal):
            selection.select(tensor, element)

    player.arrived.connect(arrive)
    movement = session.seeking(*goal, branch=spot.branch)
    player.carry_out(movement, f"going to iteration {spot.iteration:,}")
    return True
