"""The line at the foot of the window."""

from rnn_debugger.views.status import status_text


def test_it_says_where_the_session_stands(workbench):
    assert status_text(workbench.moment) == (
        "main · iteration 0 · operation 0 of 47 · forward · t = 0"
    )
    workbench.session.seek(1000, 21)
    text = status_text(workbench.moment)
    assert text.startswith("main · iteration 1,000 · operation 21 of 47 · backward · loss 0.")
