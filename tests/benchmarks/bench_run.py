"""Free run of `char-rnn` against the plain script: ``pytest tests/benchmarks/bench_run.py``."""

from __future__ import annotations

import rnn_debugger
from rnn_debugger.data import read_text
from rnn_debugger.experiments import resources
from tests.benchmarks.pairs import compare
from tests.support.plain_char_rnn import PlainCharRnn

ITERATIONS = 25


def test_free_run_against_the_plain_script(capsys):
    session = rnn_debugger.open("char-rnn")
    plain = PlainCharRnn(read_text(resources() / "texts" / "alice.txt"), session.compiled.initial)
    limit = ITERATIONS * len(session.program)

    def run_plain():
        for _ in range(ITERATIONS):
            plain.iterate()

    ours, theirs, ratio = compare(lambda: session.run(limit=limit), run_plain)
    with capsys.disabled():
        print(
            f"\nchar-rnn, H=100, T=25: {ours / ITERATIONS * 1e6:.0f} µs an iteration with history, "
            f"plain script {theirs / ITERATIONS * 1e6:.0f} µs, ratio {ratio:.2f}"
        )
