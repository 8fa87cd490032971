"""The table of strategies against the programs that experiments with these keys have."""

import pytest

from rnn_debugger.debugger import measuring_strategies
from rnn_debugger.engine import gruslys_plan, least_cost, live_bytes, plan_cost
from tests.support.experiments import changed, compiled, random_table

TABLE = random_table(cell="lstm", length=32, timesteps=16, sizes=(6, 5), optimizer="adam")


def strategies(table=TABLE, **keys):
    found = measuring_strategies(compiled(table), **keys).finish()
    return {strategy.kind: strategy for strategy in found}


def test_every_strategy_that_can_be_used_has_the_figures_of_its_program():
    found = strategies(window=5, slots=3)
    assert [kind for kind, strategy in found.items() if strategy.settings] == [
        "full", "truncated", "square_root", "gruslys",
    ]  # fmt: skip
    for strategy in found.values():
        if strategy.settings is None:
            continue
        program = compiled(changed(TABLE, training=strategy.settings)).program
        assert strategy.operations == len(program)
        assert strategy.peak == live_bytes(program).max()
        sweeps = [op.id for op in program if op.phase != "update"]
        assert strategy.sweeps_peak == live_bytes(program)[sweeps].max()
        assert strategy.timesteps == (5 if strategy.kind == "truncated" else 16)
        forward = [op for op in program if op.phase in ("forward", "loss")]
        again = [op for op in program if program.tensors[op.output].recomputes]
        assert (strategy.forward, strategy.repeated) == (len(forward), len(again))
        end = forward[-1].id
        assert strategy.waiting == sum(
            tensor.bytes
            for name, tensor in program.tensors.items()
            if not tensor.persistent
            and program.writers[name][0] <= end
            and max(program.readers[name], default=-1) > end
        )


def test_forward_only_leaves_nothing_behind():
    found = strategies()
    forward = found["forward"]
    assert (forward.waiting, forward.repeated, forward.extra) == (0, 0, 0)
    assert forward.operations == forward.forward == found["full"].forward
    assert forward.peak < found["full"].sweeps_peak


def test_what_time_costs():
    """The feedforward crop keeps as many timesteps, and nothing runs between them."""
    found = strategies()
    crop, full = found["feedforward"], found["full"]
    assert crop.timesteps == full.timesteps
    assert crop.settings is None
    assert crop.waiting < full.waiting
    assert crop.operations < full.operations


def test_less_memory_for_more_operations():
    found = strategies(slots=2)
    full, root, gruslys = (found[kind] for kind in ("full", "square_root", "gruslys"))
    assert full.waiting > root.waiting > gruslys.waiting
    assert full.repeated == 0 < root.repeated < gruslys.repeated
    assert 0 < root.extra < 100 < gruslys.extra


def test_passes_of_gruslys_are_counted_in_operations_of_the_cell():
    """Each run of a timestep but those that only reach a state computes its output too."""
    network = random_table(length=16, sizes=(3,), loss_at="last_timestep", model={"bias": False})
    found = strategies(network, slots=3)["gruslys"]
    cell = 5
    assert plan_cost(gruslys_plan(16, 3)) == least_cost(16, 3)
    assert found.repeated == cell * (least_cost(16, 3) - 16)


def test_without_states_there_is_no_crop_and_every_timestep_has_no_checkpoints():
    kinds = set(strategies(random_table(cell="feedforward")))
    assert "feedforward" not in kinds
    kinds = set(strategies(random_table(update_schedule="every_timestep")))
    assert kinds == {"forward", "full", "truncated", "feedforward"}


def test_from_a_checkpointed_experiment_the_same_table():
    other = changed(TABLE, training={"checkpointing": "gruslys", "checkpoint_slots": 2})
    assert strategies(other) == strategies()


def test_progress_is_told_and_it_can_be_given_up():
    task = measuring_strategies(compiled(TABLE))
    assert task.advance()
    assert (task.progress.done, task.progress.total) == (0, 6)
    task.cancel()
    assert not task.is_done


def test_what_is_too_large_is_refused_in_words():
    found = strategies(random_table(length=700, sizes=(1,)), slots=1)
    gruslys = found.pop("gruslys")
    assert gruslys.refusal.startswith("training.checkpoint_slots: with 1 slots 245,350 timesteps")
    assert (gruslys.settings, gruslys.operations, gruslys.extra) == (None, 0, 0)
    assert not any(strategy.refusal for strategy in found.values())


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ({}, "full"),
        ({"checkpointing": "square_root"}, "square_root"),
        ({"checkpointing": "gruslys", "checkpoint_slots": 3}, "gruslys"),
    ],
)
def test_which_is_in_use(keys, kind):
    experiment = compiled(changed(TABLE, training=keys))
    found = measuring_strategies(experiment, slots=3).finish()
    in_use = [strategy.kind for strategy in found if strategy.is_of(experiment.experiment.training)]
    assert in_use == [kind]
