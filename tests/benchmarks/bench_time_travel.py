"""Ten million operations and back: ``pytest tests/benchmarks/bench_time_travel.py``."""

from __future__ import annotations

import random
from pathlib import Path
from statistics import median
from time import perf_counter

from rnn_debugger.debugger import open_session
from rnn_debugger.experiments import resources

OPERATIONS = 10_000_000
SEEKS = 200
EXPERIMENT = """
[model]
cell = "rnn"
hidden_sizes = [64]
[data]
source = "text"
path = "{path}"
[training]
timesteps = 25
loss = "softmax_cross_entropy"
optimizer = "adagrad"
clip_value = 5.0
"""


def test_ten_million_operations(tmp_path, capsys):
    file = tmp_path / "long.toml"
    text = (resources() / "texts" / "alice.txt").as_posix()
    file.write_text(EXPERIMENT.format(path=text))
    session = open_session(file)
    session.run(limit=OPERATIONS // 2)
    half = _resident_bytes()
    session.run(limit=OPERATIONS // 2)
    grown = _resident_bytes() - half
    rows = [f"history {session.history_bytes / 2**20:.0f} MiB, grown by {grown / 2**20:.1f} MiB"]
    rows += _seeks(session)
    rows += _steps_back(session)
    with capsys.disabled():
        print("\nH=64, T=25, 10,000,000 operations: " + "\n".join(rows))


def _seeks(session) -> list[str]:
    draw, last = random.Random(1), session.position
    seconds = []
    for _ in range(SEEKS):
        iteration = draw.randrange(last.iteration)
        operation = draw.randrange(len(session.program))
        began = perf_counter()
        session.seek(iteration, operation)
        seconds.append(perf_counter() - began)
    seconds.sort()
    return [
        f"{SEEKS} random seeks: median {1e3 * median(seconds):.1f} ms, nine of ten within "
        f"{1e3 * seconds[9 * SEEKS // 10]:.1f} ms, worst {1e3 * seconds[-1]:.1f} ms"
    ]


def _steps_back(session) -> list[str]:
    seconds = []
    session.seek(session.position.iteration, len(session.program) - 1)
    for _ in range(500):
        began = perf_counter()
        session.step_back()
        seconds.append(perf_counter() - began)
    timeline = []
    for _ in range(200):
        began = perf_counter()
        session._timeline.undo()
        timeline.append(perf_counter() - began)
    return [
        f"a step back near the cursor: median {1e6 * median(seconds):.1f} µs in the session, "
        f"{1e6 * median(timeline):.1f} µs in the recording"
    ]


def _resident_bytes() -> int:
    """What the process holds in memory now; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0
