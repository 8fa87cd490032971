"""What the README shows works as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_example_runs():
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    result = subprocess.run(
        [sys.executable, "-c", example],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "dh_next[1] = Whhᵀ da[2]" in result.stdout


def test_the_pictures_are_there():
    for name in re.findall(r"!\[[^]]*\]\(([^)]*)\)", README):
        assert (ROOT / name).is_file()
