"""Experiments for tests: small tables, random ones, and what is made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from rnn_debugger.debugger import Session
from rnn_debugger.experiments import (
    Compiled,
    compile_experiment,
    parse_experiment,
    resources,
)
from tests.support.oracle import FITTING, Network
from tests.support.oracle_cells import CELLS, GATES, cell_shapes

Table = dict[str, Any]
CHECKPOINTING: tuple[Table, ...] = (
    {},
    {"checkpointing": "square_root"},
    {"checkpointing": "gruslys", "checkpoint_slots": 1},
    {"checkpointing": "gruslys", "checkpoint_slots": 2},
)
OPTIMIZERS = ("sgd", "momentum", "adagrad", "rmsprop", "adam")


def builtin_table(name: str) -> Table:
    """The table of an experiment that ships with the program."""
    return tomllib.loads((resources() / "experiments" / f"{name}.toml").read_text("utf-8"))


def changed(table: Mapping[str, Any], **sections: Mapping[str, Any]) -> Table:
    """A copy with keys of sections replaced; None removes a key."""
    result = {k: dict(v) if isinstance(v, dict) else v for k, v in table.items()}
    for section, keys in sections.items():
        merged = {**result.get(section, {}), **keys}
        result[section] = {key: value for key, value in merged.items() if value is not None}
    return result


def compiled(table: Mapping[str, Any], folder: Path = Path(), *, updates: bool = True) -> Compiled:
    return compile_experiment(parse_experiment(dict(table)), folder, with_updates=updates)


def session(table: Mapping[str, Any], folder: Path = Path()) -> Session:
    return Session(compiled(table, folder), "test")


def random_table(
    seed: int = 0,
    *,
    cell: str = "rnn",
    sizes: tuple[int, ...] = (2,),
    inputs: int = 2,
    outputs: int = 2,
    sequences: int = 1,
    length: int = 3,
    model: Mapping[str, Any] | None = None,
    start: str | None = None,
    **training: Any,
) -> Table:
    """A whole experiment with random numbers in it, all weights given; `start` gives h_start as
    a "vector" or, for every sequence of a batch, as a "matrix".
    """
    draw = np.random.default_rng(seed)
    loss = training.get("loss", "squared_error")
    target = draw.uniform(-1, 1, (sequences, length, outputs))
    if loss == "binary_cross_entropy":
        target = draw.integers(0, 2, target.shape).astype(float)
    if loss == "softmax_cross_entropy":
        # Every class occurs, so that class numbers and one-hot rows have the same outputs.
        numbers = (np.arange(sequences * length) + seed) % outputs
        target = draw.permuted(numbers).reshape(sequences, length)
    table: Table = {
        "model": {"cell": cell, "hidden_sizes": list(sizes), **(model or {})},
        "data": {
            "source": "values",
            "inputs": draw.uniform(-1, 1, (sequences, length, inputs)).tolist(),
            "targets": target.tolist(),
        },
        "training": {"timesteps": length, **training},
        "weights": {},
    }
    classes = int(np.max(target)) + 1 if target.ndim == 2 else outputs
    for name, shape in _shapes(table, inputs, classes).items():
        table["weights"][name] = draw.uniform(-0.9, 0.9, shape).tolist()
    if start:
        batch = [training.get("batch_size", 1)] if start == "matrix" else []
        for base, size in Network(table).states.items():
            table["weights"][f"{base}_start"] = draw.uniform(-1, 1, [size, *batch]).tolist()
    return table


def _shapes(table: Table, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
    network, shapes, below = Network(table), {}, inputs
    for layer, size in enumerate(network.sizes, 1):
        for (letter, suffix), shape in cell_shapes(network.cell, below, size).items():
            shapes[network.parameter(letter, suffix, layer)] = shape
        below = size
    shapes |= {"Why": (outputs, below), "by": (outputs,)}
    if not network.bias:
        return {name: shape for name, shape in shapes.items() if name[0] != "b"}
    return shapes


@st.composite
def tables(draw: st.DrawFn, *, activations: tuple[str, ...] = ("sigmoid", "tanh", "relu",
                                                               "identity")) -> Table:  # fmt: skip
    """Random experiments: everything that this version of the experiment file can say."""
    cell = draw(st.sampled_from(["rnn", *CELLS]))
    # Gated cells are long programs: no more than three cells of them.
    layers = draw(st.integers(1, 2 if len(GATES[cell]) > 1 else 3))
    timesteps = draw(st.integers(1, 3 // layers if len(GATES[cell]) > 1 else 4))
    batch_size = draw(st.integers(1, 3))
    loss = draw(st.sampled_from(["squared_error", *FITTING]))
    training: Table = {
        "timesteps": timesteps,
        "batch_size": batch_size,
        "carry_state": draw(st.booleans()),
        "loss": loss,
        "loss_at": draw(st.sampled_from(["every_timestep", "last_timestep"])),
        "reduction": draw(st.sampled_from(["sum", "mean"])),
        "update_schedule": draw(st.sampled_from(["every_window", "every_timestep"])),
        "optimizer": draw(st.sampled_from(OPTIMIZERS)),
        "learning_rate": draw(st.sampled_from([0.05, 0.5])),
        # Not tiny: Adagrad's first step is near a sign, which no two computations agree on at 0.
        "epsilon": draw(st.sampled_from([1e-3, 0.1])),
        "epsilon_in_root": draw(st.booleans()),
    }
    if draw(st.booleans()):
        training["clip_value"] = draw(st.sampled_from([0.02, 0.3]))
    if draw(st.booleans()):
        training["clip_norm"] = draw(st.sampled_from([0.05, 1.0]))
    for key in draw(st.sets(st.sampled_from(["momentum", "beta1", "beta2", "decay"]))):
        training[key] = draw(st.sampled_from([0.0, 0.5, 0.95]))
    if training["update_schedule"] == "every_window":
        training |= draw(st.sampled_from(CHECKPOINTING))
    model: Table = {"bias": draw(st.booleans())}
    if cell in ("rnn", "feedforward"):
        model["hidden_activation"] = draw(st.sampled_from(activations))
    if loss == "squared_error":
        choices = ["sigmoid", "tanh", "identity"]
        model["output_activation"] = draw(st.sampled_from(choices))
    table = random_table(
        draw(st.integers(0, 2**16)),
        cell=cell,
        sizes=tuple(draw(st.integers(1, 3)) for _ in range(layers)),
        inputs=draw(st.integers(1, 3)),
        outputs=draw(st.integers(1, 3)),
        sequences=batch_size * draw(st.integers(1, 2)),
        length=timesteps * draw(st.integers(1, 2)) + draw(st.integers(0, timesteps - 1)),
        model=model,
        start=draw(st.sampled_from([None, "vector", "matrix"])),
        **training,
    )
    table["dtype"] = draw(st.sampled_from(["float64", "float64", "float32"]))
    return table
