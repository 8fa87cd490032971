"""One step of each gated cell with numbers that a pocket calculator gives."""

import pytest

from tests.support.experiments import random_table, session

# One unit, x = 1, h[0] = 0.5, c[0] = 2, every matrix 1, every bias but bhn 0: each gate's product
# comes to 1.5, of which σ is 0.8175745 and tanh 0.9051483.
PEEPHOLES = {"pi": [0.1], "pf": [-0.2], "po": [0.3]}


@pytest.mark.parametrize(
    ("cell", "weights", "expected"),
    [
        # c = 0.8175745·2 + 0.8175745·0.9051483, h = 0.8175745·tanh(c)
        ("lstm", {}, {"c[1]": 2.3751751, "h[1]": 0.8035539, "i[1]": 0.8175745, "g[1]": 0.9051483}),
        # i = σ(1.5 + 0.1·2) = 0.8455347, f = σ(1.5 − 0.2·2) = 0.7502601, and o = σ(1.5 + 0.3·c)
        (
            "lstm_peephole",
            PEEPHOLES,
            {"i[1]": 0.8455347, "f[1]": 0.7502601, "c[1]": 2.2658545, "h[1]": 0.8792847},
        ),
        # i = 1 − 0.8175745, c = 0.8175745·2 + i·0.9051483
        ("lstm_coupled", {}, {"i[1]": 0.1824255, "c[1]": 1.8002711, "h[1]": 0.7741074}),
        # n = tanh(1 + 0.8175745·0.5), h = (1 − 0.8175745)·n + 0.8175745·0.5
        ("gru", {}, {"a_n[1]": 1.4087872, "h[1]": 0.5706418}),
        # n = tanh(1 + 0.8175745·(0.5 + 1)): the bias is inside the bracket
        ("gru_reset_after", {"bhn": [1.0]}, {"a_n[1]": 2.2263617, "h[1]": 0.5870123}),
    ],
)
def test_one_step(cell, weights, expected):
    table = random_table(cell=cell, sizes=(1,), inputs=1, outputs=1, length=1)
    plain = {
        name: [[1.0]] if name[0] == "W" else [0.0] for name in table["weights"] if name[0] in "Wb"
    }
    starts = {"h_start": [0.5], **({"c_start": [2.0]} if "lstm" in cell else {})}
    table["weights"] = plain | weights | starts
    table["data"]["inputs"] = [[1.0]]
    table["data"]["targets"] = [[0.0]]
    run = session(table)
    run.step(unit="phase")
    for name, value in expected.items():
        assert run.value(name).item() == pytest.approx(value, abs=1e-7), name
