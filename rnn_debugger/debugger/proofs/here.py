"""The gradient check of the iteration that somebody looks at, with the weights that it has."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.proofs.checking import GradientCheck, check_targets
from rnn_debugger.debugger.proofs.copy_run import CopyRun, in_float64
from rnn_debugger.debugger.proofs.plans import SAMPLE, TensorCheck
from rnn_debugger.debugger.proofs.slopes import Target
from rnn_debugger.debugger.proofs.targets import checkable, target_of
from rnn_debugger.debugger.task import Task, in_thread
from rnn_debugger.engine import Array, Program
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording import Edit, Place, Timeline
from rnn_debugger.trace import Progress

Tell: TypeAlias = Callable[[TensorCheck], object]


class IterationCheck:
    """What can be checked in one iteration of a branch. Where that stands is looked up at once;
    the run may be moved while the check goes on.
    """

    def __init__(self, timeline: Timeline, iteration: int) -> None:
        self._timeline = timeline
        self._place = Place(iteration, 0)
        self._route = timeline.route
        self._state: dict[str, Array] = {}

    @property
    def iteration(self) -> int:
        return self._place.iteration

    @property
    def program(self) -> Program:
        """The run's own, with its updates."""
        return self._route.program(self._place.iteration)

    @property
    def gradients(self) -> list[str]:
        """The names of all gradients that can be checked, in the order of the backward sweep,
        parameters at the end.
        """
        return checkable(self.program)

    @property
    def parameters(self) -> list[str]:
        return [tensor.name for tensor in self.program.parameters]

    def checking(
        self,
        names: Sequence[str] | None = None,
        tell: Tell | None = None,
        sample: int | None = SAMPLE,
    ) -> Task[GradientCheck]:
        """The task of checking these gradients, by default those of the parameters, not yet begun;
        `tell` gets each as soon as it is checked. Raises `BadInput` for a name that is none.

        Of a tensor of more elements than `sample` that many are checked, as in `check_gradients`.
        """
        wanted = self.parameters if names is None else list(names)
        program = self.program
        for name in wanted:
            _refuse_updates(program, name)
            # The copy is made later: in a long program that takes its time.
            target_of(program, name)
        return Task(self._check(wanted, tell, sample))

    @cached_property
    def _compiled(self) -> Compiled:
        return in_float64(self._route.compiled(self._place.iteration))

    def _check(
        self, names: Sequence[str], tell: Tell | None, sample: int | None
    ) -> Generator[Progress, None, GradientCheck]:
        if not self._state:
            # By slices: the way there may be long.
            for _ in self._timeline.replaying(self._place, self._route.branch.id):
                yield Progress(0, 0)
            machine = self._timeline.replay(*self._place, branch=self._route.branch.id)
            for tensor in self.program.persistent:
                self._state[tensor.name] = machine.arrays[tensor.name].copy()
        # Nothing in it belongs to the run, and in a long program it takes seconds.
        run, targets = yield from in_thread(lambda: self._copy(names), Progress(0, 0))
        found = yield from check_targets(run, targets, sample, tell)
        return replace(found, remarks=self._remarks() + found.remarks)

    def _copy(self, names: Sequence[str]) -> tuple[CopyRun, list[Target]]:
        """What is run instead of the run, and what is to be changed in it."""
        program = self._compiled.program
        targets = [target_of(program, name) for name in names]
        keep = frozenset(name for target in targets for name in (target.name, target.gradient))
        iteration, edits = self._place.iteration, self._edits()
        run = CopyRun(self._compiled, iteration, self._state, edits, keep & program.tensors.keys())
        return run, targets

    def _edits(self) -> list[tuple[int, Edit]]:
        """What is edited within the iteration before its updates, and which operation of a program
        without updates runs next then.
        """
        program, branches = self._compiled.program, self._route.branches
        found = [
            (self._same_place(branch.fork.operation), edit)
            for branch in branches
            if branch.fork.iteration == self._place.iteration and branch.fork.operation
            for edit in branch.edits
        ]
        return [
            (place, edit)
            for place, edit in found
            if place < len(program) and edit.tensor in program.tensors
        ]

    def _same_place(self, operation: int) -> int:
        """How many operations of the program without updates lie before that one of the run's."""
        copy, place = self._compiled.program, 0
        for done in self.program.operations[:operation]:
            if place < len(copy) and done.output == copy[place].output:
                place += 1
        return place

    def _remarks(self) -> tuple[str, ...]:
        experiment = self._route.compiled(self._place.iteration).experiment
        remarks = []
        if experiment.dtype == "float32":
            remarks.append(
                "The run computes in float32; what is compared here is the same in float64, "
                "where differences can be told from rounding."
            )
        if self.program.updates_every_timestep:
            remarks.append(
                "This run updates its weights at every timestep of the backward sweep, so its own "
                "gradients belong to no single loss. Here the weights stay what they are at the "
                "beginning of the iteration."
            )
        edited = list(dict.fromkeys(edit.tensor for _, edit in self._edits()))
        if edited:
            remarks.append(
                f"Edited within this iteration: {', '.join(edited)}. The backward sweep knows "
                "nothing of an edit, so the gradients of what lies before it differ with good "
                "reason."
            )
        return tuple(remarks)


def _refuse_updates(program: Program, name: str) -> None:
    tensor, writers = program.tensors.get(name), program.writers.get(name)
    if tensor is None or tensor.role == "parameter" or not writers:
        return
    if program[writers[0]].phase == "update":
        hint = "" if tensor.of is None else f": check d{tensor.of.removeprefix('d')}"
        raise BadInput(f"{name} belongs to the updates, which are suspended here{hint}")
