"""What other panels offer about breakpoints: setting one, watching, and asking where from."""

from __future__ import annotations

from math import prod

from PySide6.QtWidgets import QMenu, QWidget

from rnn_debugger.debugger import (
    Breakpoint,
    Session,
    Watch,
    Where,
    breakpoint_on,
    element_name,
    stop_title,
)
from rnn_debugger.views.breakpoints.form import StopForm
from rnn_debugger.views.panel import Workbench


def toggle_breakpoint(session: Session, where: Where) -> None:
    """Set a breakpoint at exactly that place, or take away the one that is there."""
    there = breakpoint_on(session.stops.breakpoints, where)
    if there is None:
        session.add_stop(Breakpoint(0, where))
    else:
        session.stops.remove(there.id)


def selected_operation(workbench: Workbench) -> int:
    """The operation that made the selected tensor, or will; else the one that ran last."""
    moment, name = workbench.moment, workbench.selection.tensor
    current = moment.last or moment.next
    if name is None or name == current.output:
        return current.id
    maker = moment.maker(name)
    if maker is not None:
        return maker.id
    return next(iter(moment.program.writers.get(name, ())), current.id)


def add_stop(workbench: Workbench, parent: QWidget) -> StopForm:
    """Open the form for a new one."""
    form = StopForm(workbench.session, workbench.themes, parent.window())
    form.accepted.connect(lambda: _take(workbench.session, form))
    form.finished.connect(form.deleteLater)
    form.open()
    return form


def watch_tensor(
    workbench: Workbench, parent: QWidget, tensor: str, index: tuple[int, ...] | None = None
) -> StopForm:
    """Open the form for a watch on a tensor, or on one element of it."""
    form = add_stop(workbench, parent)
    form.show_tensor(tensor, index)
    return form


def edit_stop(workbench: Workbench, parent: QWidget, stop: Breakpoint | Watch) -> StopForm:
    """Open the form with one that there is."""
    form = add_stop(workbench, parent)
    form.show_stop(stop)
    return form


def offer_break(menu: QMenu, session: Session, operation: int) -> None:
    """Break here, or break here no more."""
    where = Where(operation=operation)
    there = breakpoint_on(session.stops.breakpoints, where)
    text = "Break here" if there is None else f"Remove {stop_title(there)}"
    action = menu.addAction(text, lambda: toggle_breakpoint(session, where))
    action.setObjectName("break_here")


def offer_watch(
    menu: QMenu,
    workbench: Workbench,
    parent: QWidget,
    tensor: str,
    index: tuple[int, ...] | None = None,
) -> None:
    """Watch a tensor, or one element of it; and ask where its value comes from."""
    program, player = workbench.session.program, workbench.player
    if prod(program.tensors[tensor].shape) == 1:
        # The only element is the tensor.
        index = None
    is_written = bool(program.writers.get(tensor))
    name = element_name(tensor, index)
    watch = menu.addAction(f"Watch {name}…", lambda: watch_tensor(workbench, parent, tensor, index))
    watch.setObjectName("watch")
    written = menu.addAction(
        f"Run back to where {tensor} was last written",
        lambda: _trace_back(workbench, tensor, index, changed=False),
    )
    written.setObjectName("back_to_write")
    changed = menu.addAction(
        f"Run back to where {name} last changed",
        lambda: _trace_back(workbench, tensor, index, changed=True),
    )
    changed.setObjectName("back_to_change")
    watch.setEnabled(is_written)
    for action in (written, changed):
        action.setEnabled(is_written and not player.is_running)


def _trace_back(
    workbench: Workbench, tensor: str, index: tuple[int, ...] | None, *, changed: bool
) -> None:
    # Where it arrives the element that was asked about is the one to look at.
    workbench.selection.select(tensor, index)
    workbench.player.trace_back(tensor, index, changed=changed)


def _take(session: Session, form: StopForm) -> None:
    stop = form.stop
    if stop.id:
        session.stops.replace(stop)
    elif isinstance(stop, Breakpoint):
        session.add_stop(stop)
    else:
        session.add_stop(stop)
