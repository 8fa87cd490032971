"""Each finding on a training that has it, and on one that has not; and stops at each."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import Stale, diagnose, diagnosing
from rnn_debugger.debugger.diagnostics import diagnosing as module
from tests.support.experiments import builtin_table, changed, random_table, session


def the(run, kind):
    """The one finding of a kind."""
    (found,) = [finding for finding in diagnose(run.moment) if finding.kind == kind]
    return found


def all_sound(run):
    return not any(finding.is_bad for finding in diagnose(run.moment))


def stops_again(run, finding):
    """Whether a run from the start stops at what was found; it is asked in the iteration shown."""
    iteration = run.moment.iteration
    run.add_stop(finding.stop)
    run.seek(iteration)
    stop = run.run(limit=2 * len(run.program))
    return stop.reason == "breakpoint"


def explosive(factor=3.0, timesteps=10, **training):
    """A linear network whose state grows by a factor at every timestep."""
    table = random_table(
        1, sizes=(1,), inputs=1, outputs=1, length=timesteps, loss_at="last_timestep",
        model={"hidden_activation": "identity", "bias": False}, **training,
    )  # fmt: skip
    table["weights"] = {"Wxh": [[1.0]], "Whh": [[factor]], "Why": [[1.0]]}
    return table


def test_at_the_very_beginning_nothing_can_be_told(simple_words):
    found = diagnose(simple_words.moment)
    assert {finding.severity for finding in found} == {"waiting", "healthy"}
    assert the(simple_words, "nonfinite").severity == "waiting"


def test_a_sound_training_is_healthy(simple_words):
    simple_words.seek(30)
    assert all_sound(simple_words)
    assert all(finding.stop is None for finding in diagnose(simple_words.moment))


def test_infinity_is_born_where_operands_are_finite():
    run = session(explosive(1e40))
    run.step(unit="phase")
    finding = the(run, "nonfinite")
    # 1e40 to the power of 8 is above what float64 holds.
    assert finding.severity == "serious"
    assert finding.tensor == "Whh_h[9]"
    assert "born in Whh_h[9]" in finding.sentence
    run.seek(*finding.place)
    assert run.moment.last.output == "Whh_h[9]"
    assert np.isinf(run.value("Whh_h[9]")).all()
    assert stops_again(run, finding)
    assert run.moment.last.output == "Whh_h[9]"


def test_of_several_births_the_first_counts():
    table = explosive(1e40)
    # A second road, which overflows later and by itself.
    table["model"]["hidden_sizes"] = [2]
    table["weights"] = {
        "Wxh": [[1.0], [1.0]],
        "Whh": [[1e40, 0.0], [0.0, 1e36]],
        "Why": [[1.0, 1.0]],
    }
    run = session(table)
    run.step(unit="phase")
    assert the(run, "nonfinite").tensor == "Whh_h[9]"
    run.edit("x[10]", (0, 0), float("inf"))
    run.step(unit="phase")
    assert the(run, "nonfinite").tensor == "Whh_h[9]"


def test_nan_that_came_from_outside(simple_words):
    simple_words.seek(2)
    simple_words.edit("Whh", (0, 0), float("nan"))
    simple_words.step(6)
    finding = the(simple_words, "nonfinite")
    assert finding.severity == "serious"
    assert finding.tensor == "Whh"
    assert "no operation made" in finding.sentence


def test_nan_of_an_earlier_iteration_is_searched_for():
    run = session(explosive(1e40))
    run.seek(2)
    finding = the(run, "nonfinite")
    assert finding.place is None
    assert "since iteration 0" in finding.sentence
    run.running_to_nonfinite().finish()
    assert run.moment.last.output == "Whh_h[9]"


def test_an_exploding_gradient():
    run = session(explosive())
    run.step(2, unit="phase")
    finding = the(run, "exploding")
    assert finding.severity == "serious"
    assert finding.sentence == (
        "From t = 10 back to t = 1 the gradient of h grows by a factor of 2·10⁴."
    )
    assert finding.tensor == "dh[1]"
    assert finding.stop.condition == "norm(dh[1]) > 1000 * norm(dh[10])"
    assert stops_again(run, finding)
    assert the(session(explosive(1.0)), "exploding").severity != "serious"


def test_a_gradient_that_neither_explodes_nor_vanishes():
    run = session(explosive(1.1))
    run.step(2, unit="phase")
    for kind in ("exploding", "vanishing"):
        assert the(run, kind).severity == "healthy"


def test_a_vanishing_gradient():
    run = rnn_debugger.open("vanishing")
    run.step(2, unit="phase")
    finding = the(run, "vanishing")
    norms = [np.linalg.norm(run.value(f"dh[{t}]")) for t in (1, 40)]
    assert f"{norms[1] / norms[0]:.1e}".startswith("9.1e+08")
    assert finding.sentence == (
        "From t = 40 back to t = 1 the gradient of h shrinks by a factor of 9.1·10⁸."
    )
    assert run.moment.program[finding.stop.where.operation - 1].output == "dh[1]"
    assert stops_again(run, finding)


def test_a_gradient_that_an_lstm_keeps():
    run = rnn_debugger.open("remembering")
    run.seek(1)
    assert the(run, "vanishing").severity == "healthy"
    sentence = the(run, "vanishing").sentence
    assert sentence.startswith("From t = 40 back to t = 1 the gradient of c is multiplied by 0.1")


def test_where_gradients_meet_on_the_way_the_parts_from_later_count():
    run = rnn_debugger.open("char-rnn")
    run.seek(1)
    finding = the(run, "vanishing")
    assert finding.severity == "warning"
    assert finding.stop.condition.count("dh_next") == 3
    assert stops_again(run, finding)


def test_a_network_without_memory_hands_nothing_back():
    run = rnn_debugger.open("simple-words-feedforward")
    run.seek(1)
    assert "stand alone" in the(run, "vanishing").sentence


def test_saturated_units():
    table = random_table(2, sizes=(4,), length=4)
    table["weights"]["bh"] = [20.0, -20.0, 20.0, 0.0]
    run = session(table)
    run.step(unit="phase")
    finding = the(run, "saturated")
    assert finding.severity == "warning"
    assert finding.sentence.startswith("75 % of h is saturated")
    run.seek(*finding.place)
    assert run.moment.last.output == "h[4]" == finding.tensor
    run.go_to_start()
    assert stops_again(run, finding)


def test_gates_that_are_closed_are_only_noted():
    table = random_table(2, cell="lstm", sizes=(2,), length=4)
    table["weights"]["bf"] = [20.0, 20.0]
    run = session(table)
    run.step(unit="phase")
    assert the(run, "saturated").severity == "note"


def test_an_output_that_is_sure_of_itself_is_not_saturated():
    table = random_table(2, sizes=(2,), length=4, loss="binary_cross_entropy")
    table["weights"]["by"] = [30.0, -30.0]
    run = session(table)
    run.step(unit="phase")
    assert the(run, "saturated").severity == "healthy"


def relus(bias):
    table = random_table(3, sizes=(3,), length=8, model={"hidden_activation": "relu"})
    table["weights"]["bh"] = bias
    run = session(table)
    run.step(unit="phase")
    return run


def test_dead_relus():
    run = relus([-50.0, 5.0, -50.0])
    finding = the(run, "dead")
    assert finding.severity == "serious"
    assert "2 of 3 relus of h are 0 in all 8 samples of the window: 0, 2." in finding.sentence
    run.go_to_start()
    assert stops_again(run, finding)
    assert the(relus([5.0, 5.0, 5.0]), "dead").severity == "healthy"


def test_relus_are_not_called_dead_before_all_timesteps_are_seen():
    run = relus([-50.0, 5.0, -50.0])
    run.step_back(6, unit="timestep")
    assert the(run, "dead").severity == "waiting"


@pytest.mark.parametrize(("rate", "word"), [(0.4, "more than 0.1"), (1e-8, "less than 1·10⁻⁵")])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adagrad", "rmsprop", "adam"])
def test_updates_out_of_range(rate, word, optimizer):
    run = session(random_table(5, sequences=2, learning_rate=rate, optimizer=optimizer))
    run.seek(12)
    finding = the(run, "updates")
    assert word in finding.sentence
    norms = run.moment.norms[-10:, :, run.moment.results.parameters.index(finding.tensor)]
    ratio = float(np.median(norms[:, 2] / norms[:, 1]))
    assert ratio > 0.1 if rate > 0.1 else ratio < 1e-5
    run.seek(*finding.place)
    assert run.moment.last.output == finding.tensor


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_stop_at_the_size_of_an_update(optimizer):
    run = session(random_table(4, learning_rate=1e-8, optimizer=optimizer))
    run.seek(12)
    finding = the(run, "updates")
    assert stops_again(run, finding)
    assert run.moment.next.output == finding.tensor


def test_updates_in_range():
    run = session(random_table(4, learning_rate=0.005, optimizer="sgd"))
    run.seek(12)
    assert the(run, "updates").severity == "healthy"


def test_a_loss_that_is_stuck_and_one_that_falls():
    stuck = session(random_table(4, learning_rate=1e-9))
    stuck.seek(199)
    assert the(stuck, "stuck").severity == "waiting"
    stuck.seek(201)
    finding = the(stuck, "stuck")
    assert "is stuck" in finding.sentence
    assert finding.tensor == "loss"
    assert stops_again(stuck, finding)
    falling = session(random_table(4, learning_rate=0.002))
    falling.seek(201)
    assert the(falling, "stuck").severity == "healthy"


def clipped(**training):
    run = session(random_table(6, **training))
    run.seek(20)
    return run


@pytest.mark.parametrize("key", ["clip_norm", "clip_value"])
def test_clipping_that_is_always_on(key):
    run = clipped(**{key: 1e-4})
    finding = the(run, "clipping")
    assert finding.severity == "warning"
    assert "active in 100 % of the latest 20 iterations" in finding.sentence
    assert stops_again(run, finding)


@pytest.mark.parametrize("key", ["clip_norm", "clip_value"])
def test_clipping_that_is_never_on(key):
    assert "in 0 % of the latest 20" in the(clipped(**{key: 1e4}), "clipping").sentence
    assert the(clipped(**{key: 1e4}), "clipping").severity == "healthy"


def test_clipping_in_one_iteration():
    run = session(random_table(6, clip_norm=1e-4))
    run.seek(1)
    assert "(norm 0.0001) was active in the latest iteration." in the(run, "clipping").sentence
    run = session(random_table(6, clip_norm=1e4))
    run.seek(1)
    assert "was not active in the latest iteration." in the(run, "clipping").sentence


def test_what_norms_do_not_tell_of_clipped_elements_the_iteration_does():
    """The norm is above the limit, but it may be that of many small elements."""
    run = clipped()
    gradient = run.moment.norms[:, 0].max(0)
    sizes = [np.sqrt(run.value(name).size) for name in run.moment.results.parameters]
    limit = float((gradient / sizes).max() * 1.01)
    run = clipped(clip_value=limit)
    finding = the(run, "clipping")
    assert (
        "may have been active in the latest 20 iterations: the recorded norms" in finding.sentence
    )
    cut = sum(
        int((abs(run.moment.value(f"d{name}")) > limit).sum())
        for name in run.moment.results.parameters
    )
    assert f"This iteration cut {cut} of " in finding.sentence
    assert finding.severity == "healthy"


@pytest.mark.parametrize("key", ["clip_norm", "clip_value"])
def test_clipped_shares_are_not_judged_by_the_norms_of_their_sum(key):
    run = clipped(update_schedule="every_timestep", **{key: 1e-6})
    finding = the(run, "clipping")
    assert "the recorded norms do not tell. This iteration cut " in finding.sentence
    assert finding.severity == "warning"
    assert stops_again(run, finding)


def test_the_worst_comes_first():
    table = changed(builtin_table("vanishing"), training={"clip_norm": 1e-12})
    run = session(table)
    run.seek(12)
    order = ["serious", "warning", "note", "healthy", "waiting"]
    places = [order.index(finding.severity) for finding in diagnose(run.moment)]
    assert places == sorted(places)
    assert places[0] == 1


def test_it_takes_slices_and_ends_where_the_session_moves(monkeypatch, simple_words):
    monkeypatch.setattr(module, "SLICE_SECONDS", 0.0)
    simple_words.seek(3)
    task = diagnosing(simple_words.moment)
    assert task.advance()
    simple_words.step()
    with pytest.raises(Stale):
        task.finish()


def test_findings_cannot_be_changed(simple_words):
    finding = diagnose(simple_words.moment)[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.sentence = "all is well"


def test_it_leaves_the_session_as_it_was(simple_words):
    simple_words.seek(2, 17)
    before = simple_words.position, simple_words.state_hash()
    diagnose(simple_words.moment)
    assert (simple_words.position, simple_words.state_hash()) == before


def test_no_slice_is_long_however_many_tensors_there_are(monkeypatch):
    """Between two of them not even the names of all tensors are gone through."""
    monkeypatch.setattr(module, "SLICE_SECONDS", 0.0)
    run = session(random_table(3, length=300, timesteps=300))
    run.seek(1)
    looked_at = []
    monkeypatch.setattr(type(run.moment), "is_present", counting(looked_at, run.moment))
    task, most = diagnosing(run.moment), 0
    while task.advance():
        most, looked_at[:] = max(most, len(looked_at)), []
    assert 0 < most < len(run.program.tensors) / 5


def counting(calls, moment):
    original = type(moment).is_present

    def is_present(self, name):
        calls.append(name)
        return original(self, name)

    return is_present
