import pytest

from rnn_debugger.debugger import FOREVER, Movement, Position
from tests.support.running import short_slices_and_dense_keyframes


@pytest.fixture(autouse=True)
def slicing():
    with short_slices_and_dense_keyframes():
        yield


def test_it_can_be_advanced_slice_by_slice(simple_words):
    movement, slices = simple_words.running(3000), 0
    assert simple_words.position == (0, 0, 0)
    assert movement.stop is None
    while movement.advance():
        slices += 1
        assert movement.stop is None
    assert slices > 10
    assert movement.stop == ("limit", simple_words.position)
    assert simple_words.position == (0, *divmod(3000, 47))
    assert not movement.advance()


def test_cancelled_it_stops_where_it_is_and_can_be_gone_back_from(simple_words):
    movement = simple_words.running()
    for _ in range(20):
        assert movement.advance()
    movement.cancel()
    here = simple_words.position
    assert movement.stop == ("paused", here)
    assert not movement.advance()
    assert movement.finish() == ("paused", here)
    simple_words.step(3)
    simple_words.step_back(3)
    assert simple_words.position == here
    paused = simple_words.state_hash()
    simple_words.go_to_start()
    simple_words.step(here.iteration * 47 + here.operation)
    assert simple_words.state_hash() == paused


def test_cancelling_what_has_ended_changes_nothing(simple_words):
    movement = simple_words.stepping(5)
    stop = movement.finish()
    movement.cancel()
    assert movement.stop == stop == ("limit", (0, 0, 5))


def test_going_back_to_the_start_says_so(simple_words):
    simple_words.step(60)
    assert simple_words.stepping(-100).finish() == ("start", (0, 0, 0))
    simple_words.step(60)
    assert simple_words.stepping(-10).finish() == ("limit", (0, 1, 3))


def test_listeners_hear_once_when_it_ends_or_is_cancelled(simple_words):
    heard = []
    simple_words.subscribe(lambda: heard.append(simple_words.position))
    simple_words.running(2000).finish()
    assert len(heard) == 1
    movement = simple_words.running(FOREVER)
    for _ in range(5):
        movement.advance()
    assert len(heard) == 1
    movement.cancel()
    assert heard[1:] == [simple_words.position]


def test_the_moment_follows_each_slice(simple_words):
    movement, seen = simple_words.running(1000), []
    while movement.advance():
        seen.append(simple_words.moment.position)
        simple_words.moment.value("Wxh")
    assert seen == sorted(set(seen))
    assert len(seen) > 5


@pytest.mark.parametrize("go", ["ahead", "back", "search"])
def test_a_jump_and_a_search_back_say_how_far_they_have_come(simple_words, go):
    simple_words.seek(120)
    simple_words.history_budget = 0
    assert simple_words.progress is None
    before = simple_words.position
    movement = {
        "ahead": lambda: simple_words.seeking(300),
        "back": lambda: simple_words.seeking(40, 3),
        "search": lambda: simple_words.running_back(until="iteration < 0"),
    }[go]()
    told = []
    while movement.advance():
        assert simple_words.position == before
        told.append(simple_words.progress)
    told = [share for share in told if share is not None]
    assert simple_words.progress is None
    assert len(told) > 5
    assert 0 <= told[0] < 0.2
    assert 0.8 < told[-1] <= 1
    assert go == "search" or told == sorted(told)


def test_what_is_given_up_comes_no_further(simple_words):
    movement = simple_words.seeking(300)
    # At first the machine for it is made.
    while simple_words.progress is None:
        assert movement.advance()
    movement.advance()
    movement.cancel()
    assert simple_words.progress is None
    assert simple_words.position == (0, 0, 0)


@pytest.mark.parametrize("every", [1, 3])
def test_a_search_back_finds_its_hit_while_somebody_reads(simple_words, every):
    simple_words.seek(6, 0)
    condition = "iteration == 2 and operation == 7"
    search = simple_words.running_back(until=condition)
    reader = simple_words.recalling(5, range(20), lambda evidence: None)
    count = 0
    while search.advance():
        count += 1
        if count % every == 0:
            reader.advance()
    assert simple_words.position == (0, 2, 7)


@pytest.mark.parametrize("operation", [5, 19])
def test_numbers_asked_for_are_those_of_the_moment_of_asking(simple_words, operation):
    simple_words.seek(1, 20)
    expected = simple_words.evidence(operation).after.tobytes()
    task = simple_words.finding_evidence(operation)
    simple_words.seek(4, 20)
    assert simple_words.evidence(operation).after.tobytes() != expected
    assert task.finish().after.tobytes() == expected


def test_an_error_in_a_slice_comes_out():
    def slices():
        yield
        raise RuntimeError("broken")

    movement = Movement(slices(), lambda: Position(0, 0, 0))
    assert movement.advance()
    with pytest.raises(RuntimeError, match="broken"):
        movement.advance()
