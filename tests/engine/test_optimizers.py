import numpy as np
import pytest

from rnn_debugger.engine import Machine, Optimizer, Tape, Updates
from rnn_debugger.engine.optimizers import SLOTS
from tests.support.primitives import NoData, numbers

SHAPES = {"W": (2, 3), "b": (2,)}


def updating(optimizer):
    """A machine that updates W and b with gradients that stay as they are put."""
    tape = Tape("float64")
    weights = {
        name: tape.declare(name, "parameter", shape, persistent=True)
        for name, shape in SHAPES.items()
    }
    gradients = {
        weight: tape.declare(f"d{name}", "constant", weight.shape, of=weight, persistent=True)
        for name, weight in weights.items()
    }
    loss = tape.declare("loss", "constant", (), persistent=True)
    updates = Updates(tape, optimizer, loss)
    updates.declare_slots(list(weights.values()))
    updates.apply(gradients)
    return Machine(tape.close(), NoData())


def run(machine, iterations):
    """The weights after that many iterations with random gradients, and those gradients."""
    used = []
    for iteration in range(iterations):
        machine.enter(iteration)
        used.append({name: numbers(*shape, seed=iteration) for name, shape in SHAPES.items()})
        for name, gradient in used[-1].items():
            np.copyto(machine.arrays[f"d{name}"], gradient)
        machine.run(len(machine.program))
    return used


@pytest.mark.parametrize("clip", [None, 0.3])
def test_descent(clip):
    machine = updating(Optimizer("sgd", 0.5, clip_value=clip))
    used = run(machine, 3)
    for name in SHAPES:
        gradients = [np.clip(step[name], -(clip or np.inf), clip or np.inf) for step in used]
        np.testing.assert_allclose(machine.arrays[name], -0.5 * sum(gradients), rtol=1e-14)


@pytest.mark.parametrize("in_root", [False, True])
@pytest.mark.parametrize("clip", [None, 0.3])
def test_adagrad(clip, in_root):
    machine = updating(Optimizer("adagrad", 0.5, 0.01, in_root, clip))
    used = run(machine, 3)
    for name, shape in SHAPES.items():
        weight, memory = np.zeros(shape), np.zeros(shape)
        for step in used:
            gradient = np.clip(step[name], -(clip or np.inf), clip or np.inf)
            memory += gradient**2
            root = np.sqrt(memory + 0.01) if in_root else np.sqrt(memory) + 0.01
            weight -= 0.5 * gradient / root
        np.testing.assert_allclose(machine.arrays[name], weight, rtol=1e-14)
        np.testing.assert_allclose(machine.arrays[f"m_{name}"], memory, rtol=1e-14)


def test_the_gradient_itself_is_not_clipped():
    machine = updating(Optimizer("sgd", 0.5, clip_value=0.1))
    (used,) = run(machine, 1)
    for name, gradient in used.items():
        np.testing.assert_array_equal(machine.arrays[f"d{name}"], gradient)
        clipped = machine.arrays[f"d{name}_clipped"]
        np.testing.assert_array_equal(clipped, np.clip(gradient, -0.1, 0.1))


def test_slots_survive_the_iteration_and_belong_to_their_parameter():
    program = updating(Optimizer("adagrad", clip_value=1.0)).program
    for name in SHAPES:
        slot = program.tensors[f"m_{name}"]
        assert (slot.role, slot.of, slot.persistent) == ("optimizer", name, True)
        assert not program.tensors[f"step_{name}"].persistent
    assert {operation.phase for operation in program} == {"update"}
    assert not [t for t in updating(Optimizer("sgd")).program.tensors.values()
                if t.role == "optimizer"]  # fmt: skip


def values_of(optimizer, *gradients):
    """The weights b after each of the gradients, from 0 on."""
    machine, found = updating(optimizer), []
    for iteration, gradient in enumerate(gradients):
        machine.enter(iteration)
        machine.arrays["dW"][:] = 0.0
        machine.arrays["db"][:] = gradient
        machine.run(len(machine.program))
        found.append(machine.arrays["b"].copy())
    return found


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        # torch.optim.SGD: v = 1, then 0.9·1 + 1 = 1.9; W = −0.1·1 − 0.1·1.9.
        (Optimizer("momentum", 0.1, momentum=0.9), [[-0.1, 0.2], [-0.29, 0.58]]),
        # torch.optim.Adagrad: m = 1, then 2; W = −0.1·1/√1 − 0.1·1/√2, however large g is.
        (Optimizer("adagrad", 0.1, 0.0), [[-0.1, 0.1], [-0.1707106781, 0.1707106781]]),
        # torch.optim.RMSprop: v = 0.01·g², then 0.0199·g²; W = −0.01/0.1 − 0.01/√0.0199.
        (Optimizer("rmsprop", 0.01, 0.0), [[-0.1, 0.1], [-0.1708881205, 0.1708881205]]),
        # torch.optim.Adam: corrected, the averages of a gradient that stays are g and g².
        (Optimizer("adam", 0.001, 0.0), [[-0.001, 0.001], [-0.002, 0.002]]),
    ],
    ids=lambda value: getattr(value, "rule", ""),
)
def test_two_steps_by_hand(optimizer, expected):
    found = values_of(optimizer, [1.0, -2.0], [1.0, -2.0])
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_adam_where_the_gradient_turns_by_hand():
    """m = 0.1, then 0.09 − 0.1 = −0.01, corrected −0.01/0.19; v, corrected, is 1 both times."""
    _, after = values_of(Optimizer("adam", 0.001, 0.0), [1.0, 1.0], [-1.0, 1.0])
    np.testing.assert_allclose(after, [-0.001 + 0.001 * 0.01 / 0.19, -0.002], rtol=1e-12)


def test_epsilon_is_outside_the_root_by_hand():
    """A first step of Adam is −η·g / (|g| + ε): here −0.001·0.5."""
    ((first, _),) = values_of(Optimizer("adam", 0.001, 1e-8), [1e-8, 0.0])
    assert first == pytest.approx(-0.0005, rel=1e-9)


def test_all_gradients_are_shortened_by_one_norm():
    """‖(3, 4)‖ = 5 over both parameters, so that each is multiplied with 1 / (5 + 1e-6)."""
    machine = updating(Optimizer("sgd", 1.0, clip_norm=1.0))
    machine.arrays["dW"][0, 0] = 3.0
    machine.arrays["db"][1] = -4.0
    machine.run(len(machine.program))
    assert machine.arrays["gradient_norm"] == 5.0
    assert machine.arrays["W"][0, 0] == pytest.approx(-0.59999988, abs=1e-8)
    assert machine.arrays["b"][1] == pytest.approx(0.79999984, abs=1e-8)
    np.testing.assert_array_equal(machine.arrays["dW"][0, 0], 3.0)


def test_with_both_clippings_the_values_are_cut_first():
    """(30, −4) becomes (3, −3), whose norm is √18; the other way round it would be (3, −0.53)."""
    machine = updating(Optimizer("sgd", 1.0, clip_value=3.0, clip_norm=4.0))
    machine.arrays["dW"][0, 0] = 30.0
    machine.arrays["db"][1] = -4.0
    machine.run(len(machine.program))
    expected = 3 * 4 / (18**0.5 + 1e-6)
    assert machine.arrays["W"][0, 0] == pytest.approx(-expected, rel=1e-14)
    assert machine.arrays["b"][1] == pytest.approx(expected, rel=1e-14)


def test_a_gradient_that_is_not_finite_makes_the_norm_so():
    machine = updating(Optimizer("sgd", 1.0, clip_norm=1.0))
    machine.arrays["db"][1] = np.nan
    machine.run(len(machine.program))
    assert np.isnan(machine.arrays["clip_scale"])
    assert np.isnan(machine.arrays["W"]).all()


@pytest.mark.parametrize("rule", SLOTS)
def test_what_each_optimizer_remembers(rule):
    tensors = updating(Optimizer(rule)).program.tensors
    slots = {t.name: t.shape for t in tensors.values() if t.role == "optimizer"}
    assert slots == {
        f"{letter}_{name}": () if letter == "count" else shape
        for name, shape in SHAPES.items()
        for letter in SLOTS[rule]
    }


def test_every_gradient_says_what_it_belongs_to():
    settings = Optimizer("adam", clip_value=1.0, clip_norm=1.0)
    tensors = updating(settings).program.tensors
    owners = {t.name: t.of for t in tensors.values() if t.role == "gradient"}
    assert owners["gradient_norm"] == owners["clip_scale"] == owners["gradient_squares"] == "loss"
    assert owners["dW_squares"] == owners["dW_scaled"] == owners["step_W"] == "W"
    assert None not in owners.values()
