"""From key to painted, on real windows: ``pytest tests/benchmarks/bench_window.py``."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from rnn_debugger.app import create_window
from rnn_debugger.experiments import resources

LONG = """
[model]
cell = "rnn"
hidden_sizes = [100]
[data]
source = "text"
path = "{path}"
[training]
timesteps = 1000
loss = "softmax_cross_entropy"
optimizer = "adagrad"
clip_value = 5.0
"""


@pytest.fixture
def experiments(tmp_path) -> dict[str, str]:
    long = tmp_path / "thousand.toml"
    long.write_text(LONG.format(path=(resources() / "texts" / "alice.txt").as_posix()))
    return {"char-rnn, T = 25": "char-rnn", "T = 1,000": str(long)}


def test_a_step_from_key_to_painted(qapp, experiments, tmp_path, capsys):
    rows = []
    for label, experiment in experiments.items():
        store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        window = create_window(experiment, store=store)
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        QTest.qWait(200)
        count = len(window.session.program)
        for phase, place in (("forward", count // 4), ("backward", 3 * count // 4)):
            window.session.seek(2, place)
            qapp.processEvents()
            seconds = sorted(_key_to_painted(qapp, window) for _ in range(60))
            rows.append(
                f"{label:18s} {phase:9s} median {1e3 * median(seconds):5.1f} ms, "
                f"nine of ten within {1e3 * seconds[53]:5.1f} ms"
            )
        window.close()
    with capsys.disabled():
        print("\n" + "\n".join(rows))


def _key_to_painted(qapp, window) -> float:
    began = perf_counter()
    QTest.keyClick(window, Qt.Key.Key_F11)
    # Painting is done when the events that the step has posted are.
    qapp.processEvents()
    return perf_counter() - began


def test_running_leaves_the_window_alive(qapp, tmp_path, capsys):
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = create_window("char-rnn", store=store)
    window.resize(1440, 900)
    window.show()
    QTest.qWait(200)
    window.action("run").trigger()
    gaps = []
    end = perf_counter() + 3
    before = perf_counter()
    while perf_counter() < end:
        qapp.processEvents()
        gaps.append(perf_counter() - before)
        before = perf_counter()
    window.action("pause").trigger()
    gaps.sort()
    iterations = window.session.position.iteration
    window.close()
    with capsys.disabled():
        print(
            f"\nrunning char-rnn: {iterations / 3:.0f} iterations a second, turns of the events "
            f"median {1e3 * median(gaps):.1f} ms, longest {1e3 * gaps[-1]:.0f} ms"
        )
