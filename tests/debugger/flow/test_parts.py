import numpy as np
import pytest

from rnn_debugger.debugger import PartsSheet, roads
from tests.support.experiments import random_table, session
from tests.support.running import share_memory

TABLES = {
    "rnn": random_table(1, sizes=(3,), length=4),
    "layers": random_table(2, sizes=(2, 3), length=3, sequences=2, batch_size=2),
    "peephole": random_table(3, cell="lstm_peephole", sizes=(2, 2), length=3),
    "last": random_table(6, cell="lstm", sizes=(2,), length=4, loss_at="last_timestep"),
}


def sheet_of(run, base):
    road = next(road for road in roads(run.program) if road.base == base)
    return PartsSheet(run.program, road)


@pytest.mark.parametrize("name", TABLES)
def test_the_components_add_up_to_the_norm_of_the_whole(name):
    table = TABLES[name]
    run = session(table)
    run.seek(1)
    sequence = table["training"].get("batch_size", 1) - 1
    for road in roads(run.program):
        sheet = PartsSheet(run.program, road)
        assert sheet.read(run.moment, sequence)
        assert sheet.present.tolist() == sheet.exists.tolist()
        for t in road.timesteps:
            column = sheet.column(t)
            whole = run.moment.value(road.name(t))[:, sequence]
            norm = np.linalg.norm(whole)
            assert sheet.total[column] == pytest.approx(norm)
            assert sheet.along[:, column].sum() == pytest.approx(norm)
            for side, part in enumerate(road.parts(run.program, t)):
                assert sheet.has_part[side, column] == (part is not None)
                if part is None:
                    assert sheet.along[side, column] == 0
                    assert np.isnan(sheet.norms[side, column])
                    continue
                value = run.moment.value(part)[:, sequence]
                assert sheet.norms[side, column] == pytest.approx(np.linalg.norm(value))
                assert sheet.along[side, column] == pytest.approx(value @ whole / norm)


def test_which_parts_there_are():
    run = session(TABLES["layers"])
    sheet = sheet_of(run, "dh1")
    # h1[0] is used by t = 1 alone, h1[3] by layer 2 and the loss alone.
    assert sheet.has_part.tolist() == [[False, True, True, True], [True, True, True, False]]
    last = sheet_of(session(TABLES["last"]), "dh")
    assert last.has_part[0].tolist() == [False] * 4 + [True]


def test_they_arrive_one_after_the_other():
    run = session(TABLES["rnn"])
    sheet = sheet_of(run, "dh")
    column = sheet.column(2)
    seen = []
    for name in ("dh_next[2]", "dh_out[2]", "dh[2]"):
        run.seek(0, run.program.writers[name][0] + 1)
        sheet.read(run.moment)
        seen.append((np.isfinite(sheet.norms[:, column]).tolist(), bool(sheet.present[column])))
        assert np.isfinite(sheet.along[:, column]).all() == sheet.present[column]
    assert seen == [([False, True], False), ([True, True], False), ([True, True], True)]
    run.step_back(3)
    sheet.read(run.moment)
    assert not np.isfinite(sheet.norms[0, column])


def test_parts_that_cancel_each_other():
    run = session(TABLES["rnn"])
    run.seek(0, run.program.writers["dh_out[2]"][0] + 1)
    opposite = -run.value("dh_next[2]")
    for index in np.ndindex(3, 1):
        run.edit("dh_out[2]", index, float(opposite[index]))
    run.step()
    sheet = sheet_of(run, "dh")
    sheet.read(run.moment)
    column = sheet.column(2)
    assert sheet.total[column] == 0
    assert sheet.along[:, column].tolist() == [0, 0]
    assert sheet.norms[0, column] == sheet.norms[1, column] > 0


def test_what_is_not_a_number_is_not_hidden():
    run = session(TABLES["rnn"])
    run.edit("Why", (0, 0), float("nan"))
    run.seek(1)
    sheet = sheet_of(run, "dh")
    sheet.read(run.moment)
    assert np.isnan(sheet.along[sheet.has_part]).all()
    assert np.isnan(sheet.total).all()
    assert sheet.present.all()


def test_tiny_ones_keep_their_parts():
    run = session(TABLES["rnn"])
    run.seek(0, run.program.writers["dh_out[2]"][0] + 1)
    for name in ("dh_out[2]", "dh_next[2]"):
        for index in np.ndindex(3, 1):
            run.edit(name, index, float(run.value(name)[index]) * 1e-200)
    run.step()
    sheet = sheet_of(run, "dh")
    sheet.read(run.moment)
    column = sheet.column(2)
    assert 0 < sheet.total[column] < 1e-195
    assert sheet.along[:, column].sum() == pytest.approx(sheet.total[column], rel=1e-12)


@pytest.mark.parametrize("shared", [False, True])
def test_looking_back_at_a_finished_iteration(shared):
    wanted_run = session(TABLES["peephole"])
    wanted_run.seek(2)
    wanted = sheet_of(wanted_run, "dc1")
    wanted.read(wanted_run.moment)
    run = session(TABLES["peephole"])
    if shared:
        with share_memory():
            run = session(TABLES["peephole"])
            run.seek(2, 7)
    run.seek(2, 7)
    before = run.state_hash()
    sheet = sheet_of(run, "dc1")
    sheet.read(run.looking_back(1).finish())
    np.testing.assert_array_equal(sheet.along, wanted.along)
    np.testing.assert_array_equal(sheet.norms, wanted.norms)
    assert run.state_hash() == before
    # What comes next is the same iteration as seen from its end.
    run.seek(2, 0)
    assert not sheet.read(run.moment)
