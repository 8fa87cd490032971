"""Cells of one's own: a Python function in a file beside the experiment, which runs as code."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Final

from rnn_debugger.cells.face import ACTIVATIONS, Cell, CellError
from rnn_debugger.data import BadInput, unreadable
from rnn_debugger.experiments.resources import resources

_PLACE = re.compile(r"(?P<file>.+\.py):(?P<function>\w+)")


class _Everything:
    def __contains__(self, sha256: object) -> bool:
        return True


ALL_CODE: Final[Container[str]] = _Everything()
"""Lets every cell file run."""


class CodeNotAllowed(BadInput):
    """An experiment would run a cell file that nobody has allowed; `file` is that file."""

    def __init__(self, file: CellFile, where: str = "") -> None:
        super().__init__(
            f"{where}model.cell: {file.name} is Python code, which opening this would run; read "
            "it, and if you trust it, allow it with --allow-code"
        )
        self.file = file


@dataclass(frozen=True)
class CellFile:
    """A file with cells: its name as the experiment has it, where it is, and its text."""

    name: str
    path: Path
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def ships(self) -> bool:
        """Whether it is one of the program's own examples, unchanged."""
        try:
            own = (resources() / "experiments" / Path(self.name).name).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return False
        return own == self.text


def is_own_cell(cell: str) -> bool:
    """Whether the key ``cell`` names a function of a file: ``my_cells.py:my_cell``."""
    return _PLACE.fullmatch(cell) is not None


def read_cell_file(cell: str, folder: Path) -> CellFile:
    """The file that ``cell`` names, read and not run; raises `BadInput`."""
    match = _PLACE.fullmatch(cell)
    assert match is not None
    path = folder / match["file"]
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    return CellFile(match["file"], path, text)


def run_cell_file(cell: str, file: CellFile) -> Cell:
    """Run the file and take the function out of it; raises `BadInput`, which names its line."""
    match = _PLACE.fullmatch(cell)
    assert match is not None
    module: dict[str, object] = {"__name__": Path(file.name).stem, "__file__": str(file.path)}
    with blaming(file.name):
        # Code objects carry the name that operations have as their source.
        exec(compile(file.text, file.name, "exec", dont_inherit=True), module)
    name = match["function"]
    function = module.get(name)
    if not isinstance(function, FunctionType):
        there = [
            key
            for key, value in module.items()
            if isinstance(value, FunctionType) and value.__code__.co_filename == file.name
        ]
        listed = f"; there are {', '.join(there)}" if there else ""
        raise BadInput(f"{file.name}: has no function {name}{listed}")
    try:
        return Cell.from_function(function)
    except CellError as error:
        raise BadInput(f"{file.name}, line {function.__code__.co_firstlineno}: {error}") from None


@contextmanager
def blaming(name: str, line: int | None = None) -> Iterator[None]:
    """Whatever goes wrong inside is said in one sentence, with the line of the file `name` where
    it went wrong, or with `line`.
    """
    try:
        yield
    except SyntaxError as error:
        raise BadInput(f"{name}, line {error.lineno}: {error.msg}") from None
    except BadInput:
        raise
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [line, *(frame.lineno for frame in frames if frame.filename == name)]
        place = name if lines[-1] is None else f"{name}, line {lines[-1]}"
        raise BadInput(f"{place}: {_in_words(error)}") from None


def _in_words(error: BaseException) -> str:
    text = " ".join(str(error).split())
    if isinstance(error, NameError) or "Symbol" in text:
        what = text.replace("'Symbol'", "a tensor").replace("Symbol", "a tensor")
        return f"{what}; a cell computes with +, -, *, @, {', '.join(ACTIVATIONS)}"
    if isinstance(error, ValueError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
