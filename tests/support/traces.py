"""Traces for tests: written to memory, and read as any other program would read them."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from jsonschema import Draft202012Validator

from rnn_debugger.debugger import Task
from rnn_debugger.engine import Array
from rnn_debugger.experiments import Compiled, resources
from rnn_debugger.trace import Verdict, compile_trace, parse_trace, stream_trace, verify_trace

NOWHERE = Path("somewhere/trace.json")


def written(compiled: Compiled, iterations: float = 1, *, values: bool = True) -> bytes:
    """The bytes of a trace; 1.5 iterations end in the middle of the second."""
    file = io.BytesIO()
    steps = int(iterations * len(compiled.program))
    for _ in stream_trace(compiled, file, steps, values=values):
        pass
    return file.getvalue()


def strictly(content: bytes) -> Any:
    """JSON by the standard library, which else lets NaN and Infinity pass."""

    def refuse(word: str) -> NoReturn:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(content, parse_constant=refuse)


def document(compiled: Compiled, iterations: float = 1, *, values: bool = True) -> Any:
    return strictly(written(compiled, iterations, values=values))


def array(value: Any) -> Array:
    """A value of a trace as float64; NumPy reads the strings for NaN and infinity."""
    return np.array(value, np.float64)


@cache
def validator() -> Draft202012Validator:
    schema = json.loads((resources() / "trace.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def verdict(content: bytes, path: Path = NOWHERE) -> Verdict:
    """What verifying says of the bytes of a trace."""
    trace = parse_trace(content)
    return Task(verify_trace(trace, compile_trace(trace, path))).finish()
