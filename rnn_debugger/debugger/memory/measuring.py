"""The comparison of strategies: the network unrolled as each has it, and what is held when."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import cached_property, partial
from types import MappingProxyType

import msgspec

from rnn_debugger.cells.unroll import Network, unroll
from rnn_debugger.data import BadInput
from rnn_debugger.debugger.memory.strategies import (
    KEEPING,
    Settings,
    Strategy,
    StrategyKind,
    default_slots,
    default_window,
    measured,
)
from rnn_debugger.debugger.task import Task, in_thread
from rnn_debugger.engine import Program, collecting_later
from rnn_debugger.experiments import CELLS, Compiled, optimizer_of, with_checkpointing
from rnn_debugger.trace import Progress


def measuring_strategies(
    compiled: Compiled, window: int | None = None, slots: int | None = None
) -> Task[tuple[Strategy, ...]]:
    """The task of comparing forward only, full BPTT, truncated BPTT with a window, a checkpoint
    every √T, Gruslys et al. with as many slots, and the feedforward crop. Not yet begun.

    A program that would be too large is refused in words; what does not go with the experiment's
    update schedule is left out.
    """
    timesteps = compiled.network.timesteps
    window = min(window or default_window(timesteps), timesteps)
    slots = min(slots or default_slots(timesteps), timesteps)
    return Task(_measure(_Programs(compiled), window, slots))


def forward_program(program: Program) -> Program:
    """The forward sweep with its losses alone, and the tensors that it touches."""
    operations = tuple(op for op in program if op.phase in ("forward", "loss"))
    used = {name for op in operations for name in (*op.inputs, op.output)}
    tensors = {name: tensor for name, tensor in program.tensors.items() if name in used}
    return Program(operations, MappingProxyType(tensors))


def _measure(
    programs: _Programs, window: int, slots: int
) -> Generator[Progress, None, tuple[Strategy, ...]]:
    works = list(_works(programs, window, slots))
    found: list[Strategy] = []
    for number, work in enumerate(works):
        progress = Progress(number, len(works))
        yield progress
        found.append((yield from in_thread(work, progress)))
    return tuple(found)


class _Programs:
    """The programs of one experiment; that which keeps everything is unrolled once."""

    def __init__(self, compiled: Compiled) -> None:
        self.network = compiled.network
        self.training = compiled.experiment.training
        self._optimizer = optimizer_of(compiled.experiment)

    @cached_property
    def plain(self) -> Program:
        return self.of(self.network)

    def of(self, network: Network) -> Program:
        with collecting_later():
            return unroll(network, self._optimizer, self.training.update_schedule)

    def again(self, settings: Settings) -> Program:
        """With values computed again as the keys say."""
        plain = self.plain
        with collecting_later():
            return with_checkpointing(plain, msgspec.structs.replace(self.training, **settings))


def _works(programs: _Programs, window: int, slots: int) -> Iterator[Callable[[], Strategy]]:
    network = programs.network

    def work(
        kind: StrategyKind, title: str, settings: Settings | None, make: Callable[[], Program]
    ) -> Callable[[], Strategy]:
        return partial(_strategy, kind, title, settings, make)

    yield work("forward", "forward only", None, lambda: forward_program(programs.plain))
    yield work("full", "full BPTT", KEEPING, lambda: programs.plain)
    shorter = replace(network, timesteps=window)
    settings: Settings = {**KEEPING, "timesteps": window}
    title = f"truncated BPTT, window {window}"
    yield work("truncated", title, settings, partial(programs.of, shorter))
    if programs.training.update_schedule == "every_window":
        settings = {"checkpointing": "square_root", "checkpoint_slots": None}
        again = partial(programs.again, settings)
        yield work("square_root", "a checkpoint every √T", settings, again)
        settings = {"checkpointing": "gruslys", "checkpoint_slots": slots}
        title = f"Gruslys et al. 2016, {slots} slot{'s' * (slots > 1)}"
        yield work("gruslys", title, settings, partial(programs.again, settings))
    if network.cell.states:
        crop = replace(network, cell=CELLS["feedforward"])
        yield work("feedforward", "its feedforward crop", None, partial(programs.of, crop))


def _strategy(
    kind: StrategyKind, title: str, settings: Settings | None, make: Callable[[], Program]
) -> Strategy:
    try:
        program = make()
    except BadInput as error:
        return Strategy(kind, title, 0, 0, 0, 0, 0, 0, 0, None, str(error))
    return measured(kind, title, program, settings)
