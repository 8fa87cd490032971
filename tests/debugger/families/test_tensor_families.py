import numpy as np
import pytest

from rnn_debugger.debugger import families, family, family_norms, family_values, split_name
from tests.support.experiments import random_table, session


@pytest.fixture
def batch():
    return session(random_table(3, sizes=(2, 3), sequences=2, batch_size=2, length=3))


def test_every_tensor_with_a_timestep_is_in_one_family(batch):
    found = families(batch.program)
    names = [one.name(t) for one in found for t in one.timesteps]
    tensors = batch.program.tensors
    assert sorted(names) == sorted(n for n, t in tensors.items() if t.timestep is not None)
    for one in found:
        assert {tensors[one.name(t)].shape for t in one.timesteps} == {one.shape}
        assert {tensors[one.name(t)].role for t in one.timesteps} == {one.role}


@pytest.mark.parametrize(
    ("base", "timesteps", "units"),
    [
        ("h1", (0, 1, 2, 3), 2),
        ("dh2", (0, 1, 2, 3), 3),
        ("loss", (1, 2, 3), 1),
        ("a2", (1, 2, 3), 3),
    ],
)
def test_families_by_name(batch, base, timesteps, units):
    found = family(batch.program, base)
    assert (found.timesteps, found.units) == (timesteps, units)


def test_a_family_that_is_none(batch):
    assert family(batch.program, "W1xh") is None
    assert family(batch.program, "nothing") is None


@pytest.mark.parametrize("sequence", [0, 1])
def test_values_of_one_sequence_as_far_as_they_are_there(batch, sequence):
    batch.seek(1, batch.program.writers["h1[2]"][0] + 1)
    found = family_values(batch.moment, family(batch.program, "h1"), sequence)
    np.testing.assert_array_equal(found.present, [True, True, True, False])
    for t in range(3):
        expected = batch.value(f"h1[{t}]")[:, sequence]
        np.testing.assert_array_equal(found.values[:, t], expected)
    np.testing.assert_array_equal(found.values[:, 3], 0)


def test_losses_are_a_row(batch):
    batch.step(1, "iteration")
    found = family_values(batch.moment, family(batch.program, "loss"))
    assert found.values.shape == (1, 3)
    assert found.values[0, 1] == batch.moment.value("loss[2]")


def test_norms_over_units_and_sequences(batch):
    batch.seek(0, batch.program.writers["dh2[2]"][0] + 1)
    norms = family_norms(batch.moment, family(batch.program, "dh2"))
    np.testing.assert_array_equal(np.isnan(norms), [True, True, False, False])
    assert norms[3] == pytest.approx(np.sqrt((batch.value("dh2[3]") ** 2).sum()))


def test_names():
    assert split_name("h[2]") == ("h", 2)
    assert split_name("a2_i[10]") == ("a2_i", 10)
    assert split_name("Whh") == ("Whh", None)
