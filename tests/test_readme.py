"""What the README shows works as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np

import rnn_debugger

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.S)
EXPERIMENT = """
[model]
cell = "my_cells.py:my_cell"
hidden_sizes = [2]
[data]
source = "task"
name = "sine"
[training]
timesteps = 4
"""


def test_the_python_example_runs():
    example, _ = EXAMPLES
    result = subprocess.run(
        [sys.executable, "-c", example],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "dh_next[1] = Whhᵀ da[2]" in result.stdout


def test_the_cell_is_one(tmp_path):
    (tmp_path / "my_cells.py").write_text(EXAMPLES[1])
    (tmp_path / "e.toml").write_text(EXPERIMENT)
    session = rnn_debugger.open(tmp_path / "e.toml")
    session.step(1, "iteration")
    assert np.isfinite(session.results_of(0).loss).all()


def test_the_pictures_are_there():
    for name in re.findall(r"!\[[^]]*\]\(([^)]*)\)", README):
        assert (ROOT / name).is_file()
