"""Tables of one's own: what is read, what becomes of it, and what hostile files are told."""

import numpy as np
import pytest

from playground import datasets
from playground.datasets import own_tables
from playground.own_files import asked_for, beginning, pack

FLOWERS = (
    "length,width,species\n5.1,0.2,setosa\n7.0,1.4,versicolor\n"
    "6.4,,virginica\n6.3,2.5,virginica\n4.9,0.2,setosa\n"
)


@pytest.fixture
def read(capsys):
    """`datasets.csv` of a text, or of bytes, in the order of the file."""

    def reading(content, **options):
        content = content if isinstance(content, bytes) else content.encode()
        with own_tables.given({"t.csv": pack(content, "t.csv")}):
            x, y = datasets.csv("t.csv", **options)
        order = np.argsort(np.random.default_rng(0).permutation(len(y)))
        reading.said = capsys.readouterr().out
        return x[order], y[order]

    return reading


def test_words_become_numbers_and_the_table_is_printed(read):
    x, y = read(FLOWERS, target="species")
    assert (x.dtype, y.dtype, x.shape, y.shape) == (np.float32, np.int32, (4, 2), (4,))
    np.testing.assert_array_equal(y, [0, 1, 2, 0])
    np.testing.assert_allclose(x, [[5.1, 0.2], [7.0, 1.4], [6.3, 2.5], [4.9, 0.2]])
    assert "4 rows, 1 left out, 2 features, classification, 3 classes" in read.said
    assert "species: setosa → 0, versicolor → 1, virginica → 2" in read.said


def test_a_missing_cell_can_become_the_mean(read):
    x, _ = read(FLOWERS, target="species", missing="mean")
    assert x.shape == (5, 2)
    assert x[2, 1] == pytest.approx((0.2 + 1.4 + 2.5 + 0.2) / 4)


def test_words_of_features_that_are_missing_become_the_most_frequent(read):
    x, _ = read("a,b\nred,1\nblue,2\n?,3\nred,4\n", target="b", missing="mean")
    np.testing.assert_array_equal(x[:, 0], [1, 0, 1, 1])


def test_regression_and_classes_of_whole_numbers(read):
    x, y = read(FLOWERS, target="length", features=["species"])
    assert (y.shape, y.dtype) == ((5, 1), np.float32)
    np.testing.assert_array_equal(x[:, 0], [0, 1, 2, 2, 0])
    table = "a,b\n" + "".join(f"{i},{3 + i % 2}\n" for i in range(6))
    _, y = read(table, target="b")
    np.testing.assert_array_equal(y, [0, 1] * 3)
    assert "b: 3 → 0, 4 → 1" in read.said
    _, y = read(table, target="b", kind="regression")
    np.testing.assert_array_equal(y[:, 0], [3, 4] * 3)
    _, y = read("a,b\n" + "".join(f"{i},{i}\n" for i in range(30)), target="b")
    assert y.shape == (30, 1)


def test_standardized(read):
    x, _ = read("a,b,c\n1,5,x\n2,5,y\n3,5,x\n", target="c", standardize=True)
    np.testing.assert_allclose(x[:, 0], np.array([-1, 0, 1]) * np.sqrt(1.5), rtol=1e-6)
    np.testing.assert_array_equal(x[:, 1], 0)  # what never changes


@pytest.mark.parametrize(
    "text, options",
    [
        ("a;b\n1,5;2\n2,5;3\n", {"decimal": ","}),
        ("a\tb\n1.5\t2\n2.5\t3\n", {}),
        ("a|b\r\n1.5|2\r\n2.5|3\r\n", {}),
        ("1.5,2\n2.5,3\n", {"header": False, "target": 1}),
        ("\ufeffa,b\n1.5,2\n\n2.5,3\n\n", {}),
        ('"a","b"\n"1.5","2"\n 2.5 , 3 ', {}),
        ("a,b\n1.5,2\n2.5,3\n".encode("utf-16"), {}),
    ],
)
def test_however_a_table_is_written(read, text, options):
    x, y = read(text, **{"target": "b", "kind": "regression"} | options)
    np.testing.assert_allclose(x[:, 0], [1.5, 2.5])
    np.testing.assert_allclose(y[:, 0], [2, 3])


def test_another_encoding_keeps_its_letters(read):
    read("größe,art\n1,süß\n2,herb\n".encode("cp1252"), target="art")
    assert "herb → 0, süß → 1" in read.said


@pytest.mark.parametrize(
    "content, said",
    [
        (b"\x7fELF\x01\x02\x03\0\0", "t.csv is no text"),
        ("", "t.csv is empty"),
        ("\n\n  \n", "t.csv is empty"),
        ("a,b\n", "expected rows below the names"),
        ('a,b\n1,"2\n3,4\n', "line 3: unexpected end of data. Is there a quote"),
        ('a,b\n1,"2"3\n', "line 2: ',' expected after '\"'"),
        ("a,b\n1,2\n3,4,5\n", "line 3: expected 2 cells, as in the first line, received 3"),
        ("a,c\n1,2\n", "it has no column 'b'. Its columns: 'a', 'c'"),
        ("b\n1\n", "expected features beside the target"),
        ("a,b\n,1\n,2\n", "no row is whole"),
        (
            "a,b\n1,1\n2,2\nabc,3\n",
            "Column 'a' holds numbers, but 1 of its cells are none, the first is 'abc' in line 4",
        ),
        ('a,b\n1,"' + "x" * 200_000 + '"\n', "field larger than field limit"),
    ],
)
def test_a_hostile_file_gets_a_clear_answer(read, content, said):
    with pytest.raises(ValueError) as caught:
        read(content, target="b")
    assert said in str(caught.value)


def test_formulas_are_words_and_nothing_more(read):
    x, _ = read("a,b\n\"=cmd|'/C calc'!A0\",1\n@SUM(1),2\n+1,3\n", target="b", kind="regression")
    np.testing.assert_array_equal(x[:, 0], [1, 2, 0])
    assert "+1 → 0" in read.said


def test_two_thousand_columns_and_numbers_that_are_none(read):
    head = ",".join(f"c{i}" for i in range(2000))
    rows = "\n".join(",".join(["1", "nan", "inf"] + ["2"] * 1997) for _ in range(3))
    x, _ = read(f"{head}\n{rows}", target="c0", missing="mean")
    assert x.shape == (3, 1999)
    assert np.isfinite(x).all()


def test_a_header_of_nothing_but_separators_is_told_at_once(read):
    with pytest.raises(ValueError, match="100,001 columns; expected at most 5,000"):
        read("," * 100_000 + "\n" + "," * 100_000 + "1", target=0)
    names, *_ = own_tables.table("a," * 4000 + "a 2\n" + "1," * 4000 + "1", "t.csv")
    assert len(set(names)) == 4001 and names[:3] == ["a", "a 2", "a 3"]


def test_columns_of_one_name_can_be_told_apart(read):
    with pytest.raises(ValueError, match=r"'a', 'a 2', 'column 2'"):
        read("a,a,\n1,2,3\n", target="z")


@pytest.mark.parametrize("wrong", [{"kind": "x"}, {"decimal": "x"}, {"missing": "x"}])
def test_an_option_that_is_none(read, wrong):
    with pytest.raises(ValueError, match="expected one of"):
        read(FLOWERS, target="species", **wrong)


def test_a_file_that_is_not_here_is_told_where_it_stays():
    with pytest.raises(FileNotFoundError, match=r"in which you opened it"):
        datasets.csv("no.csv", target="y")


def test_beside_the_program_it_is_read_from_the_disk(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.csv").write_text(FLOWERS)
    assert datasets.csv("f.csv", target="species")[0].shape == (4, 2)


def test_the_beginning_of_a_file_ends_with_a_line():
    text = "a,b\n" + "".join(f"{i},{i}\n" for i in range(1000))
    with own_tables.given({"t.csv": beginning(pack(text.encode(), "t.csv"), 500)}):
        short = own_tables.text_of("t.csv")
    assert text.startswith(short) and 480 < len(short) <= 500 and short.endswith("\n")
    packed = pack(b"a,b\n1,2\n", "")
    assert beginning(packed, 500) == packed


def test_which_files_a_program_asks_for():
    source = "x = datasets.csv('a.csv', 1)\ny = csv(file=\"b c.csv\")\nz = csv(name)\ncsv('a.csv')"
    assert asked_for(source) == ["a.csv", "b c.csv"]
