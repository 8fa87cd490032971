"""Reading a trace, or one sentence that says what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from rnn_debugger.data import BadInput
from rnn_debugger.trace.format import FORMAT, VERSION, Trace


class _Label(msgspec.Struct):
    """What tells a trace from other JSON."""

    format: Any = None
    version: Any = None


def is_trace(path: Path) -> bool:
    """Whether a file is a trace and not an experiment: by its name, else by how it begins."""
    if path.suffix.lower() in (".json", ".toml"):
        return path.suffix.lower() == ".json"
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip().startswith(b"{")
    except OSError:
        return False


def read_trace(path: Path) -> Trace:
    """The trace of a file; raises `BadInput` with a sentence that names file and key or line."""
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise BadInput(f"{path}: is a folder, not a trace") from None
    except OSError as error:
        raise BadInput(f"{path}: {(error.strerror or str(error)).lower()}") from None
    try:
        return parse_trace(content)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def parse_trace(content: bytes) -> Trace:
    """The trace of its bytes; raises `BadInput`."""
    if not content.lstrip():
        raise BadInput("the file is empty")
    try:
        # Apart, and first: another version may be laid out in another way.
        _refuse_other_formats(msgspec.json.decode(content, type=_Label))
        return msgspec.json.decode(content, type=Trace)
    except msgspec.ValidationError as error:
        raise BadInput(_in_words(str(error))) from None
    except msgspec.DecodeError as error:
        _refuse_malformed(content, str(error))
    except UnicodeDecodeError:
        raise BadInput("not JSON: a text in it is not UTF-8") from None
    except RecursionError:
        raise BadInput("not a trace: its lists are nested too deeply") from None


def _refuse_other_formats(label: _Label) -> None:
    if label.format != FORMAT:
        raise BadInput(f'format: not a trace; its format is not "{FORMAT}"')
    if label.version != VERSION:
        raise BadInput(
            f"version: {label.version} is a version that this program cannot read; "
            f"it reads version {VERSION}"
        )


def _refuse_malformed(content: bytes, message: str) -> NoReturn:
    if "truncated" in message:
        lines = content.count(b"\n") + 1
        raise BadInput(f"the trace is cut off: it ends in line {lines}, inside a value")
    found = re.search(r"(.*) \(byte (\d+)\)", message)
    if not found:
        raise BadInput(f"not JSON: {message[:1].lower()}{message[1:]}")
    byte = int(found[2])
    line = content.count(b"\n", 0, byte) + 1
    column = byte - content.rfind(b"\n", 0, byte)
    problem = found[1].removeprefix("JSON is malformed: ")
    raise BadInput(f"line {line}, column {column}: not JSON: {problem}")


def _in_words(message: str) -> str:
    """msgspec's message, with the key in front."""
    text, _, place = message.partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    missing = re.match(r"Object missing required field `(\w+)`", text)
    if missing:
        return f"{key}.{missing[1]}: is missing".lstrip(".")
    if not key:
        return "not a trace: the JSON is not an object"
    return f"{key}: {text[:1].lower()}{text[1:].replace('`', '')}"
