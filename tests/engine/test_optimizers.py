import numpy as np
import pytest

from rnn_debugger.engine import Machine, Optimizer, Tape, Updates
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
    updates = Updates(tape, optimizer)
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
