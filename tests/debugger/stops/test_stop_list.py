"""The list of breakpoints and watches: order, ids, and what is told of changes."""

from dataclasses import replace

import pytest

from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stop_list import StopList
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from tests.support.conditions import PROGRAM


def test_a_list_of_stops_keeps_order_and_ids():
    stops = StopList()
    line = stops.add(Breakpoint(0, Where(timestep=1)))
    watch = stops.add(Watch(0, "Whh", "changed"))
    phase = stops.add(Breakpoint(0, Where(phase="update")))
    assert [line.id, watch.id, phase.id] == [1, 2, 3]
    assert stops.breakpoints == (line, phase)
    assert stops.watches == (watch,)
    assert stops.enabled == (line, watch, phase)

    stops.disable(1)
    assert stops.breakpoints == (replace(line, is_enabled=False), phase)
    assert stops.enabled == (watch, phase)
    stops.enable(1)
    assert stops.enabled == (line, watch, phase)

    stops.replace(replace(line, hits=5))
    assert stops.breakpoints == (replace(line, hits=5), phase)
    assert stops[1].hits == 5

    stops.remove(3)
    assert stops.breakpoints == (replace(line, hits=5),)
    assert stops.add(Breakpoint(3, Where(phase="loss"))).id == 4
    for call in (stops.remove, stops.enable, stops.disable, stops.__getitem__):
        with pytest.raises(ValueError, match="there is no breakpoint or watch 3"):
            call(3)
    with pytest.raises(ValueError, match="there is no breakpoint or watch 3"):
        stops.replace(phase)


def test_saved_stops_keep_their_ids():
    saved = [Breakpoint(7, Where(timestep=1)), Watch(3, "Whh", "changed")]
    stops = StopList(saved)
    assert (*stops.breakpoints, *stops.watches) == tuple(saved)
    assert stops.add(Watch(0, "h", "written")).id == 8
    with pytest.raises(ValueError, match="two breakpoints or watches have the id 7"):
        StopList([saved[0], saved[0]])


def test_one_that_was_removed_comes_back_to_where_it_was():
    changes = []
    stops = StopList(changed=lambda: changes.append(len(stops)))
    first = stops.add(Breakpoint(0, Where(timestep=1)))
    watch = stops.add(Watch(0, "Whh", "changed"))
    stops.remove(first.id)
    assert list(stops) == [watch]
    stops.put_back(first)
    assert list(stops) == [first, watch]
    assert changes == [1, 2, 1, 2]


def test_a_list_is_checked_against_a_program():
    StopList([Breakpoint(1, Where(timestep=1))]).check(PROGRAM)
    with pytest.raises(ValueError, match="no operation of this program is at timestep 9"):
        StopList([Watch(1, "Whh", "changed"), Breakpoint(2, Where(timestep=9))]).check(PROGRAM)
