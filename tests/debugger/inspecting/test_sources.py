"""The lines that operations come from, and the functions around them."""

from pathlib import Path

import pytest

import rnn_debugger
from rnn_debugger.debugger import line_operations, listings, no_line_sentence
from rnn_debugger.debugger.inspecting.sources import read_source

OWN_CELL = '''"""A file with more in it than the cell."""

def helper(a):
    return a


def cell(x: "Symbol", h: "Symbol", W: dict[str, int]) -> "Symbol":
    # what is kept
    s = W @ x

    return helper(s)  # 1
'''


@pytest.fixture
def session(simple_words):
    return simple_words


def test_the_functions_of_cell_output_and_loss_are_listed_in_the_order_of_the_sweep(session):
    found = listings(session.program, session.source_text)
    assert [listing.name for listing in found] == ["rnn", "output", "squared_error"]
    assert [listing.file for listing in found] == [
        "rnn_debugger/cells/rnn.py",
        "rnn_debugger/cells/output.py",
        "rnn_debugger/cells/output.py",
    ]


def test_every_line_that_an_operation_names_is_listed_and_nothing_but_functions(session):
    found = listings(session.program, session.source_text)
    for operation in session.program:
        if operation.source is not None:
            assert any(
                listing.file == operation.source.file and listing.has(operation.source.line)
                for listing in found
            )
    for listing in found:
        assert listing.lines[0].text.startswith("def ")
        numbers = [line.number for line in listing.lines]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_the_lines_are_the_files_own(session):
    for listing in listings(session.program, session.source_text):
        lines = session.source_text(listing.file).splitlines()
        assert all(lines[line.number - 1] == line.text for line in listing.lines)


def test_a_file_that_cannot_be_read_is_left_out(session, tmp_path):
    assert session.source_text("gone.py") is None
    assert listings(session.program, lambda file: None) == ()
    assert read_source("rnn_debugger/cells/gone.py", tmp_path) is None


def test_a_cell_beside_the_experiment_is_read_from_there(tmp_path):
    (tmp_path / "my_cells.py").write_text(OWN_CELL, encoding="utf-8")
    assert read_source("my_cells.py", tmp_path) == OWN_CELL
    assert read_source("my_cells.py", Path("/nowhere")) is None


def fake_listing(session, line, text=OWN_CELL):
    """The listing of a text, as if an operation came from a line of it."""
    file = "rnn_debugger/cells/rnn.py"
    operation = next(op for op in session.program if op.source and op.source.file == file)
    moved = text.splitlines()
    # So that the line of the real operation falls on the wanted one.
    padding = operation.source.line - line
    assert padding >= 0 or len(moved) >= operation.source.line
    shown = "\n" * max(padding, 0) + text
    return listings(session.program, lambda name: shown if name == file else None)[0]


def test_tokens_say_what_is_a_keyword_a_definition_an_annotation_or_a_comment(session):
    listing = fake_listing(session, 7)
    assert listing.name == "cell"

    def kinds(line):
        return [
            (line.text[t.start : t.end], t.kind) for t in sorted(line.tokens, key=lambda t: t.start)
        ]

    assert kinds(listing.lines[0]) == [
        ("def", "keyword"),
        ("cell", "definition"),
        ('"Symbol"', "annotation"),
        ('"Symbol"', "annotation"),
        ("dict[str, int]", "annotation"),
        ('"Symbol"', "annotation"),
    ]
    assert kinds(listing.lines[1]) == [("# what is kept", "comment")]
    assert kinds(listing.lines[-1]) == [("return", "keyword"), ("# 1", "comment")]


def test_a_line_in_no_function_is_shown_with_those_around_it(session):
    text = "\n".join(f"a{number} = {number}" for number in range(1, 30))
    file = "rnn_debugger/cells/rnn.py"
    (listing,) = listings(session.program, lambda name: text if name == file else None)
    line = next(op.source.line for op in session.program if op.source and op.source.file == file)
    assert listing.name == ""
    assert [found.number for found in listing.lines] == list(range(line - 3, line + 4))


def test_a_file_that_is_no_python_is_shown_plain(session):
    file = "rnn_debugger/cells/rnn.py"
    text = "\n".join(["def broken(:"] * 20)
    (listing,) = listings(session.program, lambda name: text if name == file else None)
    assert listing.lines[0].text == "def broken(:"


def test_operations_of_a_line_are_those_of_its_timestep_and_phase(session):
    program = session.program
    by_output = {operation.output: operation for operation in program}
    names = [program[n].output for n in line_operations(program, by_output["a[2]"])]
    assert names == ["Wxh_x[2]", "Whh_h[2]", "a[2]", "h[2]"]
    names = [program[n].output for n in line_operations(program, by_output["dh_next[1]"])]
    assert names == ["da[2]", "dWhh", "dh_next[1]", "dWxh"]
    assert line_operations(program, by_output["x[1]"]) == ()


@pytest.mark.parametrize(
    ("name", "output", "sentence"),
    [
        ("simple-words", "x[1]", "x[1] = data has no line in the cell: the data are read for it."),
        (
            "simple-words",
            "dloss",
            "dloss = 1 has no line in the cell: here the backward sweep begins.",
        ),
        (
            "char-rnn",
            "by",
            "by −= step_by has no line in the cell: this is the optimizer's work.",
        ),
    ],
)
def test_operations_without_a_line_say_why(name, output, sentence):
    program = rnn_debugger.open(name).program
    operation = next(op for op in program if op.output == output)
    assert operation.source is None
    assert no_line_sentence(operation) == sentence
