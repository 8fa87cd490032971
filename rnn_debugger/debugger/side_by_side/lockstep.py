"""Two sessions in lock-step: wherever the first one is moved, the second one is to go along."""

from __future__ import annotations

from rnn_debugger.debugger.movement import Movement
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.side_by_side.pairing import Pairing, pairing
from rnn_debugger.engine import Operation
from rnn_debugger.recording import Place

RECORDED = 500
"""Operations at the end of a long way forward that are gone so that the way back is short."""


class Lockstep:
    """Where the second session has to stand for the place of the first: after all pairs of
    operations whose first one has run. At an iteration's beginning both stand at it.

    The second session stays on its first branch. Nothing moves by itself.
    """

    def __init__(self, first: Session, second: Session) -> None:
        self.first = first
        self.second = second

    @property
    def target(self) -> Place:
        """The place of the second session that belongs to that of the first."""
        _, iteration, operation = self.first.position
        return Place(iteration, self._pairing(iteration).reached[operation])

    @property
    def is_level(self) -> bool:
        """Whether the second session stands where it belongs."""
        return self.second.position[1:] == self.target

    @property
    def distance(self) -> int:
        """How many operations the second session has to go; back where it is negative."""
        here, target = self.second.position, self.target
        # It has no branches, so that all its iterations are of one length.
        iterations = target.iteration - here.iteration
        return iterations * len(self.second.program) + target.operation - here.operation

    @property
    def resting(self) -> Operation | None:
        """The operation of the first that ran last, where the second has none that corresponds;
        None where both have moved.
        """
        moment = self.first.moment
        if moment.last is None:
            return None
        partners = self._pairing(moment.iteration).partners
        return moment.last if partners[moment.last.id] is None else None

    @property
    def ran_alone(self) -> int:
        """How many operations of the second without a counterpart ran before that of the
        operation of the first that ran last.
        """
        moment = self.first.moment
        if moment.last is None:
            return 0
        pairs, number = self._pairing(moment.iteration), moment.last.id
        partner = pairs.partners[number]
        return 0 if partner is None else partner - pairs.reached[number]

    def catching_up(self) -> Movement | None:
        """The movement that brings the second session to where it belongs, or a good part of the
        way there, not yet begun; None where it is there.
        """
        if self.is_level:
            return None
        if self.distance > 2 * RECORDED:
            # Cancelled, it stays where it has got to; the rest of the way is recorded.
            return self.second.running(limit=self.distance - RECORDED)
        return self.second.seeking(*self.target, branch=0)

    def catch_up(self) -> None:
        """Bring the second session to where it belongs."""
        while (movement := self.catching_up()) is not None:
            movement.finish()

    def place_reaching(self, operation: int) -> Place:
        """Where the first session has to go for an operation of the second to be the one that
        has just run, or to have run; in the iteration that the second session shows.
        """
        iteration = self.second.moment.iteration
        number = self._pairing(iteration).operation_reaching(operation)
        if number < len(self.first.program_at(iteration)):
            return Place(iteration, number)
        return Place(iteration + 1, 0)

    def _pairing(self, iteration: int) -> Pairing:
        return pairing(self.first.program_at(iteration), self.second.program_at(iteration))
