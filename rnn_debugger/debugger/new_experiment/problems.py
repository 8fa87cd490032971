"""Which field of a form a sentence about an experiment is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.fields import BY_KEY, OWN_CELL
from rnn_debugger.debugger.new_experiment.files import whole_path

_KEY = re.compile(r"(?P<key>[a-z_]+(?:\.[A-Za-z_]\w*)?)[\w.\[\]]*: (?P<rest>.*)", re.DOTALL)
_COLUMNS = {"data.inputs": "data.input_columns", "data.targets": "data.target_columns"}


@dataclass(frozen=True)
class Problem:
    """What is wrong, in one sentence, and the key of the field that it is about."""

    key: str
    sentence: str


def whole_sentence(text: str) -> str:
    """The text with a capital letter and a full stop; the name of a parameter in front stays."""
    begin = text[:1] if re.match(r"\w+: ", text) else text[:1].upper()
    return f"{begin}{text[1:].removesuffix('.')}{'' if text.endswith('?') else '.'}"


def problem_of(error: BadInput, draft: Draft) -> Problem:
    """The problem of a form that could not be compiled: the same sentence as for a file, but that
    the key or the path in front of it is the field.
    """
    text = str(error)
    for key in ("model.file", "data.path", "weights.file"):
        path = str(whole_path(draft.text(key))) if draft.text(key).strip() else ""
        if draft.applies(key) and path and text.startswith(path):
            return Problem(key, whole_sentence(text[len(path) :].lstrip(":, ")))
    match = _KEY.match(text)
    if match is None:
        return Problem("title", whole_sentence(text))
    key, rest = match["key"], match["rest"]
    if key.startswith("weights.") and key not in BY_KEY:
        # The name of the parameter stays.
        return Problem("weights.inline", whole_sentence(text.removeprefix("weights.")))
    if key == "model.cell" and draft["model.cell"] == OWN_CELL:
        key = "model.file"
    if draft["data.source"] == "csv":
        key = _COLUMNS.get(key, key)
    return Problem(key if key in BY_KEY else "title", whole_sentence(rest))
