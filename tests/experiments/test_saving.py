"""A debugging session is saved in its experiment file and read back, the rest of it untouched."""

import math
import os
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import get_args

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import (
    BookmarkTable,
    BranchTable,
    BreakpointTable,
    CursorTable,
    DebuggerTable,
    EditTable,
    WatchKind,
    WatchTable,
    builtin_experiments,
    compile_experiment,
    file_digest,
    find_file,
    read_experiment,
    save_debugger_table,
)
from tests.support.refusals import refusal

EMPTY = DebuggerTable()
PLACES = ("operation", "file", "primitive", "phase", "timestep", "iteration")
FULL = DebuggerTable(
    cursor=CursorTable(branch=1, iteration=12, operation=3),
    breakpoints=(
        BreakpointTable(file="rnn.py", line=12, condition='phase == "forward"', hits=3),
        BreakpointTable(operation=0, enabled=False),
    ),
    watches=(WatchTable(tensor="h[2]", kind="outside", index=(0, 1), low=-1.0, high=math.inf),),
    bookmarks=(BookmarkTable(name="before it explodes", iteration=12),),
    branches=(
        BranchTable(
            id=1,
            parent=0,
            iteration=3,
            operation=5,
            name="slower",
            edits=(
                EditTable(tensor="Whh", index=(0, 0), value=0.1),
                EditTable(tensor="bh", index=(0,), value=1e-300),
            ),
            settings={"learning_rate": 0.01, "clip_value": False},
        ),
        BranchTable(id=2, parent=1, iteration=4, operation=0),
    ),
)
FULL_TEXT = """\
[debugger]
cursor = {branch = 1, iteration = 12, operation = 3}
breakpoints = [
    {file = "rnn.py", line = 12, condition = "phase == \\"forward\\"", hits = 3},
    {operation = 0, enabled = false},
]
watches = [
    {tensor = "h[2]", kind = "outside", index = [0, 1], low = -1.0, high = inf},
]
bookmarks = [
    {name = "before it explodes", iteration = 12},
]

[[debugger.branches]]
id = 1
parent = 0
iteration = 3
operation = 5
name = "slower"
edits = [
    {tensor = "Whh", index = [0, 0], value = 0.1},
    {tensor = "bh", index = [0], value = 1e-300},
]
settings = {learning_rate = 0.01, clip_value = false}

[[debugger.branches]]
id = 2
parent = 1
iteration = 4
operation = 0
"""

# What belongs to the debugger stands in angle brackets; where an empty line before it goes with
# it, that stands there too.
PLAIN = """\
# My network.

title = "one unit"   # and a half
'dtype' = 'float64'

  [model]  # not much
  cell = "rnn"
    # between
  hidden_sizes = [
      1, # the first
  ]

[data]
source = "values"
inputs = [[0x1],[1_0.5]] \t
targets=[ [+1e-3],
  [-0.0]]
[training]
timesteps = 2


# the end
"""
MIDDLE = """\
title = "\\u00e9" # escaped

# the model
model = {cell = 'rnn', hidden_sizes=[1]}

# what I look at
‹[debugger] # mine
# inside
cursor = { iteration = 3 }

[[debugger.bookmarks]]
name = '''
# not a comment'''
iteration = 1
›# behind

# of the training
[training]
timesteps = 2
[data]
inputs = [[1.0], [2.0]]
source = "values"
targets = [[1.0], [2.0]]
"""
SCATTERED = """\
‹[[debugger.breakpoints]]
operation = 3
›
[training]
timesteps = 2
‹
[debugger.cursor]
iteration = 3
›# the data
[data]
inputs = [[1.0], [2.0]]
source = "values"
targets = [[1.0], [2.0]]
‹  [ "debugger" ]
bookmarks = []
›# the model
[model]
cell = "rnn"
hidden_sizes = [1]
‹
[[debugger.breakpoints]]
operation = 4›"""
DOTTED = """\
model.cell = "rnn"
‹debugger.cursor.iteration = 3
›# the sizes
model.hidden_sizes = [1]
‹"debugger" . bookmarks = [] # none
debugger.cursor.operation = 0
›data.source = "values"
training.timesteps = 2
# numbers
data.inputs = [[1.0], [2.0]]
data.targets = [[1.0], [2.0]]
"""
INLINE = """\
‹debugger = {cursor = {iteration = 3}, breakpoints = [
    {operation = 1}, # one
]}
›title = \"\"\"
[debugger]
# not one\"\"\"
[model]
cell = "rnn"
hidden_sizes = [1]
[training]
timesteps = 2
[data]
source = "values"
inputs = [[1.0], [2.0]]
targets = [[1.0], [2.0]]
"""
FILES = {
    "no table": PLAIN,
    "in the middle": MIDDLE,
    "scattered": SCATTERED,
    "dotted keys": DOTTED,
    "an inline table": INLINE,
    "Windows": MIDDLE.replace("\n", "\r\n"),
    "Windows, inline": INLINE.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + DOTTED,
    "no newline at the end": PLAIN.rstrip() + " but one",
}


def text_of(template):
    return re.sub("[‹›]", "", template)


def surroundings(template):
    """What a saved file begins and ends with, around a table that is not empty."""
    newline = "\r\n" if "\r\n" in template else "\n"
    before, opened, own, after = re.fullmatch("(?s)([^‹]*)(‹?)([^›]*)›?(.*)", template).groups()
    if opened and own.lstrip().startswith("["):
        return before, re.sub("‹[^›]*›", "", after)
    rest = re.sub("‹[^›]*›", "", template)
    return rest + newline * (1 if rest.endswith("\n") else 2), ""


def save(path, table, template):
    path.write_bytes(text_of(template).encode())
    save_debugger_table(path, path, table)
    return path.read_bytes().decode()


def bits(content):
    """Nested data in which floats are what their bits are."""
    if isinstance(content, float):
        return math.copysign(1, content), repr(content)
    if isinstance(content, dict):
        return {key: bits(item) for key, item in content.items()}
    if isinstance(content, list | tuple):
        return [bits(item) for item in content]
    return content


COUNTS = st.integers(0, 9) | st.integers(0, 2**70)
FROM_ONE = st.just(1) | COUNTS.map(lambda count: count + 1)
INDICES = st.lists(COUNTS, max_size=3).map(tuple)
TEXTS = st.just("") | st.text()
SETTINGS = st.dictionaries(
    st.sampled_from(["learning_rate", "clip_value", "epsilon"]),
    st.booleans() | st.floats(0, math.inf),
)
STOPS = {"hits": FROM_ONE, "log": TEXTS, "enabled": st.booleans()}
BREAKPOINTS = st.builds(
    BreakpointTable,
    operation=st.none() | COUNTS,
    file=st.none() | TEXTS,
    line=st.none() | FROM_ONE,
    primitive=st.none() | TEXTS,
    phase=st.sampled_from([None, "forward", "loss", "backward", "update"]),
    timestep=st.none() | COUNTS,
    iteration=st.none() | COUNTS,
    condition=TEXTS,
    **STOPS,
)
WATCHES = st.builds(
    WatchTable,
    tensor=TEXTS,
    kind=st.sampled_from(get_args(WatchKind)),
    index=st.none() | INDICES,
    low=st.none() | st.floats(),
    high=st.none() | st.floats(),
    limit=st.none() | st.floats(),
    **STOPS,
)
EDITS = st.builds(EditTable, tensor=TEXTS, index=INDICES, value=st.floats())


def has_place(point):
    pair = (point.file is None) is (point.line is None)
    return pair and any(getattr(point, name) is not None for name in PLACES)


def several(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


@st.composite
def debugger_tables(draw):
    """Any table that is not empty."""
    ids = draw(st.lists(FROM_ONE, unique=True, max_size=3))
    branches = [
        st.builds(
            BranchTable,
            id=st.just(number),
            parent=st.sampled_from([0, *ids[:place]]),
            iteration=COUNTS,
            operation=COUNTS,
            name=TEXTS,
            edits=several(EDITS),
            settings=SETTINGS,
        )
        for place, number in enumerate(ids)
    ]
    position = {"branch": st.sampled_from([0, *ids]), "iteration": COUNTS, "operation": COUNTS}
    table = DebuggerTable(
        cursor=draw(st.none() | st.builds(CursorTable, **position)),
        breakpoints=draw(several(BREAKPOINTS.filter(has_place))),
        watches=draw(several(WATCHES)),
        bookmarks=draw(several(st.builds(BookmarkTable, name=TEXTS, **position))),
        branches=draw(st.tuples(*branches)),
    )
    assume(table != EMPTY)
    return table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("saving")


def check_saved(path, table, template):
    text = save(path, table, template)
    before, after = surroundings(template)
    block = text[len(before) : len(text) - len(after)]
    assert text == before + block + after
    assert set(tomllib.loads(block)) == {"debugger"}
    assert len(re.findall("(?<!\r)\n", text)) == 0 or "\r\n" not in text
    assert ("\r\n" in text) == ("\r\n" in template)
    read = read_experiment(path).debugger
    assert bits(msgspec.to_builtins(read)) == bits(msgspec.to_builtins(table))


@pytest.mark.parametrize("table", [FULL, DebuggerTable(cursor=CursorTable())])
@pytest.mark.parametrize("name", FILES)
def test_a_table_comes_back_and_the_rest_stays(tmp_path, name, table):
    check_saved(tmp_path / "a.toml", table, FILES[name])


@given(table=debugger_tables(), name=st.sampled_from(sorted(FILES)))
def test_any_table_comes_back_and_the_rest_stays(folder, name, table):
    check_saved(folder / f"{name}.toml", table, FILES[name])


@given(debugger_tables(), debugger_tables(), st.sampled_from(sorted(FILES)))
def test_saving_again_gives_the_same_bytes(folder, table, other, name):
    path = folder / f"{name} again.toml"
    once = save(path, table, FILES[name])
    for written in (table, other, table):
        save_debugger_table(path, path, written)
    assert path.read_bytes().decode() == once


def test_how_it_reads(tmp_path):
    before, after = surroundings(MIDDLE)
    assert save(tmp_path / "a.toml", FULL, MIDDLE) == before + FULL_TEXT + after
    assert save(tmp_path / "b.toml", FULL, PLAIN) == PLAIN + "\n" + FULL_TEXT
    assert save(tmp_path / "c.toml", FULL, "") == FULL_TEXT


def test_how_branches_alone_read(tmp_path):
    table = DebuggerTable(branches=FULL.branches[1:])
    text = "[[debugger.branches]]\nid = 2\nparent = 1\niteration = 4\noperation = 0\n"
    before, after = surroundings(MIDDLE)
    assert save(tmp_path / "a.toml", table, MIDDLE) == before + text + after
    assert save(tmp_path / "b.toml", table, PLAIN) == PLAIN + "\n" + text


def test_an_empty_table_is_left_out(tmp_path):
    path = tmp_path / "a.toml"
    for name, template in FILES.items():
        text = save(path, EMPTY, template)
        rest = re.sub("‹[^›]*›", "", template)
        if name in ("in the middle", "Windows"):
            assert text == rest
        assert read_experiment(path).debugger == EMPTY
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", rest)


@pytest.mark.parametrize("text", [PLAIN, PLAIN.replace("\n", "\r\n"), text_of(MIDDLE[:99]), "\n"])
def test_what_was_added_and_taken_away_again_leaves_nothing(tmp_path, text):
    path = tmp_path / "a.toml"
    path.write_bytes(text.encode())
    save_debugger_table(path, path, FULL)
    save_debugger_table(path, path, EMPTY)
    assert path.read_bytes() == text.encode()


def test_a_table_between_empty_lines_leaves_one(tmp_path):
    template = "# a\n\n‹[debugger]\ncursor = {}\n›\n[model]\n"
    assert save(tmp_path / "a.toml", EMPTY, template) == "# a\n\n[model]\n"


@pytest.mark.parametrize("number", ["-nan", "nan", "inf", "-inf", "-0.0", "5e-324", "1e+16"])
def test_every_float_keeps_its_bits(tmp_path, number):
    watch = WatchTable(tensor="h", kind="norm_above", limit=float(number))
    text = save(tmp_path / "a.toml", DebuggerTable(watches=(watch,)), PLAIN)
    assert f", limit = {number}}}" in text
    limit = read_experiment(tmp_path / "a.toml").debugger.watches[0].limit
    assert bits(limit) == bits(float(number))


def test_numbers_of_arrays_are_numbers(tmp_path):
    edit = EditTable(tensor="Whh", index=(np.int64(0),), value=np.float64(0.1))
    branch = BranchTable(id=np.int64(1), parent=0, iteration=0, operation=0, edits=(edit,))
    text = save(tmp_path / "a.toml", DebuggerTable(branches=(branch,)), PLAIN)
    assert '    {tensor = "Whh", index = [0], value = 0.1},\n' in text
    assert "\nid = 1\n" in text


def test_a_broken_character_does_not_cost_the_session(tmp_path):
    table = DebuggerTable(bookmarks=(BookmarkTable(name="a\ud800b", iteration=1),))
    save(tmp_path / "a.toml", table, PLAIN)
    assert read_experiment(tmp_path / "a.toml").debugger.bookmarks[0].name == "a?b"


def test_the_experiments_that_ship_can_be_saved_elsewhere(tmp_path):
    for name, experiment in builtin_experiments().items():
        path = tmp_path / f"{name}.toml"
        save_debugger_table(find_file(name), path, FULL)
        again = read_experiment(path)
        assert again.debugger == FULL
        assert again.training == experiment.training
        first = compile_experiment(experiment, find_file(name).parent)
        second = compile_experiment(again, tmp_path)
        assert second.data_sha256 == first.data_sha256
        if first.cell_file:
            assert second.cell_file.path.samefile(first.cell_file.path)
        else:
            assert again.model == experiment.model


class TestPaths:
    """What paths become when `home/a.toml` is saved in another folder."""

    @pytest.fixture
    def source(self, tmp_path):
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "deep").mkdir()
        (tmp_path / "away").mkdir()
        return tmp_path / "home" / "a.toml"

    @staticmethod
    def moved(source, text, target):
        source.write_bytes(text.encode())
        save_debugger_table(source, target, EMPTY)
        return target.read_bytes().decode()

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('[data]\npath = "x.txt" # c\n', '[data]\npath = "../home/x.txt" # c\n'),
            ("data = { path = 'x.txt', n = 1}\n", "data = { path = '../home/x.txt', n = 1}\n"),
            ("data . path = 'x.txt' # c\n", "data . path = '../home/x.txt' # c\n"),
            ("[data]\r\npath='x.txt'\r\n", "[data]\r\npath='../home/x.txt'\r\n"),
            ('[data]\npath = """x.txt"""\n', '[data]\npath = "../home/x.txt"\n'),
            ('[data]\npath = "../x.txt"\n', '[data]\npath = "../x.txt"\n'),
            ('[data]\npath = "../away/x.txt"\n', '[data]\npath = "x.txt"\n'),
            ('[data]\npath = "./deep/../x\\u0079"\n', '[data]\npath = "../home/xy"\n'),
            ('[data]\npath = "/tmp/../x.txt"\n', '[data]\npath = "/tmp/../x.txt"\n'),
            ("[data]\npath = ''\n", "[data]\npath = ''\n"),
            ("[data]\npath = 3\n", "[data]\npath = 3\n"),
            ("data = 3\nweights = []\n", "data = 3\nweights = []\n"),
            ("[weights]\nfile = 'w.npz'\n", "[weights]\nfile = '../home/w.npz'\n"),
            ("[model]\ncell = 'm.py:cell' #c\n", "[model]\ncell = '../home/m.py:cell' #c\n"),
            ("[model]\ncell = 'a:b.py:cell'\n", "[model]\ncell = '../home/a:b.py:cell'\n"),
            ("[model]\ncell = 'rnn'\n", "[model]\ncell = 'rnn'\n"),
            ("[data]\npath='a'\n[a]\n[data.x]\n", "[data]\npath='../home/a'\n[a]\n[data.x]\n"),
            ("\ufeffdata.path = 'x'\n", "\ufeffdata.path = '../home/x'\n"),
        ],
    )
    def test_they_lead_to_the_same_file(self, source, text, expected):
        assert self.moved(source, text, source.parents[1] / "away" / "b.toml") == expected

    def test_in_the_same_folder_they_stay(self, source):
        text = "[data]\npath = './deep/../x.txt'\n"
        assert self.moved(source, text, source.with_name("b.toml")) == text
        (source.parents[1] / "link").symlink_to(source.parent)
        assert self.moved(source, text, source.parents[1] / "link" / "c.toml") == text

    def test_a_quote_in_a_folder(self, source):
        (source.parents[1] / "it's").mkdir()
        odd = source.parents[1] / "it's" / "a.toml"
        expected = '[data]\npath = "../it\'s/x.txt"\n'
        assert self.moved(odd, "[data]\npath = 'x.txt'\n", source) == expected

    def test_links_to_folders_are_followed_and_those_to_files_are_not(self, source):
        root = source.parents[1]
        (root / "link").symlink_to(root / "home" / "deep")
        (root / "home" / "data.txt").symlink_to(root / "away" / "real.txt")
        target = root / "link" / "b.toml"
        assert self.moved(source, "data.path = 'data.txt'\n", target) == (
            "data.path = '../data.txt'\n"
        )
        (root / "away" / "real.txt").write_text("here")
        path = tomllib.loads(target.read_text())["data"]["path"]
        assert (target.parent / path).read_text() == "here"
        (root / "home" / "far").symlink_to(root / "away")
        text = self.moved(source, "data.path = 'far/../home/x'\n", root / "away" / "b.toml")
        assert text == "data.path = '../home/x'\n"

    def test_from_the_working_folder(self, source, monkeypatch):
        monkeypatch.chdir(source.parent)
        text = "data.path = 'x.txt'\n"
        assert self.moved(Path("a.toml"), text, Path("deep/b.toml")) == "data.path = '../x.txt'\n"


class TestRefusals:
    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "a.toml"

    def test_no_source(self, path):
        message = refusal(save_debugger_table, path, path, FULL)
        assert message == f"{path}: no such file or directory"

    def test_a_source_that_is_no_longer_toml(self, path):
        path.write_text("a = 1\nb =\n")
        message = refusal(save_debugger_table, path, path, FULL)
        assert message == refusal(read_experiment, path)
        assert "line 2" in message
        assert path.read_text() == "a = 1\nb =\n"

    def test_a_source_that_is_no_text(self, path):
        path.write_bytes(b'a = "\xe9"')
        message = refusal(save_debugger_table, path, path, FULL)
        assert message == f"{path}: byte 5 is not UTF-8 text"

    @pytest.mark.parametrize(
        "text",
        [
            "[[a]]\n[b]\n[[a]]\n",
            "[[debugger.bookmarks]]\n[debugger.cursor]\n[[debugger.bookmarks]]\n",
        ],
    )
    def test_a_source_that_would_not_stay_in_order(self, path, text):
        path.write_text(text)
        message = refusal(save_debugger_table, path, path, FULL)
        assert message == (
            f"{path}: saving would put it into another order: let all [[…]] blocks of a name "
            "follow each other"
        )
        assert path.read_text() == text

    @pytest.mark.parametrize("depth", [90, 200, 20_000])
    def test_deep_nesting_is_saved_or_said(self, path, depth):
        text = "a = " + "[" * depth + "]" * depth + "\n"
        path.write_text(text)
        with suppress(BadInput):
            save_debugger_table(path, path, FULL)
            assert depth < 20_000
        assert path.read_text().startswith(text)

    @pytest.mark.parametrize(
        ("name", "problem"), [(".", "is a folder"), ("missing/b.toml", "there is no folder")]
    )
    def test_a_target_that_cannot_be(self, path, name, problem):
        path.write_text(PLAIN)
        message = refusal(save_debugger_table, path, path.parent / name, FULL)
        assert message.startswith(f"{path.parent / name}: {problem}")
        assert [file.name for file in path.parent.iterdir()] == ["a.toml"]


@pytest.mark.skipif(os.name == "nt", reason="files have no such mode")
def test_the_mode_stays(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(PLAIN)
    path.chmod(0o640)
    save_debugger_table(path, path, FULL)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_digest_tells_whether_a_file_was_changed(tmp_path):
    path = tmp_path / "a.toml"
    assert file_digest(path) is None
    assert file_digest(tmp_path) is None
    path.write_text("a")
    first = file_digest(path)
    path.write_text("b")
    second = file_digest(path)
    path.write_text("a")
    assert first == file_digest(path) != second is not None
