"""Arrays of somebody else, read from files."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import read_own_arrays


def test_files(tmp_path):
    np.savez(tmp_path / "a.npz", **{"dh[3]": np.ones((2, 1)), "dWhh": np.eye(2)})
    (tmp_path / "a.json").write_text(json.dumps({"dh[3]": [[1], [1]], "dWhh": [[1, 0], [0, 1]]}))
    for file in ("a.npz", "a.json"):
        found = read_own_arrays(tmp_path / file)
        assert set(found) == {"dh[3]", "dWhh"}
        np.testing.assert_array_equal(found["dWhh"], np.eye(2))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "is not an object of arrays by their names"),
        ('{"dWhh": [[1], [2, 3]]}', "dWhh: not numbers in rows of one length"),
        ('{"dWhh": "many"}', "dWhh: not numbers in rows of one length"),
        ("{", "is not JSON: "),
    ],
)
def test_bad_files(tmp_path, text, message):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(BadInput) as raised:
        read_own_arrays(path)
    assert str(raised.value).startswith(f"{path}: {message}")
