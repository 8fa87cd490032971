from itertools import pairwise

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import (
    Peaks,
    Stretch,
    axis_ticks,
    first_bad,
    loss_course,
    place_sentence,
)

PROGRAM = rnn_debugger.open("simple-words").program
COUNT = len(PROGRAM)


def programs(iteration):
    return PROGRAM


def stretch(first, last, width=1000.0, end=100_000):
    return Stretch(first, last, width, end, COUNT)


@pytest.mark.parametrize(("first", "last"), [(0, 100_000), (120, 4000), (5.5, 100.5), (7, 12)])
def test_iterations_on_the_axis(first, last):
    part = stretch(float(first), float(last))
    ticks = axis_ticks(part, programs)
    assert 2 <= len(ticks) <= 16
    assert all(part.first <= tick.place <= part.last for tick in ticks)
    assert all(tick.text == f"{int(tick.place):,}" and not tick.is_head for tick in ticks)
    x = [part.x(tick.place) for tick in ticks]
    assert min(b - a for a, b in pairwise(x)) >= 60


def test_operations_on_the_axis_of_one_iteration():
    part = stretch(1024.0, 1025.0)
    head, *ticks = axis_ticks(part, programs)
    assert head == (1024.0, "iteration 1,024", True)
    assert [tick.text for tick in ticks] == [str(n) for n in range(10, 46, 5)]
    assert ticks[0].place == pytest.approx(1024 + 10 / COUNT)


def test_an_iteration_that_is_cut_off_has_its_name():
    ticks = axis_ticks(stretch(8.5, 8.7), programs)
    assert ticks[0] == (8.5, "iteration 8", True)
    assert all(8.5 <= tick.place <= 8.7 for tick in ticks)
    assert not any(a.text == b.text for a, b in pairwise(ticks))


def test_a_narrow_rest_at_the_edge_has_a_number_only():
    heads = [tick for tick in axis_ticks(stretch(7.95, 9.05), programs) if tick.is_head]
    assert [head.text for head in heads] == ["iteration 8", "9"]


def test_the_sentence_about_a_place():
    losses = np.array([2.5, 2.3104])
    assert place_sentence(1, 14, PROGRAM, losses) == (
        "iteration 1, operation 14: h[2] = σ(a[2]), forward, t = 2, loss 2.310"
    )
    assert place_sentence(2, 20, PROGRAM, losses) == (
        "iteration 2, operation 20: loss = loss[1] + loss[2], loss, not finished yet"
    )
    assert place_sentence(0, None, PROGRAM, losses) == "iteration 0: loss 2.500"


def test_the_course_of_the_loss_far_away_has_its_peaks():
    losses = np.ones(50_000)
    losses[31_234], losses[123] = 9.0, -4.0
    series = Peaks()
    series.extend(losses)
    course = loss_course(series, stretch(0.0, 50_000.0, end=50_000), 0, 50_000)
    assert len(course.places) <= 2 * 1001
    assert course.losses.max() == 9
    assert course.losses.min() == -4
    assert course.top.max() == 9
    assert course.top.min() == 1
    assert len(course.top) == len(course.top_places)


def test_the_course_close_by_has_a_step_for_each():
    series = Peaks()
    series.extend(np.arange(100.0))
    course = loss_course(series, stretch(10.0, 20.0), 0, 100)
    assert course.places[:4].tolist() == [9, 10, 10, 11]
    assert course.losses[:4].tolist() == [9, 9, 10, 10]
    assert course.places[-1] == 21
    middle = loss_course(series, stretch(0.0, 500.0, 1000.0), 0, 100)
    assert middle.places.tolist() == [n + 0.5 for n in range(100)]


def test_a_course_of_nothing_and_of_what_is_not_a_number():
    series = Peaks()
    assert len(loss_course(series, stretch(0.0, 1.0), 0, 0).places) == 0
    series.extend(np.array([1.0, np.nan, np.inf, 2.0]))
    course = loss_course(series, stretch(0.0, 4.0), 0, 4)
    assert np.isnan(course.losses[2:6]).all()
    part = loss_course(series, stretch(0.0, 4.0), 3, 4)
    assert part.losses.tolist() == [2, 2]
    assert len(loss_course(series, stretch(50.0, 60.0), 0, 4).places) == 0


def test_the_first_bad_loss():
    losses = np.array([1.0, 2.0, np.inf, 3.0, np.nan])
    assert first_bad(losses, 0) == 2
    assert first_bad(losses, 3) == 4
    assert first_bad(losses[:2], 0) is None
