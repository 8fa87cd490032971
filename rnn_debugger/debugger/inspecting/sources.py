"""The lines that operations come from: the functions around them, ready to be shown."""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from rnn_debugger.engine import Operation, Program, kept_with_program

TokenKind: TypeAlias = Literal[
    "keyword", "definition", "annotation", "string", "number", "comment", "plain"
]

_PACKAGE: Final = Path(__file__).parents[2]
_CONTEXT: Final = 3
"""Lines shown before and after a line that stands in no function."""
_KINDS: Final[dict[int, TokenKind]] = {
    tokenize.STRING: "string",
    tokenize.NUMBER: "number",
    tokenize.COMMENT: "comment",
}


@dataclass(frozen=True, slots=True)
class CodeToken:
    """Columns `start` to `end` of a line, and what stands there."""

    start: int
    end: int
    kind: TokenKind


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a file; `number` counts from 1. What no token covers is plain text."""

    number: int
    text: str
    tokens: tuple[CodeToken, ...]


@dataclass(frozen=True)
class Listing:
    """A function that operations come from, or a few lines where there is no function."""

    file: str
    name: str
    lines: tuple[CodeLine, ...]

    def has(self, line: int) -> bool:
        return self.lines[0].number <= line <= self.lines[-1].number


def read_source(file: str, folder: Path) -> str | None:
    """The text of a file that operations name: one of this package's, or one in `folder`, which
    is the experiment's. None when it cannot be read.
    """
    inside = file.split("/", maxsplit=1)[0] == _PACKAGE.name
    try:
        return ((_PACKAGE.parent if inside else folder) / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def listings(program: Program, read: Callable[[str], str | None]) -> tuple[Listing, ...]:
    """The functions that a program's operations come from, in the order of the forward sweep.

    `read` gives the text of a file; files that it does not know are left out.
    """
    wanted: dict[str, list[int]] = {}
    for operation in program:
        if operation.source is not None:
            lines = wanted.setdefault(operation.source.file, [])
            if operation.source.line not in lines:
                lines.append(operation.source.line)
    found: list[Listing] = []
    for file, numbers in wanted.items():
        text = read(file)
        if text is not None:
            found += _of_file(file, text, numbers)
    return tuple(found)


def line_operations(program: Program, operation: Operation) -> tuple[int, ...]:
    """The operations of the same line at the same timestep, layer and phase, this one included;
    none where it comes from no line.
    """
    return _by_line(program).get(_line_of(operation), ()) if operation.source else ()


def longest_line(program: Program) -> int:
    """The largest number of operations that one line has at one timestep; 1 without lines."""
    return max(map(len, _by_line(program).values()), default=1)


def no_line_sentence(operation: Operation) -> str:
    """Why an operation without a source is in no line: ``x[1] = data has no line in the cell:
    the data are read for it.``
    """
    reasons = {
        "read": "the data are read for it",
        "start": "the state is handed to it",
        "copy": "its state is handed on",
        "sum": "the losses are summed up outside",
        "fill": "here the backward sweep begins",
    }
    if operation.phase == "update":
        reason = "this is the optimizer's work"
    else:
        reason = reasons.get(operation.primitive, "it happens outside")
    return f"{operation.formula} has no line in the cell: {reason}."


def _of_file(file: str, text: str, numbers: list[int]) -> Iterator[Listing]:
    tree = _parsed(text)
    functions = _functions(tree)
    all_lines = text.splitlines()
    tokens = _tokens(text)
    for line, annotation in _annotations(tree, all_lines):
        # In the place of what stands in it, so that the names before it stand out.
        kept = [t for t in tokens[line] if t.end <= annotation.start or t.start >= annotation.end]
        tokens[line] = [*kept, annotation]
    shown: set[tuple[str, int, int]] = set()
    for number in numbers:
        around = [place for place in functions if place[1] <= number <= place[2]]
        if around:
            # The innermost function is the one that begins last.
            name, first, last = max(around, key=lambda place: place[1])
        else:
            name, first = "", max(1, number - _CONTEXT)
            last = min(len(all_lines), number + _CONTEXT)
        if (name, first, last) in shown or first > last:
            continue
        shown.add((name, first, last))
        lines = [
            CodeLine(n, all_lines[n - 1], tuple(tokens.get(n, ()))) for n in range(first, last + 1)
        ]
        yield Listing(file, name, tuple(lines))


def _parsed(text: str) -> ast.AST:
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


def _functions(tree: ast.AST) -> list[tuple[str, int, int]]:
    """Name, first and last line of every function."""
    return [
        (node.name, node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]


def _annotations(tree: ast.AST, lines: list[str]) -> Iterator[tuple[int, CodeToken]]:
    """The types in signatures that stand on one line, by line."""
    for node in ast.walk(tree):
        found: ast.expr | None = None
        if isinstance(node, ast.arg):
            found = node.annotation
        elif isinstance(node, ast.FunctionDef):
            found = node.returns
        if found is not None and found.end_lineno == found.lineno:
            # Positions in the tree are counted in bytes.
            encoded = lines[found.lineno - 1].encode()
            start = len(encoded[: found.col_offset].decode())
            end = len(encoded[: found.end_col_offset].decode())
            yield found.lineno, CodeToken(start, end, "annotation")


def _tokens(text: str) -> dict[int, list[CodeToken]]:
    """What is to be coloured, by line."""
    found: dict[int, list[CodeToken]] = defaultdict(list)
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            kind = _KINDS.get(token.type, "plain")
            if token.type == tokenize.NAME and keyword.iskeyword(token.string):
                kind = "keyword"
            elif token.type == tokenize.NAME and before == "def":
                kind = "definition"
            if kind != "plain":
                (first, start), (last, end) = token.start, token.end
                for line in range(first, last + 1):
                    stop = end if line == last else 1 << 16
                    found[line].append(CodeToken(start if line == first else 0, stop, kind))
            if token.string.strip():
                before = token.string
    except (tokenize.TokenError, SyntaxError):
        pass  # What could be read is coloured, the rest stays plain.
    return found


@kept_with_program
def _by_line(program: Program) -> dict[tuple[object, ...], tuple[int, ...]]:
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for operation in program:
        if operation.source is not None:
            groups[_line_of(operation)].append(operation.id)
    return {key: tuple(numbers) for key, numbers in groups.items()}


def _line_of(operation: Operation) -> tuple[object, ...]:
    return operation.source, operation.timestep, operation.layer, operation.phase
