"""How a run ended, in one sentence."""

from __future__ import annotations

from rnn_debugger.debugger.movement import Stop
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Index, Program


def stop_title(stop: Breakpoint | Watch) -> str:
    """Such as ``breakpoint 2``."""
    kind = "breakpoint" if isinstance(stop, Breakpoint) else "watch"
    return f"{kind} {stop.id}"


def stop_text(stop: Breakpoint | Watch, program: Program) -> str:
    """What a breakpoint or watch stops at."""
    return stop.describe(program) if isinstance(stop, Breakpoint) else stop.describe()


def run_ending(session: Session, stop: Stop, until: str = "") -> str:
    """What a run met, such as ``breakpoint 2: primitive tanh, if t == 2``; empty where it met
    nothing.
    """
    met = session.met
    if stop.reason == "breakpoint" and met is not None:
        return f"{stop_title(met)}: {stop_text(met, session.program)}"
    if stop.reason == "condition":
        return f"{until} is true"
    if stop.reason == "start":
        what = f"{until} was true nowhere before" if until else "no stop before"
        return f"{what}: this is the start"
    return ""


def element_name(tensor: str, index: Index | None) -> str:
    """Such as ``Whh[0, 1]``, or the tensor's name where no element is meant."""
    return tensor if index is None else f"{tensor}[{', '.join(map(str, index))}]"


def origin_ending(
    session: Session, stop: Stop, tensor: str, index: Index | None, *, changed: bool
) -> str:
    """Where a tensor, or one element of it, was last written or changed."""
    verb = "changed" if changed else "written"
    name = element_name(tensor, index)
    if stop.reason == "start":
        return f"{name} was never {verb} before: this is the start"
    last = session.moment.last
    if stop.reason != "condition" or last is None:
        return ""
    value = ""
    if index is not None:
        value = f", it is {short(float(session.value(tensor)[index]))}"
    return f"{name} was last {verb} by operation {last.id}: {last.formula}{value}"


def nonfinite_ending(session: Session, stop: Stop) -> str:
    """Which operation made the first NaN or infinity."""
    last = session.moment.last
    if stop.reason != "condition" or last is None:
        return ""
    return f"the first NaN or infinity: operation {last.id}, {last.formula}"
