"""Fetched data are those that were looked at."""

import pytest

from playground.site import measured
from playground.site.distribution import Untrusted


def test_other_bytes_are_not_trusted(monkeypatch):
    (wheel, files), *_ = [(w, f) for w, f in measured.WHEELS.items() if w.startswith("palmer")]
    monkeypatch.setattr(measured, "WHEELS", {wheel: dict.fromkeys(files, "0" * 64)})
    with pytest.raises(Untrusted, match=r"penguins\.csv: expected sha256 0000"):
        measured.fetch()


def test_a_penguin_that_was_not_measured_is_left_out():
    head = "species,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g"
    rows = "Gentoo,47.6,14.5,215,5400\nAdelie,NA,NA,NA,NA\nAdelie,39.1,18.7,181,3750"
    assert list(measured._penguins(f"{head}\n{rows}")) == [
        "47.6,14.5,215,5400,2",
        "39.1,18.7,181,3750,0",
    ]
