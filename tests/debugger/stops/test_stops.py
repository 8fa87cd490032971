"""Breakpoints and watches: what is refused, and how they are told of."""

import pytest

import rnn_debugger
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from tests.support.experiments import compiled, random_table
from tests.support.rules import WATCHES
from tests.support.standings import standings


@pytest.fixture(scope="module")
def subject():
    return compiled(random_table(3, sizes=(2, 3), sequences=2, batch_size=2, length=4,
                                 clip_value=0.1, learning_rate=0.5))  # fmt: skip


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Breakpoint(1, Where(timestep=1), hits=0), "hits: 0 is not 1 or more"),
        (lambda: Breakpoint(1, Where(timestep=1), "t =="), "something is missing at the end"),
        (lambda: Breakpoint(1, Where(timestep=1), log="{t"), "never closed"),
        (lambda: Watch(1, "h", "sing"), 'there is no watch "sing"; did you mean sign'),
        (lambda: Watch(1, "h", "written", hits=-2), "hits: -2 is not 1 or more"),
        (lambda: Watch(1, "h", "outside"), "a low or a high end is missing"),
        (lambda: Watch(1, "h", "outside", low=2, high=1), "the low end 2 is above the high, 1"),
        (lambda: Watch(1, "h", "outside", low=float("nan"), high=1), "the low end nan"),
        (lambda: Watch(1, "h", "norm_above"), "norm_above: the limit is missing"),
        (lambda: Watch(1, "h", "saturated", limit=50), "is not a share from 0 to 1"),
        (lambda: Watch(1, "h", "written", log="{h.T}"), "there are no attributes here"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(make, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        make()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("stop", "sentence"),
    [
        (Breakpoint(1, Where(timestep=2), "norm(dWh) > 8"), "there is no tensor dWh"),
        (Breakpoint(1, Where(timestep=2), log="{dWh}"), "there is no tensor dWh"),
        (Watch(1, "W1hhh", "written"), r"no tensor W1hhh; did you mean W1hh\?"),
        (Watch(1, "W1hh", "changed", index=(2, 0)), r"W1hh has no element \[2, 0\]: its shape"),
        (Watch(1, "W1hh", "changed", index=(0,)), r"W1hh has no element \[0\]"),
        (Watch(1, "b1h", "changed", index=(-1,)), r"b1h has no element \[-1\]"),
        (Watch(1, "W1hh", "saturated", limit=0.5), "is not the output of a sigmoid or a tanh"),
        (Watch(1, "h1[2]", "changed"), r"h1\[2\] has no value before it is written"),
        (Watch(1, "h1", "sign"), "h1 has no value before it is written"),
        (Watch(1, "h1", "written", log="{dWh}"), "there is no tensor dWh"),
    ],
)
def test_what_does_not_fit_the_program_is_refused(subject, stop, sentence):
    with pytest.raises(ValueError, match=sentence):
        stop.check(subject.program)


@pytest.mark.parametrize("settings", WATCHES)
def test_what_fits_is_not_refused(subject, settings):
    name = {"sign": "dW1hh", "changed": "W1hh"}.get(settings["kind"], "h2")
    Watch(1, name, **settings).check(subject.program)


def test_breakpoints_are_described():
    program = rnn_debugger.open("simple-words").program
    several = Breakpoint(1, Where(timestep=2), "loss > 2", hits=3)
    assert several.describe(program) == "timestep 2, if loss > 2, every 3rd time"


def test_watches_are_described():
    texts = [Watch(1, "h", **settings).describe() for settings in WATCHES]
    assert texts == [
        "h is written",
        "h changes sign",
        "h changes",
        "h is NaN or infinite",
        "h outside −0.2 to 0.3",
        "h below −0.2",
        "h above 0.1",
        "more than 30 % of h saturated",
        "norm of h above 0.8",
        "norm of h below 0.8",
    ]
    element = Watch(1, "Whh", "changed", index=(0, 1), hits=11)
    assert element.describe() == "Whh[0, 1] changes, every 11th time"


def test_a_log_line_has_the_values_of_the_position(subject):
    here = standings(subject, 3)[-1]
    log = "{iteration}:{operation} {phase} {norm(Why) > 0}"
    text = f"2:{len(here.program) - 1} update true"
    assert Breakpoint(1, Where(timestep=1), log=log).log_line(here) == text
    assert Watch(1, "Why", "written", log=log).log_line(here) == text
    assert Watch(1, "Why", "written").log_line(here) == ""


def test_a_bad_condition_of_a_breakpoint_shows_where():
    with pytest.raises(BadCondition) as raised:
        Breakpoint(1, Where(timestep=1), "loss > abs(3, 4)")
    assert (raised.value.column, raised.value.length) == (7, 9)
