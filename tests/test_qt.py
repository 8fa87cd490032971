"""The Qt that is installed: calls that return nothing must not eat references to None."""

import subprocess
import sys

CALLS = """
import sys
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(20_000):
    thing.setObjectName("x")
print("done")
"""


def test_twenty_thousand_void_calls_leave_the_interpreter_whole():
    result = subprocess.run(
        [sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (0, "done\n"), result.stderr
