import re

import pytest

from rnn_debugger.experiments import (
    Size,
    TooLarge,
    compile_experiment,
    parse_experiment,
    with_defaults,
    with_settings,
)
from tests.support.experiments import changed, compiled, random_table
from tests.support.refusals import refusal

TABLE = random_table(length=2)


@pytest.mark.parametrize(
    ("loss", "activation"),
    [
        ("squared_error", "identity"),
        ("binary_cross_entropy", "sigmoid"),
        ("softmax_cross_entropy", "softmax"),
    ],
)
def test_the_output_activation_fits_the_loss(loss, activation):
    experiment = with_defaults(parse_experiment(changed(TABLE, training={"loss": loss})))
    assert experiment.model.output_activation == activation
    assert experiment.model.hidden_activation == "tanh"


@pytest.mark.parametrize(
    ("optimizer", "given", "epsilon"),
    [
        ("adagrad", None, 1e-10),
        ("adagrad", 0.5, 0.5),
        ("adagrad", 0.0, 0.0),
        ("rmsprop", None, 1e-8),
        ("adam", None, 1e-8),
        ("adam", 0.5, 0.5),
    ],
)
def test_epsilon(optimizer, given, epsilon):
    table = changed(TABLE, training={"optimizer": optimizer, "epsilon": given})
    assert with_defaults(parse_experiment(table)).training.epsilon == epsilon
    subject = compiled(table)
    other = with_settings(with_settings(subject, {"epsilon": 0.25}), {"epsilon": given})
    for program in (subject.program, other.program):
        (step, *_) = (o for o in program if o.primitive == f"{optimizer}_step")
        assert step.rule.epsilon == epsilon


def test_without_updates_iterations_repeat():
    subject = compiled(TABLE, updates=False)
    machine = subject.machine()
    before = machine.persistent.copy()
    losses = []
    for iteration in range(2):
        machine.enter(iteration)
        machine.run(len(machine.program))
        losses.append(float(machine.arrays["loss"]))
        assert "update" not in {operation.phase for operation in machine.program}
    assert losses[0] == losses[1]
    names = [tensor.name for tensor in machine.program.parameters]
    fresh = subject.machine()
    assert all((machine.arrays[name] == fresh.arrays[name]).all() for name in names)
    assert len(before) == len(machine.persistent)


def test_machines_begin_at_the_beginning_and_apart():
    subject = compiled(TABLE)
    one, other = subject.machine(), subject.machine()
    one.run(len(one.program))
    assert (other.iteration, other.operation) == (0, 0)
    assert (other.arrays["Wxh"] == subject.initial["Wxh"]).all()
    assert (one.arrays["Wxh"] != subject.initial["Wxh"]).any()


@pytest.mark.parametrize("cell", ["elman", "", "my_cells.py", "my_cells.txt:my_cell"])
def test_unknown_cells(cell):
    message = refusal(compiled, changed(TABLE, model={"cell": cell}))
    assert message == (
        f'model.cell: "{cell}" is not one of rnn, lstm, lstm_peephole, lstm_coupled, gru, '
        'gru_reset_after, feedforward, nor a function of a file such as "my_cells.py:my_cell"'
    )


@pytest.mark.parametrize("sizes", [[10**6], [10**9], [2, 10**7], [10**12], [2**62]], ids=str)
def test_a_huge_hidden_size(sizes):
    message = refusal(compiled, changed(TABLE, model={"hidden_sizes": sizes}))
    assert message.startswith(f"model.hidden_sizes: {sizes} with 2 timesteps need about ")


@pytest.mark.parametrize(("timesteps", "layers"), [(21_000, 1), (2, 11_000)])
def test_too_much_to_unroll(timesteps, layers):
    column = [[0.0]] * timesteps
    table = changed(
        TABLE,
        model={"hidden_sizes": [1] * layers},
        data={"inputs": column, "targets": column},
        training={"timesteps": timesteps},
    )
    expected = f"training.timesteps: {timesteps} timesteps in {layers} layers are more than the "
    assert re.fullmatch(rf"{expected}\d+ cells that can be unrolled", refusal(compiled, table))


def test_how_much_can_be_unrolled_depends_on_the_operations_of_a_timestep():
    def most(**training):
        column = [[0.0]] * 22_000
        table = changed(
            TABLE,
            model={"cell": training.pop("cell", "rnn"), "hidden_sizes": [1]},
            data={"inputs": column, "targets": column},
            training={"timesteps": 22_000, **training},
            weights={},
        )
        return int(re.search(r"(\d+) cells", refusal(compiled, table))[1])

    assert most() == most(optimizer="adam", clip_norm=1.0) > 2 * most(cell="lstm")
    assert most() > most(update_schedule="every_timestep")
    assert most(update_schedule="every_timestep") > 2 * most(
        update_schedule="every_timestep", optimizer="adam", clip_norm=1.0
    )


def test_what_is_needed_counts_the_output_layer():
    """A hundred thousand classes need a large Why, however few the hidden units."""
    table = changed(
        TABLE,
        model={"hidden_sizes": [20_000]},
        data={"inputs": [[0.0], [0.0]], "targets": [0, 10**6]},
        training={"loss": "softmax_cross_entropy"},
    )
    assert refusal(compiled, table).startswith("model.hidden_sizes: [20000] with 2 timesteps need")


def test_what_is_larger_than_asked_for_is_not_compiled():
    table = random_table(sizes=(3,), length=20)
    whole = compiled(table)
    with pytest.raises(TooLarge) as refusal:
        compile_experiment(whole.experiment, whole.folder, most=Size(100, 2**30))
    assert refusal.value.size.operations == pytest.approx(len(whole.program), rel=0.1)
    with pytest.raises(TooLarge):
        compile_experiment(whole.experiment, whole.folder, most=Size(10_000, 100))
    fitting = compile_experiment(whole.experiment, whole.folder, most=refusal.value.size)
    assert len(fitting.program) == len(whole.program)
