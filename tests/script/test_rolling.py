"""What every timestep does alike is one block; unrolled again the blocks are the program."""

from hypothesis import given, settings

from rnn_debugger.debugger import open_session
from rnn_debugger.script.rolling import rolled, timed
from tests.support.experiments import session, tables


def test_names_apart():
    assert timed("h[12]") == ("h", 12)
    assert timed("Whh") == ("Whh", None)


def test_a_long_window_is_few_blocks():
    blocks = rolled(open_session("vanishing").program)
    turns = [block.timesteps for block in blocks]
    assert range(1, 41) in turns
    assert range(39, 0, -1) in turns
    assert len(blocks) < 12


@settings(max_examples=60)
@given(tables())
def test_nothing_is_lost_and_nothing_twice(table):
    program = session(table).program
    count = 0
    for block in rolled(program):
        first = block.operations[0].id
        assert first == count
        turns = 1 if block.timesteps is None else len(block.timesteps)
        for turn in range(turns):
            for number, operation in enumerate(block.operations):
                again = program[first + turn * len(block.operations) + number]
                assert again.primitive == operation.primitive
                if block.timesteps is not None:
                    assert again.timestep == block.timesteps[turn]
        count += turns * len(block.operations)
    assert count == len(program)
