import subprocess
import sys

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import Absent, Session
from tests.support.experiments import builtin_table, compiled, random_table, session


def test_opening_by_name_and_by_path(tmp_path):
    by_name = rnn_debugger.open("simple-words")
    assert isinstance(by_name, Session)
    assert by_name.name == "simple-words"
    assert by_name.position == (0, 0, 0)
    path = tmp_path / "mine.toml"
    path.write_text(by_name.path.read_text("utf-8"), "utf-8")
    by_path = rnn_debugger.open(path)
    assert (by_path.name, by_path.path) == ("mine", path)
    assert by_path.state_hash() == by_name.state_hash()


def test_what_cannot_be_opened_is_a_value_error(tmp_path):
    with pytest.raises(ValueError, match="no such file or built-in experiment"):
        rnn_debugger.open("nothing-of-the-kind")
    with pytest.raises(ValueError, match="is a folder"):
        rnn_debugger.open(tmp_path)


class TestMoving:
    def test_steps_and_their_count(self, simple_words):
        assert simple_words.step() == 1
        assert simple_words.step(10) == 10
        assert simple_words.position == (0, 0, 11)
        assert simple_words.step_back(4) == 4
        assert simple_words.step_back(100) == 7
        assert simple_words.position == (0, 0, 0)

    def test_across_iterations(self, simple_words):
        length = len(simple_words.program)
        assert simple_words.step(2 * length + 3) == 2 * length + 3
        assert simple_words.position == (0, 2, 3)
        assert simple_words.step_back(length) == length
        assert simple_words.position == (0, 1, 3)
        assert simple_words.step(unit="iteration") == length - 3
        assert simple_words.position == (0, 2, 0)

    def test_no_step_is_no_move(self, simple_words):
        simple_words.step(5)
        assert simple_words.step(0) == simple_words.step_back(0) == 0
        assert simple_words.position == (0, 0, 5)

    def test_running_to_a_limit(self, simple_words):
        stop = simple_words.run(limit=100)
        assert stop.reason == "limit"
        assert stop.position == simple_words.position == (0, *divmod(100, 47))

    def test_a_limit_that_is_none(self, simple_words):
        with pytest.raises(ValueError, match="limit: -1 is not 0 or more"):
            simple_words.run(limit=-1)

    def test_seeking_what_was_never_reached(self, simple_words):
        assert simple_words.seek(7, 5).position == (0, 7, 5)
        reference = rnn_debugger.open("simple-words")
        reference.step(7 * 47 + 5)
        assert simple_words.state_hash() == reference.state_hash()
        assert simple_words.go_to_start().position == (0, 0, 0)

    @pytest.mark.parametrize(("iteration", "operation"), [(-1, 0), (0, -1), (0, 47), (3, 1000)])
    def test_positions_that_are_none(self, simple_words, iteration, operation):
        simple_words.step(3)
        with pytest.raises(ValueError) as raised:
            simple_words.seek(iteration, operation)
        expected = f"there is no operation {operation} of iteration {iteration}"
        assert str(raised.value).startswith(expected)
        assert "operations from 0 to 46" in str(raised.value)
        assert simple_words.position == (0, 0, 3)


class TestValues:
    def test_they_are_copies(self, simple_words):
        simple_words.step(3)
        simple_words.value("Wxh")[...] = 0
        np.testing.assert_array_equal(simple_words.value("Wxh"), [[0.1, 0.2, -0.1]])

    @pytest.mark.parametrize(
        ("steps", "name", "message"),
        [
            (3, "h[2]", "h[2] has no value at operation 3: operation 14 of the iteration writes it "
             "first"),
            (0, "h[0]", "h[0] has no value at operation 0: operation 0 of the iteration writes it "
             "first"),
            (47, "loss", "loss has no value at operation 0: operation 20 of the iteration writes "
             "it first"),
            (3, "nothing", "there is no tensor nothing"),
        ],
    )  # fmt: skip
    def test_an_error_says_why_one_is_absent(self, simple_words, steps, name, message):
        simple_words.step(steps)
        with pytest.raises(Absent) as raised:
            simple_words.value(name)
        assert str(raised.value) == message

    def test_what_lasts_is_always_there(self):
        run = session(random_table(optimizer="adagrad"))
        assert not run.value("m_Wxh").any()
        np.testing.assert_array_equal(run.value("h_carry"), np.zeros((2, 1)))
        run.step(1, "iteration")
        assert run.value("m_Wxh").all()
        assert run.value("h_carry").all()


class TestHashes:
    def test_every_position_has_its_own(self):
        """With a state to start from, so that no gradient is 0 and every update changes bytes."""
        run = session(random_table(start="vector", update_schedule="every_timestep"))
        hashes = [run.state_hash()]
        while run.position < (0, 2, 0):
            run.step()
            hashes.append(run.state_hash())
        assert len(set(hashes)) == len(hashes) > 100

    def test_the_smallest_change_shows(self, simple_words):
        table = builtin_table("simple-words")
        table["weights"]["Why"] = [[np.nextafter(1.2, 2)]]
        assert session(table).state_hash() != simple_words.state_hash()

    def test_the_same_in_every_process(self, simple_words):
        code = (
            "import rnn_debugger\n"
            "for name in ('simple-words', 'char-rnn'):\n"
            "    run = rnn_debugger.open(name)\n"
            "    for steps in (0, 5, 1000):\n"
            "        run.step(steps)\n"
            "        print(run.state_hash())\n"
            "    run.edit('Whh', (0, 0), 0.5)\n"
            "    run.step(100)\n"
            "    run.seek(0, 3)\n"
            "    run.seek(1, 3)\n"
            "    print(run.state_hash())\n"
        )
        printed = []
        for seed in ("0", "1", "random"):
            result = subprocess.run(
                [sys.executable, "-c", code],
                env={"PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            )
            printed.append(result.stdout.split())
        here = []
        for run in (simple_words, rnn_debugger.open("char-rnn")):
            for steps in (0, 5, 1000):
                run.step(steps)
                here.append(run.state_hash())
            run.edit("Whh", (0, 0), 0.5)
            run.seek(1, 3)
            here.append(run.state_hash())
        assert printed == [here] * 3


def test_listeners_hear_of_every_movement_until_they_leave(simple_words):
    heard = []
    leave = simple_words.subscribe(lambda: heard.append(simple_words.position[1:]))
    simple_words.step(3)
    simple_words.step_back()
    simple_words.seek(1, 2)
    leave()
    simple_words.step()
    assert heard == [(0, 3), (0, 2), (1, 2)]


def test_looking_changes_nothing(simple_words):
    simple_words.step(50)
    before = simple_words.state_hash()
    for operation in range(simple_words.moment.reached):
        simple_words.evidence(operation)
    simple_words.memory()
    for name in simple_words.program.tensors:
        if simple_words.moment.is_present(name):
            simple_words.moment.value(name)
    assert simple_words.state_hash() == before
    assert simple_words.position == (0, 1, 3)


def test_what_it_knows_of_the_data(simple_words):
    assert simple_words.characters is None
    assert simple_words.batch_size == 1
    run = rnn_debugger.open("char-rnn")
    assert len(run.characters) == run.program.tensors["x[1]"].shape[0]
    assert run.history_bytes >= run.compiled.machine().plan.persistent_bytes


def test_two_sessions_do_not_disturb_each_other():
    subject = compiled(random_table(length=2))
    one, other = Session(subject, "one"), Session(subject, "other")
    before = other.state_hash()
    one.step(2, "iteration")
    assert other.state_hash() == before
    other.step(2, "iteration")
    assert other.state_hash() == one.state_hash()
