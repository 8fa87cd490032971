"""Scripts that experiments were written out as, run as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def trained(source: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The losses and gradients of a script, iteration by iteration."""
    module: dict[str, Any] = {"__name__": "script"}
    exec(compile(source, "script.py", "exec"), module)
    iterations: Iterator[tuple[Any, dict[str, Any]]] = module["train"]()
    return iterations
