from functools import cache

import pytest

from rnn_debugger.engine import gruslys_plan, least_cost, plan_cost, square_root_plan


@cache
def dynamic_programme(timesteps, slots):
    """C(t, m) as Gruslys et al. define it, by trying every place."""
    if slots == 1:
        return timesteps * (timesteps + 1) // 2
    if slots >= timesteps:
        return 2 * timesteps - 1
    return min(
        place + dynamic_programme(timesteps - place, slots - 1) + dynamic_programme(place, slots)
        for place in range(1, timesteps)
    )


@pytest.mark.parametrize("slots", range(1, 9))
def test_the_least_cost_is_that_of_the_papers_recursion(slots):
    for timesteps in range(1, 45):
        expected = dynamic_programme(timesteps, slots)
        assert least_cost(timesteps, slots) == expected
        assert plan_cost(gruslys_plan(timesteps, slots)) == expected


def test_known_values():
    assert [least_cost(timesteps, 1) for timesteps in (1, 2, 3, 4, 100)] == [1, 3, 6, 10, 5050]
    assert [least_cost(timesteps, 99) for timesteps in (1, 2, 50, 99)] == [1, 3, 99, 197]
    # Two slots reach as far as 3 timesteps with one more run of each but the last, 6 with two.
    assert [least_cost(timesteps, 2) for timesteps in (3, 4, 5, 6)] == [5, 8, 11, 14]


def walk(plan, timesteps, slots):
    """Carry a plan out on paper: what may be read is there; returns the most states kept."""
    kept, done, most = {0}, [], 0
    for number, step in enumerate(plan):
        assert step.start in kept
        if step.back == 0:
            kept.add(step.stop)
        going_back = range(step.stop, step.stop - step.back, -1)
        assert not step.back or step.stop - step.back >= step.start
        done += going_back
        later = {other.start for other in plan[number + 1 :]}
        most = max(most, len(kept))
        kept &= later
    assert done == list(range(timesteps, 0, -1))
    return most


@pytest.mark.parametrize("timesteps", [1, 2, 3, 7, 20, 64])
@pytest.mark.parametrize("slots", [1, 2, 3, 5, 100])
def test_a_plan_goes_back_through_every_timestep_with_no_more_states_than_slots(timesteps, slots):
    assert walk(gruslys_plan(timesteps, slots), timesteps, slots) <= slots


@pytest.mark.parametrize(
    ("timesteps", "expected"),
    [
        (1, [(0, 1, 1)]),
        (2, [(0, 2, 2)]),
        (4, [(0, 4, 2), (0, 2, 2)]),
        (10, [(0, 10, 2), (4, 8, 4), (0, 4, 4)]),
    ],
)
def test_a_state_every_square_root(timesteps, expected):
    plan = square_root_plan(timesteps)
    assert [(step.start, step.stop, step.back) for step in plan] == expected


@pytest.mark.parametrize("timesteps", [3, 9, 17, 100, 1000])
def test_square_root_runs_each_timestep_twice_at_most(timesteps):
    plan = square_root_plan(timesteps)
    assert timesteps <= plan_cost(plan) < 2 * timesteps
    back = [t for step in plan for t in range(step.stop, step.stop - step.back, -1)]
    assert back == list(range(timesteps, 0, -1))


def test_long_sequences_and_many_slots_take_no_table():
    plan = gruslys_plan(10_000, 5_000)
    assert plan_cost(plan) == least_cost(10_000, 5_000) < 30_000


def test_the_initial_state_needs_a_slot():
    with pytest.raises(ValueError, match="0 slots"):
        least_cost(5, 0)
    with pytest.raises(ValueError, match="0 slots"):
        gruslys_plan(5, 0)
