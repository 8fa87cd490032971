"""What is known of a state that is not looked at."""

from rnn_debugger.debugger.conditions.states import Missing, Unseen
from tests.support.conditions import PROGRAM


def test_of_an_unseen_state_the_position_alone_is_known():
    state = Unseen(PROGRAM, 3)
    assert (state.program, state.operation) == (PROGRAM, 3)
    assert state.iteration is state.loss_before is state.value("h[1]") is Missing.UNKNOWN
