"""Input that must be refused with one clear sentence."""

from __future__ import annotations

import pytest

from rnn_debugger.data import BadInput


def refusal(function, *arguments) -> str:
    """The sentence with which a call refuses its arguments."""
    with pytest.raises(BadInput) as raised:
        function(*arguments)
    message = str(raised.value)
    assert "\n" not in message.strip()
    assert type(raised.value) is BadInput
    return message
