"""A text is sequences of one-hot rows whose targets are the rows that come next."""

import pytest

from tests.support.experiments import random_table, session

TEXT = "a screaming comes across the sky."


@pytest.mark.parametrize("batch_size", [1, 2, 3])
def test_a_text_trains_as_its_rows_given_as_values(tmp_path, batch_size):
    (tmp_path / "t.txt").write_text(TEXT)
    characters = sorted(set(TEXT))
    length = len(TEXT) // batch_size
    streams = [TEXT[number * length : (number + 1) * length] for number in range(batch_size)]
    rows = [[[float(c == k) for k in characters] for c in stream] for stream in streams]
    table = random_table(
        sizes=(4,),
        loss="softmax_cross_entropy",
        batch_size=batch_size,
        timesteps=3,
        optimizer="adagrad",
        clip_value=0.2,
    )
    table = {**table, "weights": {}, "seed": 5}
    values = {
        "source": "values",
        "inputs": [stream[:-1] for stream in rows],
        "targets": [stream[1:] for stream in rows],
    }
    as_text = session({**table, "data": {"source": "text", "path": "t.txt"}}, tmp_path)
    as_values = session({**table, "data": values})
    assert as_text.characters == "".join(characters)
    # More than one pass over the text.
    for _ in range(length // 3 + 3):
        as_text.step(1, "iteration")
        as_values.step(1, "iteration")
        assert as_text.state_hash() == as_values.state_hash()
    assert len(set(as_text.moment.losses)) == len(as_text.moment.losses)
