"""The form that makes breakpoints and watches."""

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from rnn_debugger.debugger import WATCH_KINDS, Breakpoint, Watch, Where
from rnn_debugger.views.breakpoints.form import StopForm
from rnn_debugger.views.breakpoints.watch_page import KINDS


@pytest.fixture
def form(workbench, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    made = StopForm(workbench.session, workbench.themes, parent)
    made.show()
    yield made
    parent.close()


def ok(form):
    return form.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def test_at_first_it_says_what_to_do(form):
    assert not ok(form).isEnabled()
    assert "at least one" in form.sentence.text()


def test_a_breakpoint(form):
    form.place.primitive.setCurrentText("sigmoid")
    form.place.timestep.setValue(2)
    form.place.condition.line.set_text("norm(h) > 0.1")
    form.hits.setValue(3)
    form.log.line.set_text("t={t}")
    assert ok(form).isEnabled()
    assert form.stop == Breakpoint(
        0, Where(primitive="sigmoid", timestep=2), "norm(h) > 0.1", 3, "t={t}"
    )
    assert form.sentence.text() == (
        "Writes a line at primitive sigmoid, timestep 2, if norm(h) > 0.1, every 3rd time."
    )


@pytest.mark.parametrize(
    "stop",
    [
        Breakpoint(7, Where(operation=12), is_enabled=False),
        Breakpoint(7, Where(phase="backward", iteration=3), "t == 2", 5, "‖dh‖={norm(dh)}"),
        Breakpoint(7, Where(file="rnn.py", line=8)),
        Watch(7, "h", "outside", low=-0.5, high=1e-30),
        Watch(7, "Wxh", "changed", index=(0, 2), hits=2),
        Watch(7, "h[2]", "saturated", limit=0.25, log="t={t}", is_enabled=False),
        Watch(7, "dWhh", "norm_above", limit=8.0),
    ],
)
def test_what_there_is_comes_back_as_it_was(form, stop):
    form.show_stop(stop)
    again = form.stop
    if isinstance(stop, Breakpoint) and stop.where.line is not None:
        assert (again.where.line, again.id) == (8, 7)
        assert again.where.file.endswith("rnn.py")
    else:
        assert again == stop
    assert not form.kinds.isVisible()


@pytest.mark.parametrize(
    ("fill", "sentence"),
    [
        ({}, "Say which tensor is to be watched."),
        ({"tensor": "q"}, "There is no tensor q"),
        ({"tensor": "h", "kind": "outside"}, "low or a high end is missing"),
        ({"tensor": "h", "kind": "outside", "low": "2", "high": "1"}, "is above the high"),
        ({"tensor": "h", "kind": "norm_above"}, "the limit is missing"),
        ({"tensor": "h", "kind": "norm_above", "limit": "much"}, "not a number"),
        ({"tensor": "Whh", "element": "0, 7"}, "no element [0, 7]"),
        ({"tensor": "Whh", "element": "first"}, "is not an element"),
    ],
)
def test_what_is_wrong_with_a_watch_is_said(form, fill, sentence):
    form.kinds.setCurrentIndex(1)
    page = form.watched
    for name, value in fill.items():
        if name == "kind":
            page.kind.setCurrentIndex(page.kind.findData(value))
        else:
            getattr(page, name).setText(value)
    assert sentence in form.sentence.text()
    assert not ok(form).isEnabled()


def test_only_the_numbers_that_a_kind_needs_are_asked_for(form):
    form.kinds.setCurrentIndex(1)
    page = form.watched
    assert tuple(KINDS) == tuple(page.kind.itemData(row) for row in range(page.kind.count()))
    assert set(KINDS) == set(WATCH_KINDS)
    for kind in KINDS:
        page.kind.setCurrentIndex(page.kind.findData(kind))
        assert page.low.isVisible() == (kind == "outside")
        assert page.limit.isVisible() == (kind in ("saturated", "norm_above", "norm_below"))


def test_a_wrong_condition_is_said_at_the_field_and_nothing_can_be_added(form):
    form.place.phase.setCurrentText("backward")
    form.place.condition.line.set_text("norm(dWxx) > 8")
    assert form.place.condition.line.underlined == (5, 9)
    assert not ok(form).isEnabled()
    assert form.sentence.text() == ""


def test_a_condition_alone_is_told_what_it_lacks(form):
    form.place.condition.line.set_text("norm(dWhh) > 8")
    assert not ok(form).isEnabled()
    assert "before which operations" in form.sentence.text()
    assert "Run until" in form.sentence.text()


def test_what_can_never_be_true_is_said(form):
    form.place.phase.setCurrentText("forward")
    form.place.condition.line.set_text("norm(dWhh) > 8")
    assert form.sentence.text().endswith("It can never be true there.")
    form.place.phase.setCurrentText("update")
    assert form.sentence.text() == "Stops at phase update, if norm(dWhh) > 8."


def test_the_fields_stand_beneath_each_other(form, qapp):
    for page, first in ((0, form.place.line), (1, form.watched.kind)):
        form.kinds.setCurrentIndex(page)
        qapp.processEvents()
        places = {field.mapTo(form, field.rect().topLeft()).x() for field in (first, form.hits)}
        assert len(places) == 1


def test_the_other_page_is_ready_to_be_typed_into(form):
    form.kinds.setCurrentIndex(1)
    assert form.focusWidget() is form.watched.tensor
    form.kinds.setCurrentIndex(0)
    assert form.focusWidget() is form.place.operation
