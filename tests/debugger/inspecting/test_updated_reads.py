"""Which operations read a weight that has changed: told from the program, held to execution."""

import pytest

import rnn_debugger
from rnn_debugger.debugger import updated_lines, updated_reads, updated_sentences
from tests.support.experiments import random_table, session

TABLES = {
    "rnn": random_table(1, update_schedule="every_timestep"),
    "lstm_peephole": random_table(2, cell="lstm_peephole", update_schedule="every_timestep"),
    "gru, two layers": random_table(3, cell="gru", sizes=(2, 2), update_schedule="every_timestep"),
    "last timestep": random_table(
        4, update_schedule="every_timestep", loss_at="last_timestep", optimizer="momentum"
    ),
    "every window": random_table(5, cell="lstm"),
}


@pytest.mark.parametrize("name", TABLES)
def test_an_operation_is_told_exactly_where_its_weight_is_not_the_iterations_first(name):
    run = session(TABLES[name])
    run.seek(1)
    told = updated_reads(run.program)
    begin = {tensor.name: run.value(tensor.name) for tensor in run.program.parameters}
    for operation in run.program:
        changed = {
            read
            for read in operation.inputs
            if read in begin and run.value(read).tobytes() != begin[read].tobytes()
        }
        assert {read.parameter for read in told.get(operation.id, ())} == changed, operation
        run.step()
    assert bool(told) == run.program.updates_every_timestep


@pytest.mark.parametrize("name", TABLES)
def test_what_changed_it_is_the_operation_that_execution_finds(name):
    run = session(TABLES[name])
    last: dict[str, int] = {}
    for operation in run.program:
        for read in updated_reads(run.program).get(operation.id, ()):
            assert read.updated_by.id == last[read.parameter]
            assert read.updated_by.output == read.parameter
        if run.program.tensors[operation.output].role == "parameter":
            last[operation.output] = operation.id
        run.step()


def test_a_sentence_names_the_timestep():
    run = session(TABLES["rnn"])
    told = {
        run.program[number].output: updated_sentences(run.program, run.program[number])
        for number in updated_reads(run.program)
    }
    assert told["dh_next[1]"] == ("Whh was already updated by t = 3 in this sweep",)
    assert told["dh_out[1]"] == ("Why was already updated by t = 2 in this sweep",)
    assert updated_sentences(run.program, run.program[0]) == ()


def test_lines_are_told_by_what_they_write():
    assert updated_lines(rnn_debugger.open("simple-words").program) == {"dh_out[1]", "dh[0]"}
    assert updated_lines(rnn_debugger.open("char-rnn").program) == frozenset()
