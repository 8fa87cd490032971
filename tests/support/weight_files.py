"""Files that PyTorch has written, and networks that fit them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from rnn_debugger.cells.unroll import Network
from tests.support.experiments import Table, compiled, random_table, session

FILES = Path(__file__).parents[1] / "data" / "weights" / "files"


@cache
def network(cell: str, *sizes: int, batch_size: int = 1, **model: Any) -> Network:
    """A network of 3 inputs, 2 outputs and these hidden sizes."""
    table = random_table(
        cell=cell, sizes=sizes or (4,), inputs=3, model=model,
        sequences=batch_size, batch_size=batch_size,
    )  # fmt: skip
    return compiled(table).network


@cache
def expected(name: str) -> tuple[Any, Any]:
    """What PyTorch was given, (T, B, inputs), and what it put out: (T, B, outputs) or (B, outputs)
    of the last timestep.
    """
    with np.load(FILES / "expected.npz") as file:
        return file[f"{name}.x"], file[f"{name}.y"]


def experiment(file: str, x: Any, cell: str, *sizes: int, outputs: int = 2, **model: Any) -> Table:
    """One window of x, with the weights of a file."""
    timesteps, sequences, _ = x.shape
    return {
        "model": {"cell": cell, "hidden_sizes": list(sizes or (4,)), **model},
        "data": {
            "source": "values",
            "inputs": np.moveaxis(x, 0, 1).tolist(),
            "targets": np.zeros((sequences, timesteps, outputs)).tolist(),
        },
        "training": {"timesteps": timesteps, "batch_size": sequences},
        "weights": {"file": file},
    }


def put_out(table: Table, folder: Path) -> Any:
    """Every y of the first window, (T, B, outputs)."""
    run = session(table, folder)
    run.step(unit="phase")
    timesteps = range(1, table["training"]["timesteps"] + 1)
    return np.stack([run.value(f"y[{t}]").T for t in timesteps])
