from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.engine import Life, Machine, arena, lives
from tests.support.experiments import compiled, tables

TINY = 1


def spans(plan, program):
    return {
        name: (plan.offsets[name], plan.offsets[name] + tensor.bytes)
        for name, tensor in program.tensors.items()
    }


def assert_sound(plan, program, life):
    """Aligned, inside the arena, and apart wherever two tensors live at one time."""
    places = spans(plan, program)
    for start, end in places.values():
        assert start % arena.ALIGNMENT == 0
        assert 0 <= start < end <= plan.total_bytes
    for one, other in combinations(program.tensors, 2):
        if life[one].overlaps(life[other]):
            (a, b), (c, d) = places[one], places[other]
            assert b <= c or d <= a, (one, other)


@settings(max_examples=25)
@given(tables(), st.sets(st.integers(0, 200), max_size=5))
def test_shared_plans_are_sound(table, chosen):
    program = compiled(table).program
    names = list(program.tensors)
    keep = frozenset(names[number] for number in chosen if number < len(names))
    plan = arena.plan(program, TINY, keep)
    life = {
        name: Life(span.first, len(program)) if name in keep else span
        for name, span in lives(program).items()
    }
    assert plan.is_shared
    assert_sound(plan, program, life)


@settings(max_examples=10)
@given(tables())
def test_within_the_budget_every_tensor_has_a_place_of_its_own(table):
    program = compiled(table).program
    plan = arena.plan(program)
    always = dict.fromkeys(program.tensors, Life(0, 1))
    assert not plan.is_shared
    assert_sound(plan, program, always)


def test_the_budget_decides(two_layers):
    program = two_layers.program
    total = arena.plan(program).total_bytes
    assert not arena.plan(program, total).is_shared
    assert arena.plan(program, total - 1).is_shared


def test_sharing_saves_memory(two_layers):
    program = two_layers.program
    shared, plain = arena.plan(program, TINY), arena.plan(program)
    assert shared.total_bytes < plain.total_bytes * 0.8
    everything = arena.plan(program, TINY, frozenset(program.tensors))
    assert everything.total_bytes == plain.total_bytes


def test_persistent_tensors_come_first_and_alone(two_layers):
    program = two_layers.program
    for budget in (TINY, arena.DEFAULT_BUDGET):
        plan = arena.plan(program, budget)
        for name, (start, end) in spans(plan, program).items():
            if program.tensors[name].persistent:
                assert end <= plan.persistent_bytes
            else:
                assert start >= plan.persistent_bytes


def test_arrays_are_views_at_their_places(two_layers):
    machine = Machine(two_layers.program, two_layers.machine().feed)
    base = machine.memory.ctypes.data
    for name, array in machine.arrays.items():
        assert array.ctypes.data == base + machine.plan.offsets[name]
        assert array.ctypes.data % arena.ALIGNMENT == 0
        assert array.flags.c_contiguous
        assert array.shape == machine.program.tensors[name].shape
        array[...] = 1
        np.testing.assert_array_equal(machine.place(name), array.reshape(-1).view(np.uint8))
