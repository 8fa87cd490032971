"""Which part of which tensor of a file is which parameter: one table for reading and writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from rnn_debugger.cells.unroll import Network
from rnn_debugger.data.errors import BadInput
from rnn_debugger.engine import Array, Shape

Index: TypeAlias = tuple[int | slice, ...]


@dataclass(frozen=True)
class Block:
    """`name`, a parameter or the start of a state, is what `index` takes out of a file's tensor.

    Several blocks of one name are added; one that `is_transposed` is turned over first.
    """

    tensor: str
    index: Index
    name: str
    is_transposed: bool = False

    @property
    def part(self) -> str:
        """The part, an index as in Python: ``[0, 4:8]``, ``all``, ``all, transposed``."""
        text = ", ".join(map(_index_text, self.index))
        return (f"[{text}]" if text else "all") + (", transposed" if self.is_transposed else "")


@dataclass(frozen=True)
class Match:
    """A part of a tensor of a file, with the tensor's shape, and what it was matched to."""

    tensor: str
    shape: Shape
    part: str
    name: str
    name_shape: Shape


@dataclass(frozen=True)
class Weights:
    """Arrays by the debugger's names, float64, and where each of them stands in the file."""

    arrays: Mapping[str, Array]
    matches: tuple[Match, ...]


def taken(blocks: Iterable[Block], tensors: Mapping[str, Array]) -> Weights:
    """The parameters that the blocks put together; every tensor they name has to be there."""
    arrays: dict[str, Array] = {}
    matches = []
    for block in blocks:
        tensor = tensors[block.tensor]
        part = tensor[block.index]
        part = np.ascontiguousarray(part.T if block.is_transposed else part)
        known = arrays.get(block.name)
        arrays[block.name] = part if known is None else _sum(known, part)
        matches.append(Match(block.tensor, tensor.shape, block.part, block.name, part.shape))
    return Weights(arrays, tuple(matches))


def refuse_own_cell(network: Network) -> None:
    """Raises `BadInput` for a cell that is not the debugger's, whatever its name is."""
    cell = network.cell
    if not str(cell.function.__module__).startswith("rnn_debugger.cells."):
        raise BadInput(
            f'the cell "{cell.name}" is a person\'s own, and its weights stand in .npz files'
        )


def refuse_other_shapes(tensors: Mapping[str, Array], needed: Mapping[str, Shape]) -> None:
    """Raises `BadInput` for the first tensor that has not the shape that is needed."""
    for name, shape in needed.items():
        if tensors[name].shape != shape:
            shown = name if name.isprintable() else ascii(name)
            raise BadInput(f"{shown} has shape {tensors[name].shape}, the network needs {shape}")


def parameter(network: Network, base: str, layer: int) -> str:
    """Our name: `base`, such as ``Wxi``, with the layer's number behind its first letter, where
    there are several.
    """
    return f"{base[0]}{layer if len(network.hidden_sizes) > 1 else ''}{base[1:]}"


def rows(number: int, size: int) -> slice:
    """The rows of the block of that number, from 0, among blocks of `size` rows."""
    return slice(number * size, (number + 1) * size)


def _sum(first: Array, second: Array) -> Array:
    # To add 0.0 would make 0.0 of −0.0, and what was written would not come back bit for bit.
    return np.where(second == 0, first, first + second)


def _index_text(index: int | slice) -> str:
    if isinstance(index, int):
        return str(index)
    return ":" if index.stop is None else f"{index.start}:{index.stop}"
