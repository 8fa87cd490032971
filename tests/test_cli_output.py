"""Commands whose output meets an obstacle: a reader that leaves, a signal, a full disk."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import COMMAND, on_terminal, refused, rest, run_in

# A file that has a name while it is written is seen when it stays.
# Whoever starts the tests in the background has SIGINT ignored in all that they start.
WITH_NAMES = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from rnn_debugger.data import placing
placing.UNNAMED = 0
from rnn_debugger.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_reader_that_leaves_is_no_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "trace", "vanishing", "--iterations", "1000", "-o", "-"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(20) == b'{"format":"rnn-debug'
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
)
def test_an_interrupted_trace_leaves_the_old_file(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / "t.json").write_text("old")
    line = "trace vanishing --iterations 1000000 -o t.json"
    process, terminal = on_terminal(line, tmp_path, [sys.executable, "-c", WITH_NAMES])
    shown = os.read(terminal, 100)
    assert b"trace" in shown, "the bar says that the export is under way"
    process.send_signal(number)
    shown += rest(terminal)
    assert process.wait(20) == code
    assert b"Traceback" not in shown
    assert (tmp_path / "t.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["t.json"]


def test_a_full_disk_is_one_sentence_and_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("old")
    done = run_in(
        tmp_path,
        "trace vanishing --iterations 20 -o t.json",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert "t.json: file too large" in refused(done)
    assert (tmp_path / "t.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["t.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("line", ["experiments", "trace simple-words -o -", "check simple-words"])
def test_a_full_standard_output_is_one_sentence(tmp_path: Path, line: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = run_in(tmp_path, line, stdout=full)
    assert "standard output: no space left on device" in refused(done)


def test_a_closed_standard_output_is_one_sentence(tmp_path: Path) -> None:
    done = run_in(tmp_path, "trace simple-words -o -", preexec_fn=lambda: os.close(1))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    process, terminal = on_terminal("trace vanishing --iterations 30 -o t.json", tmp_path)
    assert b"%" in rest(terminal)
    assert process.wait(60) == 0


def test_progress_is_not_shown_elsewhere(tmp_path: Path) -> None:
    assert run_in(tmp_path, "trace vanishing --iterations 30 -o t.json").stderr == ""
