import pytest

from rnn_debugger.views.branches.settings_dialog import ChangeSettings
from tests.support.experiments import OPTIMIZERS, random_table, session


@pytest.fixture
def ask(qtbot):
    """A function that opens the dialog on an experiment, nothing else being under way."""

    def make(**training):
        run = session(random_table(length=1, **training))

        def change(deed):
            deed()
            return True

        dialog = ChangeSettings(run, change, None)
        qtbot.addWidget(dialog)
        return run, dialog

    return make


FIELDS = {
    "sgd": ["learning_rate"],
    "momentum": ["learning_rate", "momentum"],
    "adagrad": ["learning_rate", "epsilon"],
    "rmsprop": ["learning_rate", "decay", "epsilon"],
    "adam": ["learning_rate", "beta1", "beta2", "epsilon"],
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_optimizer_has_its_own_numbers(ask, optimizer):
    run, dialog = ask(optimizer=optimizer, learning_rate=0.25)
    assert list(dialog.numbers) == FIELDS[optimizer]
    shown = {key: float(field.text()) for key, field in dialog.numbers.items()}
    assert shown == {key: getattr(run.training, key) for key in FIELDS[optimizer]}
    assert dialog.changed == {}


def test_what_is_changed_begins_a_branch(ask):
    run, dialog = ask(optimizer="adam", clip_value=2.0)
    dialog.numbers["beta1"].setText("0.5")
    dialog.limits["clip_value"].box.setChecked(False)
    dialog.limits["clip_norm"].box.setChecked(True)
    dialog.limits["clip_norm"].field.setText("3")
    dialog.buttons.accepted.emit()
    assert run.branch.settings == {"beta1": 0.5, "clip_value": None, "clip_norm": 3.0}
    assert dialog.result() == ChangeSettings.DialogCode.Accepted


def test_a_limit_can_be_typed_where_its_box_is_checked(ask):
    _, dialog = ask(clip_norm=2.0)
    assert dialog.limits["clip_norm"].field.isEnabled()
    assert dialog.limits["clip_norm"].value == 2.0
    assert not dialog.limits["clip_value"].field.isEnabled()
    dialog.limits["clip_value"].box.setChecked(True)
    assert dialog.limits["clip_value"].field.isEnabled()


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("learning_rate", "-1", "Learning rate: -1.0 is not 0 or more."),
        ("decay", "1", "Decay: 1.0 is not 0 or more and below 1."),
        ("epsilon", "little", "“little” is not a number such as 0.5, 1e-3, inf or nan."),
    ],
)
def test_what_cannot_be_is_said(ask, key, text, sentence):
    run, dialog = ask(optimizer="rmsprop")
    dialog.numbers[key].setText(text)
    dialog.buttons.accepted.emit()
    assert dialog.sentence.text() == sentence
    assert len(run.branches) == 1


def test_a_limit_that_cannot_be(ask):
    _, dialog = ask()
    dialog.limits["clip_norm"].box.setChecked(True)
    dialog.limits["clip_norm"].field.setText("-1")
    dialog.buttons.accepted.emit()
    assert dialog.sentence.text() == "Clipping of the norm: -1.0 is not 0 or more."


def test_nothing_changed(ask):
    run, dialog = ask()
    dialog.buttons.accepted.emit()
    assert dialog.sentence.text() == "These are the settings that it trains with already."
    assert len(run.branches) == 1
