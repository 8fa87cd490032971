"""CSV files as other programs write them, and what is said of those that cannot be used."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.data import column_names, read_columns
from tests.support.refusals import refusal

WANTED = {"data.inputs": ["a", "b"], "data.targets": ["c"]}


def read(folder, content, wanted=WANTED, dtype="float64"):
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_columns(path, wanted, dtype)


def refused(folder, content, wanted=WANTED, dtype="float64"):
    """The sentence, without the folder that a test runs in."""
    return refusal(read, folder, content, wanted, dtype).replace(f"{folder}/", "")


def test_columns_by_name_in_the_order_asked_for(tmp_path):
    found = read(tmp_path, "c,x,b,a\n1,2,3,4\n5,6,7,8\n")
    np.testing.assert_array_equal(found["data.inputs"], [[4, 3], [8, 7]])
    np.testing.assert_array_equal(found["data.targets"], [[1], [5]])


@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n1,2.5,-3e-1\n",
        "a;b;c\n1;2.5;-3e-1\n",
        "a\tb\tc\n1\t2.5\t-3e-1\n",
        "a,b,c\r\n1,2.5,-3e-1\r\n",
        "a,b,c\r1,2.5,-3e-1\r",
        "a,b,c\n1,2.5,-3e-1",
        "\ufeffa,b,c\n1,2.5,-3e-1\n",
        '\ufeff"a","b","c"\r\n"1","2.5","-3e-1"\r\n',
        " a , b, c \n 1 , +2.50, -.3 \n",
        'a, "b", "c"\n1, "2.5", "-0.3"\n',
        "a,b,c\n1,2.5,-3E-01\n\n\r\n\n",
        'a,b,c,"with, and; and\ttabs"\n1.,2.5,-0.3,"more;;;;\n\tlines"\n',
        "a;b;c;d\n1;2.5;-3e-1;1,5\n",
        "größe,a,b,c\nü,1,2.5,-3e-1\n",
    ],
)
def test_the_same_numbers_however_they_are_written(tmp_path, content):
    found = read(tmp_path, content)
    np.testing.assert_array_equal(found["data.inputs"], [[1, 2.5]])
    np.testing.assert_array_equal(found["data.targets"], [[-0.3]])


def test_a_column_may_be_input_and_target(tmp_path):
    found = read(tmp_path, "a\n1\n2\n", {"data.inputs": ["a"], "data.targets": ["a"]})
    for array in found.values():
        np.testing.assert_array_equal(array, [[1], [2]])


# No delimiters, of which a name alone would make columns, and nothing that cannot be seen.
LETTERS = st.characters(exclude_categories=["C"], exclude_characters=",;")
NAMES = st.text(LETTERS, min_size=1).filter(lambda name: name == name.strip())


@given(
    names=st.lists(NAMES, min_size=1, unique=True),
    rows=st.integers(1, 4),
    delimiter=st.sampled_from(",;\t"),
    newline=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    mark=st.booleans(),
    data=st.data(),
)
def test_what_pythons_writer_wrote_comes_back(
    tmp_path_factory, names, rows, delimiter, newline, quoting, mark, data
):
    finite = st.floats(allow_nan=False, allow_infinity=False)
    shape = {"min_size": rows, "max_size": rows}
    columns = {name: data.draw(st.lists(finite, **shape)) for name in names}
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows([names, *zip(*columns.values(), strict=True)])
    content = file.getvalue().encode("utf-8-sig" if mark else "utf-8")
    asked = data.draw(st.permutations(names))
    found = read(tmp_path_factory.mktemp("csv"), content, {"data.inputs": asked})["data.inputs"]
    expected = np.array([columns[name] for name in asked]).T
    assert found.tobytes() == np.ascontiguousarray(expected).tobytes()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b,c\n1,2,3\n1,x,3\n", 't.csv: row 2 (line 3), column "b": "x" is not a number'),
        ("a,b,c\n1,,3\n", 't.csv: row 1 (line 2), column "b": the value is missing'),
        ("a,b,c\n1,2, \n", 't.csv: row 1 (line 2), column "c": the value is missing'),
        ("a,b,c\n,,\n", 't.csv: row 1 (line 2), column "a": the value is missing'),
        ("a,b,c\n1,nan,3\n", 't.csv: row 1 (line 2), column "b": "nan" is not a number'),
        ("a,b,c\n1,-inf,3\n", 't.csv: row 1 (line 2), column "b": "-inf" is not a number'),
        ("a,b,c\n1,1e999,3\n", 't.csv: row 1 (line 2), column "b": "1e999" is too large'),
        ("a,b,c\n1,1_0,3\n", 't.csv: row 1 (line 2), column "b": "1_0" is not a number'),
        ("a,b,c\n1,١,3\n", 't.csv: row 1 (line 2), column "b": "١" is not a number'),
        ("a,b,c\n1,0x10,3\n", 't.csv: row 1 (line 2), column "b": "0x10" is not a number'),
        ("a;b;c\n1;2,5;3\n", 't.csv: row 1 (line 2), column "b": "2,5" is not a number; decimals '
         "have a point"),
        ('a,b,c\n"1\n2",2,3\n', 't.csv: row 1 (line 3), column "a": "1\\n2" is not a number'),
        ("a,b,c\n1,2\n", "t.csv: row 1 (line 2) has 2 fields, and line 1 names 3 columns"),
        ("a,b,c\n1,2,3,4\n", "t.csv: row 1 (line 2) has 4 fields, and line 1 names 3 columns"),
        ("a,b,c\n1,2,3\n\n\n4,5,6\n", "t.csv: line 3 is empty, and rows follow it"),
        ("a,b,c\n", "t.csv: there are no rows below the header"),
        ("a,b,c", "t.csv: there are no rows below the header"),
        ("", "t.csv: line 1 is empty, and should name the columns"),
        ("\n1,2,3\n", "t.csv: line 1 is empty, and should name the columns"),
        ("a,b\n1,2\n", 'data.targets: t.csv has no column "c"; line 1 has "a", "b"'),
        ("1.0,2.0,3.0\n", 'data.inputs: t.csv has no column "a"; line 1 has "1.0", "2.0", "3.0"'),
        ("a,b,b,c\n1,2,3,4\n", 'data.inputs: t.csv has 2 columns "b"'),
        (b"a,b,c\n1,2,3\n1,2,\xff\n", "t.csv: line 3 is not UTF-8 text"),
        ("a,b,c\n1,2,3\n".encode("utf-16"), "t.csv: line 1 is not UTF-8 text"),
        ('a,b,c\n1,2,"3\n', "t.csv: line 2: unexpected end of data"),
        ('a,b,c\n1,2,"3"4\n', "t.csv: line 2: ',' expected after '\"'"),
        ('"a', "t.csv: line 1: unexpected end of data"),
        ("x" * 200_000, "t.csv: line 1: field larger than field limit (131072)"),
    ],
)  # fmt: skip
def test_what_cannot_be_used(tmp_path, content, sentence):
    assert refused(tmp_path, content) == sentence


def test_a_name_that_is_nearly_right(tmp_path):
    wanted = {"data.inputs": ["hight"]}
    expected = 'data.inputs: t.csv has no column "hight"; did you mean "height"?'
    assert refused(tmp_path, "time,height\n1,2\n", wanted) == expected


def test_numbers_that_do_not_fit_the_type(tmp_path):
    expected = 't.csv: row 1 (line 2), column "b": "1e39" is too large'
    assert refused(tmp_path, "a,b,c\n1,1e39,3\n", dtype="float32") == expected
    assert read(tmp_path, "a,b,c\n1,1e39,3\n")["data.inputs"][0, 1] == 1e39


@pytest.mark.parametrize("name", ["none.csv", ".", "a\0b", "x" * 999])
def test_no_file(tmp_path, name):
    assert refusal(read_columns, tmp_path / name, WANTED, "float64").startswith(f"{tmp_path}")


def test_the_names_of_the_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('time; "height; in m";x\n1;2;3\n', encoding="utf-8")
    assert column_names(path) == ["time", "height; in m", "x"]
    assert refusal(column_names, tmp_path / "b.csv").endswith("no such file or directory")
