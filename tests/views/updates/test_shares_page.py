"""Shares as bars and as stacks."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.support.experiments import random_table
from tests.support.panels import hover_text

TABLE = random_table(3, sizes=(3,), length=4)


@pytest.fixture
def panel(make_panel):
    return make_panel(TABLE)


@pytest.fixture
def run(panel):
    return panel.workbench.session


def test_before_the_backward_sweep_it_teaches(panel, run):
    assert panel.shares.is_empty
    assert "press F12" in panel.shares.empty.text()
    run.seek(0, run.program.writers["dWxh"][0])
    assert panel.shares.is_empty
    run.step()
    assert not panel.shares.is_empty
    assert panel.shares.sentence.text() == "One share of dWxh so far: nothing cancels."


def test_it_fills_with_the_sweep(panel, run):
    for count, number in enumerate(run.program.writers["dWxh"], 1):
        run.seek(0, number + 1)
        norms = panel.shares.bars._shares.norms
        assert np.isnan(norms).tolist() == [True] * (4 - count) + [False] * count
        lengths, along, element = panel.shares.stacks.rows
        assert len(along.values) == count
        whole = run.moment.value("dWxh")
        assert along.values.sum() == pytest.approx(np.linalg.norm(whole), rel=1e-12)
        assert element.total == pytest.approx(np.abs(whole).max() * np.sign(element.total))
        assert lengths.total == pytest.approx(np.nansum(norms))
    run.step_back(1, "iteration")
    assert panel.shares.is_empty


def test_the_numbers_say_how_much_cancels(panel, run):
    run.step(1, "iteration")
    sums = panel.shares.sums
    shares = [run.moment.value(f"da[{t}]") @ run.moment.value(f"x[{t}]").T for t in range(1, 5)]
    length = sum(np.linalg.norm(s) for s in shares)
    cancelled = 100 * (1 - np.linalg.norm(sum(shares)) / length)
    assert f"4 shares, {cancelled:.1f} % cancels" in panel.shares.sentence.text()
    assert panel.shares.sentence.toolTip() == "cancellation = 1 − ‖Σ share‖ / Σ ‖share‖"
    assert sums.length == pytest.approx(length)


def test_the_stacks_are_as_long_as_their_numbers(panel, run):
    run.step(1, "iteration")
    stacks = panel.shares.stacks
    for row, stack in enumerate(stacks.rows):
        segments = stacks.segments(row)
        sizes = np.abs(stack.values)
        widths = np.array([segment.width() for segment in segments])
        np.testing.assert_allclose(widths / widths.sum(), sizes / sizes.sum(), rtol=1e-9)
        right = [s.right() for s, v in zip(segments, stack.values, strict=True) if v > 0]
        left = [s.left() for s, v in zip(segments, stack.values, strict=True) if v < 0]
        zero = stacks._x(stack.scale, 0)
        assert all(edge > zero for edge in right)
        assert all(edge < zero for edge in left)
    ends, along = (stacks.segments(row) for row in (0, 1))
    scale = sum(s.width() for s in ends) / stacks.rows[0].total
    assert sum(s.width() for s in along) / scale == pytest.approx(
        np.abs(stacks.rows[1].values).sum()
    )


def test_a_chosen_element_is_stacked_and_stays_while_stepping(panel, run):
    run.step(1, "iteration")
    panel.workbench.selection.select("Wxh", (2, 1))
    row = panel.shares.stacks.rows[2]
    assert row.name == "dWxh[2, 1]"
    assert row.total == pytest.approx(run.moment.value("dWxh")[2, 1])
    expected = [
        run.moment.value(f"da[{t}]")[2, 0] * run.moment.value(f"x[{t}]")[1, 0] for t in (4, 3, 2, 1)
    ]
    np.testing.assert_allclose(row.values, expected)
    run.step(1, "iteration")
    assert panel.shares.stacks.rows[2].name == "dWxh[2, 1]"
    panel.workbench.selection.select("dWxh", (0, 0))
    assert panel.shares.stacks.rows[2].name == "dWxh[0, 0]"


def test_the_mouse_tells_and_points_at_the_same_timestep_everywhere(panel, run):
    run.step(1, "iteration")
    bars, stacks = panel.shares.bars, panel.shares.stacks
    place = bars.bar(3).center()
    told = hover_text(bars, place.x(), place.y()).splitlines()
    assert told[0] == "t = 3: da[3] x[3]ᵀ"
    assert [line.rsplit(" ", 1)[0] for line in told[1:]][:2] == ["‖share‖", "along dWxh"]
    assert bars._marked == stacks._marked == 3
    segment = stacks.segments(0)[0].center()
    assert hover_text(stacks, segment.x(), segment.y()).startswith("t = 4:")
    assert bars._marked == 4


def test_a_click_selects_and_a_double_click_goes_there(qtbot, panel, run):
    run.step(1, "iteration")
    bars = panel.shares.bars
    place = bars.bar(2).center().toPoint()
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "da[2]"
    assert panel.parameter == "Wxh"
    qtbot.mouseDClick(bars, Qt.MouseButton.LeftButton, pos=place)
    assert (run.moment.last.output, run.moment.last.timestep) == ("dWxh", 2)


def test_where_every_timestep_updates_the_sum_is_no_tensor(make_panel):
    panel = make_panel(random_table(3, length=3, update_schedule="every_timestep"))
    panel.workbench.session.step(1, "iteration")
    assert [row.name for row in panel.shares.stacks.rows][1] == "along Σ dWxh"


def test_a_step_that_adds_no_share_adds_up_nothing(panel, run, monkeypatch):
    run.seek(0, run.program.writers["dWxh"][1] + 1)
    monkeypatch.setattr(panel.worker, "work", lambda *_, **__: pytest.fail("worked"))
    following = run.program.writers["dWxh"][2]
    run.step(following - run.position.operation)
    assert len(panel.shares.sums.timesteps) == 2


def test_the_table_adds_up(panel, run):
    assert panel.table() is None
    run.step(1, "iteration")
    names, rows = panel.table()
    assert names[:3] == ("timestep", "norm of share", "projection")
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    whole = run.moment.value("dWxh")
    assert sum(row[2] for row in rows) == pytest.approx(np.linalg.norm(whole), rel=1e-12)


def test_a_thousand_timesteps_and_numbers_that_are_none_are_drawn(make_panel):
    panel = make_panel(random_table(5, length=1000, model={"hidden_activation": "relu"}))
    run = panel.workbench.session
    run.edit("Whh", (0, 0), 1e200)
    run.step(1, "iteration")
    panel.grab()
    assert not np.isfinite(panel.shares.sums.norms).all()


def test_the_sentence_fits_beside_the_bars_of_a_small_window(make_panel):
    panel = make_panel(random_table(5, sizes=(3,), length=400), (701, 200))
    panel.workbench.session.step(1, "iteration")
    sentence = panel.shares.sentence
    text = sentence.text()
    assert text.startswith("400 shares")
    assert sentence.fontMetrics().horizontalAdvance(text) <= sentence.width()
