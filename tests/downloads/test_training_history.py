"""The numbers of a fit as files that others read."""

import csv
import io
import json
import math

import pytest

from playground.downloads.training_history import as_csv, as_json

ROWS = [(1, {"loss": 0.5, "=cmd()": 1.0}), (2, {"loss": math.nan, "=cmd()": 2.0, "val,loss": 0.25})]


def test_csv_reads_back_and_holds_no_formula():
    head, *rows = csv.reader(io.StringIO(as_csv(ROWS)))
    assert head == ["epoch", "loss", "'=cmd()", "val,loss"]
    assert rows == [["1", "0.5", "1.0", ""], ["2", "nan", "2.0", "0.25"]]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_name_of_a_metric_begins_a_formula(begin: str):
    head, _ = csv.reader(io.StringIO(as_csv([(1, {f"{begin}cmd()": 1.0})]), newline=""))
    assert head == ["epoch", f"'{begin}cmd()"]


def test_json_is_json_without_nan():
    found = json.loads(as_json(ROWS), parse_constant=lambda name: 1 / 0)
    assert found == {
        "epoch": [1, 2],
        "loss": [0.5, None],
        "=cmd()": [1.0, 2.0],
        "val,loss": [None, 0.25],
    }
