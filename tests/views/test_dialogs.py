"""The small dialogs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from rnn_debugger.views.dialogs import ErrorBox, GoTo, RunIterations


def test_what_is_typed_replaces_the_numbers_there(workbench, qtbot):
    workbench.session.seek(12, 5)
    parent = QWidget()
    qtbot.addWidget(parent)
    go_to = GoTo(workbench.moment, parent)
    assert go_to.iteration.value() == 12
    qtbot.keyClicks(go_to.iteration, "1000")
    assert (go_to.iteration.value(), go_to.operation.value()) == (1000, 5)
    run = RunIterations(parent)
    qtbot.keyClicks(run.count, "7")
    assert run.count.value() == 7


def test_enter_closes_the_box_of_errors(qtbot, qapp):
    parent = QWidget()
    qtbot.addWidget(parent)
    box = ErrorBox(parent)
    box.tell("It went wrong.")
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Close)
    qapp.clipboard().setText("mine")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert not box.isVisible()
    assert qapp.clipboard().text() == "mine"
