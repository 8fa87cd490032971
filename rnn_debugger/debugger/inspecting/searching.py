"""Finding operations by what is written in them, and by the tensors that they touch."""

from __future__ import annotations

import numpy as np

from rnn_debugger.engine import Array, Operation, Program, kept_with_program


def find_operations(program: Program, text: str) -> Array:
    """The numbers of the operations that match every word of `text`, in order: intp, (matches,).

    A tensor's full name with its timestep, ``h[2]``, finds the operations that write or read
    that very tensor. Any other word is looked up in the row: number, phase, ``t=2``, layer,
    primitive and formula; capitals count only where the word has some.
    """
    found = np.ones(len(program), np.bool_)
    for word in text.split():
        found &= _with_word(program, word)
    return np.flatnonzero(found)


def _with_word(program: Program, word: str) -> Array:
    if "[" in word and word in program.tensors:
        mask = np.zeros(len(program), np.bool_)
        mask[[*program.writers[word], *program.readers[word]]] = True
        return mask
    exact, folded = _rows(program)
    rows = folded if word == word.lower() else exact
    return np.fromiter((word in row for row in rows), np.bool_, len(rows))


@kept_with_program
def _rows(program: Program) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of every operation as they are, and in small letters."""
    rows = tuple(map(_row, program))
    return rows, tuple(row.lower() for row in rows)


def _row(operation: Operation) -> str:
    parts = [str(operation.id), operation.phase, operation.primitive, operation.formula]
    if operation.timestep is not None:
        parts.append(f"t={operation.timestep}")
    if operation.layer is not None:
        parts.append(f"layer={operation.layer}")
    # Long sums are written with an ellipsis; all their terms are to be found.
    parts += [name for name in operation.inputs if name not in operation.formula]
    return "\n".join(parts)
