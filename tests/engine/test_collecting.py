import gc

import pytest

from rnn_debugger.engine import collecting_later


def test_the_collector_rests_and_goes_on():
    with collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error():
    with pytest.raises(ValueError, match="wrong"), collecting_later():
        raise ValueError("wrong")
    assert gc.isenabled()


def test_who_holds_it_off_already_keeps_doing_so():
    @collecting_later()
    def inner():
        return gc.isenabled()

    with collecting_later():
        assert not inner()
        assert not gc.isenabled()
    assert gc.isenabled()
