import numpy as np
import pytest

from rnn_debugger.debugger import trend

NAN, INF = float("nan"), float("inf")


def found(norms, first=1, present=None):
    norms = np.asarray(norms, float)
    present = np.ones(len(norms), bool) if present is None else np.asarray(present, bool)
    return trend(norms, present, range(first, first + len(norms)))


def test_it_vanishes_from_where_it_stays_small():
    # At t = 2 it is small for once: what counts is from where back it never comes up again.
    result = found([1e-9, 1e-7, 0.5, 1e-5, 0.1, 1.0], first=0)
    assert (result.kind, result.begins, result.ratio) == ("vanishes", 1, 1e-9)
    assert result.sentence("dh") == (
        "dh vanishes: ‖dh[0]‖ is 1·10⁻⁹ of ‖dh[5]‖, under a thousandth from t = 1 back"
    )


def test_it_explodes_from_where_it_is_large():
    result = found([1e6, 1e5, 2e3, 5.0, 1.0])
    assert (result.kind, result.begins) == ("explodes", 3)
    assert "‖dh[1]‖ is 1·10⁶ times ‖dh[5]‖, over a thousand times that from t = 3" in (
        result.sentence("dh")
    )


def test_it_lasts():
    assert found([0.25, 3.0, 1.0]).sentence("dc") == "dc lasts: ‖dc[1]‖ is 0.25 of ‖dc[3]‖"
    assert found([1e-3, 1.0]).kind == found([1e3, 1.0]).kind == "lasts"


@pytest.mark.parametrize("bad", [NAN, INF])
def test_it_is_no_number(bad):
    result = found([1.0, bad, 1.0, bad, 1.0, 1.0])
    assert (result.kind, result.begins) == ("not finite", 4)
    assert "not a number, or infinite, from t = 4 back" in result.sentence("dh")


def test_zeros():
    assert found([0.0, 0.0]).sentence("dh") == "dh is 0 at every timestep"
    # No loss depends on the last one.
    assert (found([0.5, 1.0, 0.0]).last, found([0.5, 1.0, 0.0]).ratio) == (2, 0.5)
    result = found([0.0, 0.0, 1.0])
    assert (result.kind, result.begins) == ("vanishes", 2)
    assert found([1.0, 0.0]) is None


def test_of_what_is_there():
    assert found([1.0], 5) is None
    assert found([NAN, NAN], present=[False, False]) is None
    assert found([NAN, 0.5, 1.0], present=[False, True, True]).first == 2


def test_the_largest_and_smallest_numbers():
    assert found([1e300, 1e-300]).kind == "explodes"
    assert found([1e-300, 1e300]).kind == "vanishes"
