"""Why a tensor is kept, against the program's own operations."""

import pytest
from hypothesis import given, settings

from rnn_debugger.debugger import ledger, reason
from tests.support.experiments import compiled, random_table, session, tables


@settings(max_examples=15)
@given(tables())
def test_by_brute_force(table):
    program = compiled(table).program
    touching = {
        name: [o.id for o in program if name == o.output or name in o.inputs]
        for name in program.tensors
    }
    for reached in range(0, len(program) + 1, 7):
        live = {kept.tensor.name for kept in ledger(program, reached).live}
        for name, tensor in program.tensors.items():
            found = reason(program, name, reached)
            assert found.is_live == (name in live), name
            assert found.to_come == tuple(n for n in touching[name] if n >= reached)
            expected = None if tensor.persistent else max(touching[name])
            assert found.freed_by == expected


@pytest.fixture
def program():
    return session(random_table(length=3)).program


def test_a_state_waits_for_the_backward_sweep(program):
    after = program.writers["h[2]"][0] + 1
    found = reason(program, "h[2]", after)
    last = program[found.freed_by]
    assert found.sentence.startswith("h[2] waits for 5 operations: ")
    assert f"{found.to_come[0]} Why_h[2] = Why h[2], " in found.sentence
    assert ", 2 more and at last " in found.sentence
    assert found.sentence.endswith(f"{last.id} {last.formula} (backward, t = 2), which frees it.")
    assert reason(program, "h[2]", last.id).sentence == (
        f"h[2] waits for {last.id} {last.formula} (backward, t = 2), which frees it."
    )


def test_what_lasts_says_so(program):
    found = reason(program, "Whh", 0)
    assert found.freed_by is None
    assert found.sentence.startswith(
        f"Whh lasts from iteration to iteration; {len(found.to_come)} operations to come in this "
    )
    assert reason(program, "Whh", len(program)).sentence == "Whh lasts from iteration to iteration."


def test_what_is_not_live_says_when_it_was_or_will_be(program):
    (writer,) = program.writers["da[2]"]
    assert reason(program, "da[2]", writer).sentence == (
        f"da[2] is not there yet: operation {writer} writes it."
    )
    last = max(program.readers["da[2]"])
    assert reason(program, "da[2]", last + 2).sentence == (
        f"da[2] is gone: operation {last} was the last to need it."
    )
    assert reason(program, "da[2]", last + 1).sentence == (
        "Nothing to come needs da[2]: it goes when the next operation begins."
    )


def test_the_session_says_the_same(program):
    run = session(random_table(length=3))
    run.step(20)
    assert run.memory().why("h[1]") == reason(run.program, "h[1]", 20)
    with pytest.raises(KeyError):
        run.memory().why("nothing")
