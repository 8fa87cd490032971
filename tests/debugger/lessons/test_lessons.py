"""Every lesson is walked, and every number that a text states is what the run shows."""

from __future__ import annotations

import re

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import builtin_lessons, going_to, station_text, text_pieces
from rnn_debugger.debugger.lessons.visiting import failed_checks

LESSONS = builtin_lessons()
STATIONS = [(name, n) for name, lesson in LESSONS.items() for n in range(len(lesson.stations))]
_NUMBER = re.compile(r"(?<![\w.\[])\d+(?:\.\d+)?")
_BRACES = re.compile(r"\{[^{}]*\}")
_INDEX = re.compile(r"\w+(?:\[[^\]]*\])+")


@pytest.fixture(scope="module")
def sessions():
    """A function that gives one session for each experiment."""
    opened = {}

    def of(lesson):
        if lesson.experiment not in opened:
            opened[lesson.experiment] = rnn_debugger.open(lesson.experiment)
        return opened[lesson.experiment]

    return of


def literals(text):
    """The numbers that stand in a text as such, not in braces and not in a tensor's name."""
    return set(_NUMBER.findall(_INDEX.sub("", _BRACES.sub("", text))))


def numbers_in(conditions):
    return {number for text in conditions for number in _NUMBER.findall(_INDEX.sub("", text))}


def test_all_ten_are_there_in_an_order_to_begin_with():
    assert list(LESSONS) == [
        "forward",
        "backward",
        "two-terms",
        "every-timestep",
        "forward-keeps",
        "backward-keeps",
        "vanishing-exploding",
        "truncation",
        "lstm-road",
        "feedforward",
    ]
    assert all(len(lesson.stations) >= 7 for lesson in LESSONS.values())
    assert all(lesson.question.endswith("?") for lesson in LESSONS.values())


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_fits_its_experiment(name, sessions):
    LESSONS[name].check(sessions(LESSONS[name]).program)


@pytest.mark.parametrize(("name", "number"), STATIONS)
def test_what_a_station_says_is_so(name, number, sessions):
    lesson = LESSONS[name]
    session, station = sessions(lesson), lesson.stations[number]
    going_to(session, station).finish()
    assert failed_checks(session.moment, station) == ()
    text = station_text(session.moment, station)
    assert "absent" not in text
    assert "NaN" not in text
    assert text.count("{") == text.count("}") == 0


@pytest.mark.parametrize(("name", "number"), STATIONS)
def test_a_number_in_a_text_is_the_run_s_or_checked(name, number):
    station = LESSONS[name].stations[number]
    assert literals(station.text) <= numbers_in(station.checks)


def test_literals_are_found():
    assert literals("σ(3) is {exp(3)}, h[1] is 0.25 and dWhh[0, 0] {t}") == {"3", "0.25"}
    assert numbers_in(["abs(h[1] - 0.25) < 1"]) == {"0.25", "1"}


@pytest.mark.parametrize(("name", "number"), STATIONS)
def test_what_a_station_points_at_is_there(name, number, sessions):
    session, station = sessions(LESSONS[name]), LESSONS[name].stations[number]
    going_to(session, station).finish()
    assert station.points + station.panels
    for tensor in station.points:
        if session.position.operation:
            assert session.moment.is_present(tensor)


@pytest.mark.parametrize(("name", "number"), STATIONS)
def test_a_panel_that_a_text_names_is_pointed_at(name, number):
    station = LESSONS[name].stations[number]
    named = re.findall(r"[Tt]he panel ([A-Z]\w+(?: flow)?)", station.text)
    assert {title.split()[-1].lower() for title in named} <= set(station.panels)


def test_the_names_in_a_text_are_known_for_tensors(simple_words):
    pieces = list(text_pieces(simple_words.program, "Look at dh[1] = Whhᵀ da[2], and h[7]."))
    assert [piece.tensor for piece in pieces if piece.tensor] == ["dh[1]", "da[2]"]
    assert "".join(piece.text for piece in pieces) == "Look at dh[1] = Whhᵀ da[2], and h[7]."


def test_a_word_is_no_bias(sessions):
    program = sessions(LESSONS["lstm-road"]).program
    assert "by" in program.tensors
    pieces = list(text_pieces(program, "It goes by bf."))
    assert [piece.tensor for piece in pieces if piece.tensor] == ["bf"]


def test_a_station_is_where_it_is_however_one_comes_there(simple_words):
    station = LESSONS["backward"].stations[5]
    going_to(simple_words, station).finish()
    there = simple_words.position, simple_words.state_hash()
    simple_words.seek(40, 3)
    simple_words.edit("Whh", (0, 0), 5.0)
    going_to(simple_words, station).finish()
    assert (simple_words.position, simple_words.state_hash()) == there


def test_what_the_plain_network_keeps_of_its_gradient():
    """The lesson about the LSTM compares with it."""
    run = rnn_debugger.open("vanishing")
    run.seek(1)
    first, last = (np.linalg.norm(run.moment.value(f"dh[{t}]")) for t in (1, 40))
    assert 1e-10 < first / last < 2e-9


def test_what_the_recurrent_network_makes_of_the_second_timestep(sessions):
    """The lesson about the feedforward network says it of another experiment."""
    lesson = LESSONS["feedforward"]
    session = sessions(lesson)
    going_to(session, lesson.stations[2]).finish()
    run = rnn_debugger.open("simple-words")
    run.step(unit="phase")
    shown = f"gets h[2] = {float(run.value('h[2]')[0, 0]):.3f}"
    assert shown in station_text(session.moment, lesson.stations[2])
