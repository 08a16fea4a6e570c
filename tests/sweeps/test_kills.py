"""Sweeps that are killed a few times; the benchmark `kills` does it two hundred times."""

from __future__ import annotations

import sys

import pytest

from tests.sweeps.kills import EXPERIMENT, Sweep, run_and_kill, run_at_once


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups to be killed")
@pytest.mark.slow
def test_a_sweep_that_is_killed_again_and_again_ends_as_if_nothing_had_been(tmp_path):
    report = run_and_kill(Sweep(tmp_path, shard_runs=128), 4, seed=7)
    assert report.wrong == []
    assert report.kills == 4 and report.while_computing >= 1
    assert report.stores >= 1 and report.shards == report.stores * EXPERIMENT.runs // 128


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
@pytest.mark.slow
def test_processes_that_begin_and_run_one_store_at_once_make_one_store(tmp_path):
    report = run_at_once(Sweep(tmp_path, shard_runs=512), together=4, kills=5, seed=3)
    assert report.wrong == []
    assert report.kills >= 5 and report.stores >= 1
    assert report.shards == report.stores * EXPERIMENT.runs // 512
