"""Functions of this program whose source goes into scripts, with what they need."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType


def functions_used(body: str, module: ModuleType) -> Iterator[str]:
    """The source of the module's functions that the body calls, those that these call before."""
    sources = {
        name: inspect.getsource(function)
        for name, function in inspect.getmembers(module, inspect.isfunction)
    }
    wanted: list[str] = []

    def want(text: str) -> None:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Name) and node.id in sources and node.id not in wanted:
                want(without_types(sources[node.id]))
                wanted.append(node.id)

    want(body)
    for name in wanted:
        yield without_types(sources[name])


def constants_used(body: str, module: ModuleType) -> Iterator[str]:
    """An assignment for each number of the module that the body uses."""
    names = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    for name, value in vars(module).items():
        if name in names and isinstance(value, int | float):
            yield f"{name} = {value!r}"


def without_types(source: str) -> str:
    """A function without annotations, which would need imports."""
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    arguments = ", ".join(argument.arg for argument in function.args.args)
    rest = source.split(":\n", 1)[1]
    return f"def {function.name}({arguments}):\n{rest}"
