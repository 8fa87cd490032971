"""Lesson files: what is read, and the one sentence about what is wrong with one."""

from __future__ import annotations

import pytest

from rnn_debugger.debugger import Breakpoint, Where, going_to, read_lesson, station_text
from rnn_debugger.debugger.lessons.lesson import FURTHEST
from tests.support.refusals import refusal

HEAD = 'title = "A"\nquestion = "B?"\nexperiment = "simple-words"\n'
STATION = '[[stations]]\ntext = "h is {h[1]}"\n'


def written(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_station_with_all_its_keys(tmp_path):
    keys = (
        'iteration = 2\noperation = "h[1]"\nuntil = "t == 2"\npoint = ["h[1]", "loss"]\n'
        'panel = ["loss"]\ncheck = ["h[1] > 0"]\n'
    )
    lesson = read_lesson(written(tmp_path, HEAD + STATION + keys))
    assert (lesson.name, lesson.title, lesson.question) == ("mine", "A", "B?")
    (station,) = lesson.stations
    assert (station.iteration, station.operation, station.until) == (2, "h[1]", "t == 2")
    assert (station.points, station.panels) == (("h[1]", "loss"), ("loss",))
    assert station.checks == ("h[1] > 0",)


def test_lines_are_joined_and_an_empty_one_begins_a_paragraph(tmp_path):
    text = '[[stations]]\ntext = """\nOne\ntwo.\n\nThree."""\n'
    assert read_lesson(written(tmp_path, HEAD + text)).stations[0].text == "One two.\n\nThree."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = 3", "mine.toml: title: it is no text"),
        ('title = "A"\nquestion = "B"', "mine.toml: experiment: it is missing"),
        (HEAD, "mine.toml: stations: there are none; a station is a table [[stations]]"),
        ("titel = 3", "mine.toml: titel: there is no such key; did you mean title?"),
        (HEAD + "[[stations]]", "mine.toml: station 1: text: it is missing"),
        (HEAD + STATION + "[[stations]]\ntxt = 1",
         "mine.toml: station 2: txt: there is no such key; did you mean text?"),
        (HEAD + STATION + "iteration = -1",
         "mine.toml: station 1: iteration: it is not a whole number from 0"),
        (HEAD + STATION + "operation = 1.5",
         "mine.toml: station 1: operation: it is not a whole number from 0"),
        (HEAD + STATION + 'point = "h[1]"',
         "mine.toml: station 1: point: it is not a list of texts"),
        (HEAD + STATION + 'until = "t ="',
         "mine.toml: station 1: until: = assigns; == compares (at “=”)"),
        (HEAD + STATION + 'check = ["nrm(h) > 1"]',
         "mine.toml: station 1: check: there is no function nrm; did you mean norm? (at “nrm”)"),
        (HEAD + '[[stations]]\ntext = "h is {h[1]"',
         "mine.toml: station 1: text: this brace is never closed (at “{”)"),
    ],
)  # fmt: skip
def test_a_wrong_file(tmp_path, text, sentence):
    assert refusal(read_lesson, written(tmp_path, text)) == sentence


@pytest.mark.parametrize(
    ("station", "sentence"),
    [
        ('text = "h is {h[9]}"', "mine.toml: station 1: text: h has no timestep 9: "),
        ('text = "x"\noperation = 99', "operation: there is no operation 99; they count from 0"),
        ('text = "x"\noperation = "dhh[1]"', "operation: no operation writes dhh[1]; did you mean"),
        ('text = "x"\npoint = ["memry"]', "point: there is no tensor memry"),
        ('text = "x"\npanel = ["memry"]', "panel: there is no panel memry; did you mean memory?"),
        ('text = "x"\ncheck = ["k > 1"]', "check: there is no tensor k"),
    ],
)
def test_what_does_not_fit_the_experiment(tmp_path, simple_words, station, sentence):
    lesson = read_lesson(written(tmp_path, f"{HEAD}[[stations]]\n{station}\n"))
    assert sentence in refusal(lesson.check, simple_words.program)


def test_a_station_at_a_condition(tmp_path, simple_words):
    keys = 'iteration = 3\nuntil = "dh[1] < 0"\n'
    (station,) = read_lesson(written(tmp_path, HEAD + STATION + keys)).stations
    # A breakpoint on the way does not stop it.
    simple_words.add_stop(Breakpoint(0, Where(operation=5)))
    going_to(simple_words, station).finish()
    assert simple_words.position.iteration == 3
    assert simple_words.moment.last.output == "dh[1]"
    assert station_text(simple_words.moment, station).startswith("h is 0.5")


def test_a_condition_that_is_never_true_has_an_end(tmp_path, simple_words):
    (station,) = read_lesson(written(tmp_path, HEAD + STATION + 'until = "loss < 0"\n')).stations
    assert going_to(simple_words, station).finish().reason == "limit"
    assert simple_words.position.iteration == FURTHEST
