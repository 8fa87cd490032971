"""Families: the tensors h[1], h[2], h[3] … seen as one picture of units × timesteps."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from rnn_debugger.debugger.moment import Moment
from rnn_debugger.engine import Array, Program, Role, kept_with_program

_TIMED = re.compile(r"(.+)\[(\d+)\]")
_CELL_STATE = re.compile(r"c\d*")
_PRE_ACTIVATION = re.compile(r"d?a\d*_\w+")


@dataclass(frozen=True, slots=True)
class Family:
    """Tensors that differ in their timestep alone. `base` is the name in common; `shape` (n, B)
    or (); `timesteps` is sorted.
    """

    base: str
    role: Role
    shape: tuple[int, ...]
    timesteps: tuple[int, ...]

    @property
    def units(self) -> int:
        return self.shape[0] if self.shape else 1

    def name(self, timestep: int) -> str:
        return f"{self.base}[{timestep}]"


@kept_with_program
def families(program: Program) -> tuple[Family, ...]:
    """All families of a program, in the order in which their first tensors are written."""
    found: dict[str, list[int]] = defaultdict(list)
    for name in program.tensors:
        match = _TIMED.fullmatch(name)
        if match:
            found[match[1]].append(int(match[2]))
    result = []
    for base, timesteps in found.items():
        tensor = program.tensors[f"{base}[{timesteps[0]}]"]
        result.append(Family(base, tensor.role, tensor.shape, tuple(sorted(timesteps))))
    return tuple(result)


def listed_families(
    program: Program, *, gradients: bool
) -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    """The families that a person chooses from, values or gradients: those with a name of the
    field, what is asked for most often first, and the products and sums in between.
    """
    chosen = [f for f in families(program) if (f.role == "gradient") is gradients]
    named = [f for f in chosen if "_" not in f.base or _PRE_ACTIVATION.fullmatch(f.base)]
    between = tuple(f for f in chosen if f not in named)
    return tuple(sorted(named, key=_prominence)), between


def _prominence(of: Family) -> int:
    base = of.base[1:] if of.role == "gradient" else of.base
    if base[0] == "h":
        return 0
    if _CELL_STATE.fullmatch(base):
        return 1
    if base == "loss":
        return 4 if of.role == "loss" else 5
    if _PRE_ACTIVATION.fullmatch(base):
        return 3
    return {"input": 5, "target": 6}.get(of.role, 2)


def family(program: Program, base: str) -> Family | None:
    return next((found for found in families(program) if found.base == base), None)


def split_name(name: str) -> tuple[str, int | None]:
    """``h[2]`` → ("h", 2), ``Whh`` → ("Whh", None)."""
    match = _TIMED.fullmatch(name)
    return (match[1], int(match[2])) if match else (name, None)


@dataclass(frozen=True, slots=True)
class FamilyValues:
    """`values` (units, timesteps) of one sequence, `present` (timesteps,) bool; what is absent
    is 0 in `values`.
    """

    family: Family
    values: Array
    present: Array


def family_values(moment: Moment, of: Family, sequence: int = 0) -> FamilyValues:
    """What is there of a family, for one sequence of the batch."""
    values = np.zeros((of.units, len(of.timesteps)))
    present = np.zeros(len(of.timesteps), np.bool_)
    for column, timestep in enumerate(of.timesteps):
        name = of.name(timestep)
        if moment.is_present(name):
            value = moment.value(name)
            values[:, column] = value[:, sequence] if value.ndim == 2 else value
            present[column] = True
    return FamilyValues(of, values, present)


def family_norms(moment: Moment, of: Family) -> Array:
    """The Euclidean norm of each tensor over all units and sequences: (timesteps,), NaN where
    it is absent.
    """
    norms = np.full(len(of.timesteps), np.nan)
    for column, timestep in enumerate(of.timesteps):
        name = of.name(timestep)
        if moment.is_present(name):
            with np.errstate(over="ignore", invalid="ignore"):
                norms[column] = np.linalg.norm(moment.value(name))
    return norms
