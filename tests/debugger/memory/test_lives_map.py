"""The map of lives: order, and pictures of parts of it."""

import numpy as np
import pytest

from rnn_debugger.debugger import NO_ROLE, ROLES, lives_map
from rnn_debugger.engine import lives
from tests.support.experiments import random_table, session


@pytest.fixture
def program():
    return session(random_table(length=4, optimizer="adam")).program


def test_rows_stand_in_the_order_of_the_first_write(program):
    found = lives_map(program)
    assert sorted(found.names) == sorted(program.tensors)
    assert (np.diff(found.first) >= 0).all()
    lasting = [name for name in found.names if program.tensors[name].persistent]
    assert list(found.names[: len(lasting)]) == lasting
    for name, life in lives(program).items():
        row = found.rows[name]
        assert (found.names[row], found.first[row], found.last[row]) == (name, *_ends(life))
        assert ROLES[found.roles[row]] == program.tensors[name].role


def _ends(life):
    return life.first, life.last


def test_with_a_pixel_for_each_it_is_the_table_of_lives(program):
    found = lives_map(program)
    rows, operations = len(found), len(program)
    picture = found.pooled((0, rows), (0, operations), rows, operations)
    for row, name in enumerate(found.names):
        life = lives(program)[name]
        expected = np.full(operations, NO_ROLE)
        expected[max(life.first, 0) : life.last + 1] = ROLES.index(program.tensors[name].role)
        np.testing.assert_array_equal(picture[row], expected, err_msg=name)


def test_a_part_is_that_part(program):
    found = lives_map(program)
    rows, operations = len(found), len(program)
    whole = found.pooled((0, rows), (0, operations), rows, operations)
    part = found.pooled((5, 25), (10, 60), 20, 50)
    np.testing.assert_array_equal(part, whole[5:25, 10:60])


def test_of_several_the_largest_is_shown_and_none_is_lost(program):
    found = lives_map(program)
    picture = found.pooled((0, len(found)), (0, len(program)), 1, 1)
    largest = {}
    for tensor in program.tensors.values():
        largest.setdefault(tensor.role, []).append(tensor.bytes)
    expected = max(largest, key=lambda role: sum(largest[role]))
    assert ROLES[picture[0, 0]] == expected
    tall = found.pooled((0, len(found)), (0, len(program)), len(found), 3)
    assert (tall != NO_ROLE).any(axis=1).all()
