"""NPZ files: what is read, and that nothing in them can do harm."""

import io
import pickle
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.data import BadInput, read_arrays
from tests.support.refusals import refusal

NAMES = ("inputs", "targets")
INPUTS, TARGETS = np.arange(6.0).reshape(1, 3, 2), np.arange(3.0).reshape(1, 3, 1)


class Trap:
    """Unpickling it calls a function that the test waits for in vain."""

    def __reduce__(self):
        return (pytest.fail, ("something was unpickled",))


def refused(path):
    """The sentence, without the folder that a test runs in."""
    return refusal(read_arrays, path, NAMES).replace(f"{path.parent}/", "")


def npz(path, **members):
    """A file with these bytes as its members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path


def npy(array):
    file = io.BytesIO()
    np.lib.format.write_array(file, array)
    return file.getvalue()


def header(shape, descr="<f8"):
    file = io.BytesIO()
    content = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, content)
    return file.getvalue()


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize(
    "dtype", ["<f8", ">f8", "f4", "f2", "longdouble", "i8", "u1", "i2", "bool"]
)
def test_numbers_of_any_type(tmp_path, save, dtype):
    path = tmp_path / "d.npz"
    inputs = np.asfortranarray(INPUTS.astype(dtype))
    save(path, inputs=inputs, targets=TARGETS.astype(dtype), other=np.array([object()]))
    found = read_arrays(path, NAMES)
    assert list(found) == ["inputs", "targets"]
    for name, array in zip(NAMES, (INPUTS, TARGETS), strict=True):
        assert found[name].dtype == np.float64
        np.testing.assert_array_equal(found[name], array.astype(dtype).astype(np.float64))


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
def test_versions_of_the_format(tmp_path, version):
    file = io.BytesIO()
    np.lib.format.write_array(file, INPUTS, version)
    path = npz(tmp_path / "d.npz", inputs=file.getvalue())
    np.testing.assert_array_equal(read_arrays(path, ("inputs",))["inputs"], INPUTS)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "d.npz: not an .npz file"),
        (b"time,height\n1,2\n", "d.npz: not an .npz file"),
        (b"PK\x03\x04 and no more", "d.npz: a damaged or cut off .npz file"),
        (npy(INPUTS), "d.npz: one array (.npy); an .npz file with names is needed: numpy.savez"),
        (pickle.dumps(Trap()), "d.npz: not an .npz file"),
    ],
)
def test_what_is_no_npz_file(tmp_path, content, sentence):
    path = tmp_path / "d.npz"
    path.write_bytes(content)
    assert refused(path) == sentence


def objects(array):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, allow_pickle=True)
    return file.getvalue()


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"inputs": npy(INPUTS)}, 'd.npz: no array "targets"; it has "inputs"'),
        ({}, 'd.npz: no array "inputs"; it has none'),
        ({"input": npy(INPUTS)}, 'd.npz: no array "inputs"; did you mean "input"?'),
        ({"inputs": objects(np.array([Trap()]))}, 'd.npz: array "inputs": holds Python objects, '
         "which are never unpickled; numbers are needed"),
        ({"inputs": npy(np.array(["a"]))}, 'd.npz: array "inputs": its type is str32; numbers are '
         "needed"),
        ({"inputs": npy(np.array([1j]))}, 'd.npz: array "inputs": its type is complex128; numbers '
         "are needed"),
        ({"inputs": npy(np.zeros(2, "f8,i4"))}, 'd.npz: array "inputs": its type is void96; '
         "numbers are needed"),
        ({"inputs": npy(INPUTS)[:-1]}, 'd.npz: array "inputs": its size is not that of its shape'),
        ({"inputs": npy(INPUTS) + b"!"}, 'd.npz: array "inputs": its size is not that of its '
         "shape"),
        ({"inputs": header((2**40,))}, 'd.npz: array "inputs": 1,099,511,627,776 numbers are more '
         "than the 134,217,728 that are read"),
        ({"inputs": header((2**20,))}, 'd.npz: array "inputs": its size is not that of its shape'),
        ({"inputs": header((-1, -8)) + bytes(64)}, 'd.npz: array "inputs": damaged or cut off'),
        ({"inputs": b"time,height\n1,2\n"}, 'd.npz: array "inputs": damaged or cut off'),
        ({"inputs": b""}, 'd.npz: array "inputs": damaged or cut off'),
    ],
)  # fmt: skip
def test_arrays_that_cannot_be_used(tmp_path, members, sentence):
    assert refused(npz(tmp_path / "d.npz", **members)) == sentence


def test_a_bomb_takes_no_memory(tmp_path):
    """200 MB of zeros, a few hundred kilobytes when packed: refused by what they say they are."""
    path = npz(tmp_path / "d.npz", inputs=header((2**28,), "|u1") + bytes(2 * 10**8))
    assert path.stat().st_size < 10**6
    tracemalloc.start()
    try:
        assert "268,435,456 numbers" in refused(path)
        assert tracemalloc.get_traced_memory()[1] < 10**7
    finally:
        tracemalloc.stop()


def test_a_member_that_lies_of_its_size_is_damaged(tmp_path):
    """The zip's list of contents promises more bytes than the member unpacks to."""
    path = npz(tmp_path / "d.npz", inputs=npy(INPUTS)[:-16])
    content = path.read_bytes()
    size = len(npy(INPUTS))
    content = content.replace(struct.pack("<I", size - 16), struct.pack("<I", size))
    path.write_bytes(content)
    assert refused(path) == 'd.npz: array "inputs": damaged or cut off'


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("npz") / "d.npz"
    np.savez_compressed(path, inputs=INPUTS, targets=TARGETS)
    return path


def test_cut_off_anywhere(good):
    content, cut = good.read_bytes(), good.with_name("cut.npz")
    for length in range(len(content)):
        cut.write_bytes(content[:length])
        assert refused(cut).startswith("cut.npz: ")


@given(st.data())
def test_damaged_anywhere(good, data):
    """The same numbers, or one sentence: the check sum of a member finds every other."""
    content = bytearray(good.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    damaged = good.with_name("damaged.npz")
    damaged.write_bytes(content)
    try:
        found = read_arrays(damaged, NAMES)
    except BadInput as error:
        assert str(error).startswith(f"{damaged}: ")
        assert "\n" not in str(error)
    else:
        np.testing.assert_array_equal(found["inputs"], INPUTS)
        np.testing.assert_array_equal(found["targets"], TARGETS)


def test_numbers_that_are_not_finite_are_for_others_to_judge(tmp_path):
    path = tmp_path / "d.npz"
    large = np.array([np.finfo(np.longdouble).max])
    np.savez(path, inputs=[np.nan, -np.inf], targets=large)
    found = read_arrays(path, NAMES)
    np.testing.assert_array_equal(found["inputs"], [np.nan, -np.inf])
    assert found["targets"] == float(large[0])


@pytest.mark.parametrize("name", ["none.npz", ".", "a\0b", "x" * 999])
def test_no_file(tmp_path, name):
    assert refusal(read_arrays, tmp_path / name, NAMES).startswith(f"{tmp_path}")
