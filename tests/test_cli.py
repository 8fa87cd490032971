"""The commands as a person runs them: processes of their own, exit codes and what they print."""

import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import rnn_debugger
from rnn_debugger.cli import main
from rnn_debugger.experiments import builtin_experiments, resources
from tests.support.commands import Done, refused, run_in
from tests.support.traces import strictly, validator

Run = Callable[..., Done]
TINY = """
[model]
cell = "rnn"
hidden_sizes = [2]
[data]
source = "values"
inputs = [[1.0], [0.5]]
targets = [[1.0], [0.0]]
[training]
timesteps = 2
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command line in an empty folder."""
    return partial(run_in, tmp_path)


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """The same within this process, which is quicker; for tables of bad input."""
    monkeypatch.chdir(tmp_path)
    handler = signal.getsignal(signal.SIGTERM)

    def call(line: str) -> Done:
        arguments = shlex.split(line)
        code = main(arguments)
        shown = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, shown.out, shown.err)

    yield call
    signal.signal(signal.SIGTERM, handler)


def test_the_version(run: Run) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"rnn-debugger {rnn_debugger.__version__}\n")


def test_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("experiments", "trace", "check", "verify", "FILE|NAME", "--iterations"):
        assert word in done.stdout


def test_experiments_are_listed_by_name(run: Run) -> None:
    done = run("experiments")
    assert done.returncode == 0
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert names == list(builtin_experiments())
    assert "simple-words" in names


def test_a_trace_is_written_beside_and_verified(run: Run, tmp_path: Path) -> None:
    done = run("trace simple-words --iterations 3")
    assert (done.returncode, done.stderr) == (0, "")
    trace = strictly((tmp_path / "simple-words.trace.json").read_bytes())
    validator().validate(trace)
    assert len(trace["iterations"]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["simple-words.trace.json"]
    done = run("verify simple-words.trace.json")
    assert (done.returncode, done.stderr) == (0, "")
    done = run("check simple-words.trace.json")
    assert done.returncode == 0
    done = run("trace simple-words.trace.json")
    assert "would take the place of" in refused(done)


def test_a_trace_on_standard_output(run: Run, tmp_path: Path) -> None:
    done = run("trace simple-words --values none -o -")
    assert (done.returncode, done.stderr) == (0, "")
    trace = strictly(done.stdout.encode())
    assert len(trace["iterations"]) == 1
    assert all("value" not in step for step in trace["steps"])
    assert list(tmp_path.iterdir()) == []


def test_a_file_named_like_a_command_can_be_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "trace").write_text(TINY)
    assert run("trace ./trace -o out.json").returncode == 0
    assert run("trace trace").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out.json",
        "trace",
        "trace.trace.json",
    ]


def test_a_changed_trace_is_answered_with_no(run: Run, tmp_path: Path) -> None:
    run("trace simple-words -o t.json")
    path = tmp_path / "t.json"
    trace = json.loads(path.read_text())
    trace["steps"][3]["value"][0][0] += 1e-12
    path.write_text(json.dumps(trace))
    sentence = refused(run("verify t.json"), 1)
    output = trace["tensors"][trace["program"][3]["output"]]["name"]
    assert f"t.json: iteration 0, operation 3, tensor {output}: element [0, 0] is" in sentence


def test_another_environment_is_a_warning(run: Run, tmp_path: Path) -> None:
    run("trace simple-words -o t.json")
    path = tmp_path / "t.json"
    trace = json.loads(path.read_text())
    trace["environment"]["numpy"] = "1.0"
    path.write_text(json.dumps(trace))
    done = run("verify t.json")
    assert done.returncode == 0
    assert "warning" in done.stderr
    assert "numpy 1.0, here " in done.stderr


def test_check_prints_a_table(run: Run) -> None:
    done = run("check simple-words")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "parameter",
        "Wxh",
        "Whh",
        "Why",
    ]


def test_a_check_says_what_is_left_of_the_data(run: Run, tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(TINY.replace("timesteps = 2", "timesteps = 1"))
    assert run("check e.toml").stderr == ""
    rest = TINY.replace("[[1.0], [0.5]]", "[[1.0], [0.5], [0.0]]")
    rest = rest.replace("[[1.0], [0.0]]", "[[1.0], [0.0], [1.0]]")
    (tmp_path / "e.toml").write_text(rest)
    done = run("check e.toml")
    assert done.returncode == 0
    assert done.stderr.startswith("rnn-debugger: note: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_check_that_fails_says_no_and_where(run: Run, tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(TINY + "[weights]\nWxh = [[nan], [0.0]]\n")
    done = run("check e.toml")
    assert "e.toml: Wxh: the loss or its gradient is NaN" in refused(done, 1)
    assert done.stdout.count("not finite") == 5


USAGE = [
    ("--bogus", "unrecognized arguments: --bogus"),
    ("tarce", "no such command; did you mean trace?"),
    ("exprements", "no such command; did you mean experiments?"),
    ("verfy x.json", "no such command; did you mean verify?"),
    ("char-rn", "no such file or built-in experiment; did you mean char-rnn?"),
    ("missing.toml", "missing.toml: no such file"),
    ("simple-words vanishing", "vanishing: only one experiment or trace"),
    ("trace", "the following arguments are required: FILE|NAME"),
    ("check", "the following arguments are required: FILE|NAME"),
    ("verify", "the following arguments are required: TRACE.json"),
    ("experiments extra", "unrecognized arguments: extra"),
    ("trace simple-words --iterations 0", '"0" is not a whole number of 1 or more'),
    ("trace simple-words --iterations 1.5", '"1.5" is not a whole number'),
    ("trace simple-words --iterations ²", '"²" is not a whole number'),
    ("trace simple-words --iterations", "expected one argument"),
    ("trace simple-words --values some", "--values: invalid choice: 'some'"),
    ("trace simple-words --iter 2", "unrecognized arguments: --iter"),
    ("check simple-words --sample few", '"few" is not a whole number'),
    ("trace nothing-like-it", "nothing-like-it: no such file or built-in experiment"),
    ("trace .", ".: is a folder"),
    ("trace ''", "is a folder"),
    ("trace simple-words -o .", ".: is a folder"),
    ("trace simple-words -o missing/out.json", "missing/out.json: there is no folder missing"),
    ("verify missing.json", "missing.json: no such file"),
    ("verify .", ".: is a folder"),
    ("verify simple-words", "simple-words: no such file"),
]


@pytest.mark.parametrize(("line", "problem"), USAGE)
def test_wrong_usage_is_refused_in_one_sentence(
    call: Run, tmp_path: Path, line: str, problem: str
) -> None:
    done = call(line)
    assert problem in refused(done)
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


FILES = {
    "empty.toml": (b"", "model: this key is required"),
    "broken.toml": (b"title = \n", "line 1"),
    "latin.toml": (b'title = "\xe9"\n', "byte 9 is not UTF-8"),
    "unknown.toml": (TINY.replace("[model]", "[modell]").encode(), "did you mean model?"),
    "shape.toml": (f"{TINY}[weights]\nWhh = [[1.0]]\n".encode(), "weights.Whh: has shape (1, 1)"),
    "binary.json": (b"\x00\x01\x02", "line 1, column 1: not JSON"),
    "array.json": (b"[1, 2]", "not a trace: the JSON is not an object"),
    "other.json": (b'{"format": "x"}', "format: not a trace"),
    "cut.json": (b'{"format": "rnn-deb', "it ends in line 1"),
    "text.toml": (
        TINY.replace('"values"', '"text"\npath = "none.txt"')
        .replace("inputs = [[1.0], [0.5]]\n", "")
        .replace("targets = [[1.0], [0.0]]\n", "")
        .encode(),
        "none.txt: no such file",
    ),
}


@pytest.mark.parametrize("line", ["--bogus", "tarce", "trace missing.toml", "verify missing.json"])
def test_a_process_refuses_in_the_same_way(run: Run, call: Run, line: str) -> None:
    alone, within = run(line), call(line)
    assert refused(alone) == refused(within)


@pytest.mark.parametrize("name", FILES)
def test_bad_files_are_refused_by_name(call: Run, tmp_path: Path, name: str) -> None:
    content, problem = FILES[name]
    (tmp_path / name).write_bytes(content)
    for command in ("trace", "verify") if name.endswith("json") else ("check",):
        sentence = refused(call(f"{command} {name}"))
        assert problem in sentence
        assert name in sentence or "none.txt" in sentence
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_fits_into_no_window_is_said(run: Run, tmp_path: Path) -> None:
    longer = TINY.replace("[0.5]]", "[0.5], [0.1]]").replace("[0.0]]", "[0.0], [0.0]]")
    (tmp_path / "e.toml").write_text(longer)
    done = run("trace e.toml")
    assert done.returncode == 0
    assert "the last timestep of the sequence fits into no window" in done.stderr


@pytest.mark.parametrize("name", ["simple-words", "char-rnn"])
def test_headless_commands_import_no_qt(tmp_path: Path, name: str) -> None:
    code = f"""
import sys
from rnn_debugger.cli import main
for line in (["experiments"], ["trace", "{name}", "-o", "t.json"], ["verify", "t.json"],
             ["check", "{name}", "--sample", "1"]):
    assert main(line) == 0, line
found = {{module.partition(".")[0] for module in sys.modules}}
assert not found & {{"PySide6", "pyqtgraph", "qtawesome", "superqt", "shiboken6"}}, found
"""
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)


def test_asking_for_the_version_imports_no_numpy(tmp_path: Path) -> None:
    code = """
import sys
from rnn_debugger.cli import main
try:
    main(["--version"])
finally:
    assert "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)


def test_the_schema_ships_with_the_program() -> None:
    assert (resources() / "trace.schema.json").is_file()
