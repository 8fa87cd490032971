"""Commands run as processes of their own."""

from __future__ import annotations

import os
import pty
import shlex
import subprocess
import sys
import termios
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

Done: TypeAlias = subprocess.CompletedProcess[str]

COMMAND = (sys.executable, "-m", "rnn_debugger")


def run_in(folder: Path, line: str, **options: Any) -> Done:
    """Run a command line in a folder, and wait for it."""
    # Without this a full disk shows where it would not for a person.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    if "stdout" not in options:
        options["stdout"] = subprocess.PIPE
    return subprocess.run(
        [*COMMAND, *shlex.split(line)],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def refused(done: Done, code: int = 2) -> str:
    """The one sentence that a command refuses with."""
    assert done.returncode == code, done
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("rnn-debugger: ")
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return lines[0]


def on_terminal(
    line: str, folder: Path, command: Sequence[str] = COMMAND
) -> tuple[subprocess.Popen[bytes], int]:
    """The process of a command line with a terminal for its errors, and that terminal's end."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    process = subprocess.Popen(
        [*command, *line.split()], cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs
    )
    os.close(theirs)
    return process, ours


def rest(terminal: int) -> bytes:
    """What else is shown until the process ends."""
    shown = b""
    # Linux says with an error that nobody holds the other end any more.
    with suppress(OSError):
        while block := os.read(terminal, 1000):
            shown += block
    os.close(terminal)
    return shown
