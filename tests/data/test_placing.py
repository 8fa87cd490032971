"""A file is there whole or not at all, whatever happens while it is written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rnn_debugger.data import BadInput, placing, replacing
from rnn_debugger.experiments import Compiled
from rnn_debugger.trace import write_trace

EXPORT = """
import sys
from pathlib import Path
import rnn_debugger
from rnn_debugger.trace import write_trace
compiled = rnn_debugger.open("vanishing").compiled
for number, _ in enumerate(write_trace(compiled, Path(sys.argv[1]), 10**9)):
    print(number, flush=True)
"""
no_names = pytest.mark.skipif(not placing.UNNAMED, reason="only Linux has unnamed files")


@pytest.fixture(params=["unnamed", "named"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to keep a file out of sight, the second for systems without the first."""
    if request.param == "named":
        monkeypatch.setattr(placing, "UNNAMED", 0)


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("existing", [True, False])
def test_it_appears_whole_when_all_went_well(tmp_path: Path, existing: bool) -> None:
    path = tmp_path / "a.json"
    if existing:
        path.write_text("old")
        path.chmod(0o640)
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.exists() == existing
        assert not existing or path.read_text() == "old"
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["a.json"]  # noqa: PTH208
    if existing:
        assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_the_old_file_and_no_other(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(error), replacing(path) as file:
        file.write(b"new")
        raise error
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.usefixtures("kind")
def test_a_cancelled_export_leaves_nothing(tmp_path: Path, two_layers: Compiled) -> None:
    slices = write_trace(two_layers, tmp_path / "a.json", 10**9)
    for _ in range(3):
        next(slices)
    slices.close()
    assert list(tmp_path.iterdir()) == []


def test_the_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    with replacing(tmp_path / "a.json"):
        pass
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "folder" / "a.json")
    with replacing(tmp_path / "link.json") as file:
        file.write(b"new")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "folder" / "a.json").read_text() == "new"


def test_a_device_is_written_and_not_replaced() -> None:
    with replacing(Path(os.devnull)) as file:
        file.write(b"new")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (".", "is a folder"),
        ("missing/a.json", "there is no folder"),
        ("file/a.json", "there is no folder"),
        ("x" * 300, "file name too long"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match=problem), replacing(tmp_path / name):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that nobody may write to")
def test_a_folder_that_takes_no_files_is_said() -> None:
    with (
        pytest.raises(BadInput, match=r"^/proc/self/a\.json: "),
        replacing(Path("/proc/self/a.json")),
    ):
        pass


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_folder_or_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    (tmp_path / "a.json").chmod(0o444)
    tmp_path.chmod(0o555)
    for name in ("a.json", "b.json"):
        with pytest.raises(BadInput, match="may not be written"), replacing(tmp_path / name):
            pass
    tmp_path.chmod(0o755)
    assert (tmp_path / "a.json").read_text() == "old"


@no_names
def test_a_killed_export_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    with subprocess.Popen(
        [sys.executable, "-c", EXPORT, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(5):
            assert process.stdout.readline().strip().isdigit()
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert process.returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
