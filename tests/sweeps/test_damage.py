"""Every file of a stored sweep damaged in turn; the benchmark `damages` does so at every byte."""

from __future__ import annotations

import pytest

from tests.sweeps.damages import harm_all


@pytest.mark.slow
def test_damage_to_any_file_is_found_is_a_sentence_and_is_mended(tmp_path, capsys):
    report = harm_all(tmp_path, every=3000, mend_every=11, seed=11)
    assert report.wrong == []
    assert report.files >= 40 and report.harms > 5 * report.files and report.repaired > 17
