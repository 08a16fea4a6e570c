"""Sweeps on disk: their results, whatever interrupts them, and what they refuse."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.experiment import labelled
from gdsim.results import files as result_file
from gdsim.results.store.layout import ATTRIBUTE
from gdsim.results.store.manifest import write_manifest
from gdsim.results.store.store import Store
from gdsim.sweeps import sweep
from gdsim.sweeps.planning import OnDisk
from gdsim.sweeps.threads import on_threads

RICH = gd.Experiment(
    gd.Function("rosenbrock", b=[10.0, 50.0, 100.0]),
    [gd.Adam(beta1=gd.linspace(0.5, 0.9, 4)), gd.SGD()],
    lr=gd.logspace(1e-4, 0.3, 7),
    start=gd.uniform(11, seed=5),
    schedule=[gd.Cosine(warmup=[0, 9]), gd.Step(gamma=0.3)],
    noise=0.3,
    seed=[4, 5],
    steps=60,
    record=["loss", "params"],
    every="log:7",
    title="A rich sweep",
)
NETWORK = gd.Experiment(
    gd.Network(
        [2, 3, 2], loss="cross_entropy", data=gd.datasets.xor(samples=12), init_seed=range(9),
        batch_size=5,
    ),
    [gd.Momentum(), gd.Muon()],
    lr=gd.logspace(1e-3, 1.0, 40),
    noise=0.1,
    steps=9,
    record=["train_loss", "layer_grad_norm"],
    measures=["trainability"],
    keep_params=False,
)  # fmt: skip
PLAIN = gd.Experiment("booth", ["adam", "sgd"], lr=gd.logspace(1e-4, 1.0, 64), steps=50,
                      start=gd.uniform(40))  # fmt: skip


def files(path: Path) -> dict[str, bytes]:
    """Every file of a store but what writers and locks leave behind."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.suffix != ".partial" and file.name != ".lock"
    }


@pytest.mark.parametrize("given", [RICH, NETWORK], ids=["function", "network"])
def test_a_sweep_is_the_result_that_memory_would_have(given, tmp_path):
    stored = gd.run(given, out=tmp_path / "a.zarr", shard_runs=100)
    xarray.testing.assert_identical(stored.load(), given.run())
    assert list(stored.data_vars) == list(given.run().data_vars)


def test_xarray_alone_reads_a_sweep_as_it_is(tmp_path):
    gd.run(RICH, out=tmp_path / "a.zarr", shard_runs=100)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = xarray.open_zarr(tmp_path / "a.zarr")
    wanted = RICH.run()
    for name in wanted.variables:
        np.testing.assert_array_equal(found[name].values, wanted[name].values)
    assert found["done"].values.all() and found["lr"].attrs == wanted["lr"].attrs
    assert found.attrs["experiment"] == RICH.to_toml()
    assert found["verdict"].attrs["flag_meanings"] == wanted["verdict"].attrs["flag_meanings"]


def test_an_interrupted_sweep_says_what_is_missing_and_goes_on_where_it_was(tmp_path):
    path, seen = tmp_path / "a.zarr", []
    part = gd.run(
        PLAIN, path, threads=1, shard_runs=40, progress=seen.append,
        cancelled=lambda: len(seen) > 9,
    )  # fmt: skip
    done = part["done"].values
    assert 9 * 40 <= done.sum() < PLAIN.runs and done.sum() == seen[-1].done.runs
    whole = PLAIN.run()
    np.testing.assert_array_equal(part["loss"].values[done], whole["loss"].values[done])
    assert np.isnan(part["loss"].values[~done]).all() and not part["steps"].values[~done].any()
    assert sum(row["not_done"] for row in gd.verdict_table(part)) == PLAIN.runs - done.sum()
    before = {p.name: p.stat().st_mtime_ns for p in (path / "done").glob("c.*")}
    xarray.testing.assert_identical(gd.run(PLAIN, path, progress=seen.append).load(), whole)
    after = {p.name: p.stat().st_mtime_ns for p in (path / "done").glob("c.*")}
    assert {name: after[name] for name in before} == before, "a committed shard is computed once"
    assert seen[-1].done.runs == PLAIN.runs
    assert seen[-1].now.runs == PLAIN.runs - done.sum()


def test_threads_and_interruptions_do_not_change_a_byte_of_the_files(tmp_path):
    gd.run(PLAIN, tmp_path / "one.zarr", threads=1, shard_runs=100)
    asked = iter([False] * 7)
    gd.run(PLAIN, tmp_path / "two.zarr", shard_runs=100, cancelled=lambda: next(asked, True))
    gd.run(PLAIN, tmp_path / "two.zarr", threads=3)
    one, two = files(tmp_path / "one.zarr"), files(tmp_path / "two.zarr")
    assert one == two and len(one) > 7 * 50


def test_what_a_killed_writer_leaves_behind_is_no_result(tmp_path):
    path = tmp_path / "a.zarr"
    gd.run(PLAIN, path, shard_runs=100)
    whole = files(path)
    # Killed with a shard written in part, and in the middle of a file.
    for name in ("done/c.1.5.0", "loss/c.1.5.0", "grad_norm/c.0.3.0", "done/c.0.3.0"):
        (path / name).unlink(missing_ok=True)
    (path / "loss" / "c.1.5.abc.partial").write_bytes(b"half a ch")
    (path / "steps" / "c.1.5.0").write_bytes(b"rubbish")
    assert not gd.load(path)["done"].values.all()
    gd.run(PLAIN, path)
    assert files(path) == whole and not list(path.rglob("*.partial"))


def test_a_picture_of_the_whole_is_there_before_the_rest(tmp_path):
    given = PLAIN.replace(start=gd.grid(40, 40), record=["loss"], every=10)
    path, seen = tmp_path / "a.zarr", []
    gd.run(given, path, threads=1, shard_runs=2000, progress=seen.append,
           cancelled=lambda: len(seen) > 3)  # fmt: skip
    coarse = gd.load(path, coarse=True)
    assert coarse.attrs["experiment_hash"] == given.hash and "done" not in coarse
    whole = given.run().sel(lr=coarse["lr"], start_x=coarse["start_x"], start_y=coarse["start_y"])
    assert 200 < coarse["loss"].size <= given.runs / 64
    for name in coarse.data_vars:
        np.testing.assert_array_equal(coarse[name].values, whole[name].values)
    gd.picture(coarse, tmp_path / "coarse.png")
    with pytest.raises(ValueError, match="only stored sweeps have a coarse grid"):
        gd.load(tmp_path / "a.nc", coarse=True)


def test_a_run_of_the_file_and_of_the_experiment_are_the_same(tmp_path):
    PLAIN.save(tmp_path / "a.toml")
    one = gd.run(tmp_path / "a.toml", out=tmp_path / "a.zarr")
    xarray.testing.assert_identical(one.load(), gd.run(PLAIN))
    assert gd.run(str(tmp_path / "a.toml"), out=tmp_path / "a.nc").equals(
        gd.load(tmp_path / "a.nc")
    )


def test_progress_counts_runs_steps_and_verdicts(tmp_path):
    seen: list[sweep.Progress] = []
    result = gd.run(PLAIN, tmp_path / "a.zarr", shard_runs=300, progress=seen.append)
    assert [p.done.runs for p in seen] == sorted(p.done.runs for p in seen)
    last = seen[-1]
    assert last.done.verdicts == tuple(np.bincount(result["verdict"].values.ravel(), minlength=5))
    assert last.done.steps == int(result["steps"].sum()) and last.seconds_left == 0
    assert last.runs_per_second == pytest.approx(PLAIN.runs / last.seconds)
    assert json.loads(json.dumps(last.to_dict()))["done"] == PLAIN.runs


def test_another_experiment_is_refused_with_the_difference(tmp_path):
    gd.run(PLAIN, tmp_path / "a.zarr", shard_runs=500)
    other = PLAIN.replace(steps=70, lr=gd.logspace(1e-4, 1.0, 65))
    with pytest.raises(ValueError, match=r"steps = 50 \(here steps = 70\)") as found:
        gd.run(other, tmp_path / "a.zarr")
    assert "logspace = [0.0001, 1.0, 64]" in str(found.value) and "\n" not in str(found.value)
    with pytest.raises(ValueError, match=r"noise = 0\.5 \(only here\)"):
        gd.run(PLAIN.replace(noise=0.5), tmp_path / "a.zarr")


def test_a_sweep_begun_by_another_version_is_refused(tmp_path, monkeypatch):
    gd.run(PLAIN, tmp_path / "a.zarr", shard_runs=500)
    monkeypatch.setattr(labelled, "__version__", "9.9")
    said = re.escape(f"started with gdsim {gd.__version__}, this is 9.9")
    with pytest.raises(ValueError, match=said):
        gd.run(PLAIN, tmp_path / "a.zarr")
    assert gd.load(tmp_path / "a.zarr")["loss"].size == PLAIN.runs  # but it can be read


def test_a_store_of_a_newer_format_is_refused(tmp_path):
    gd.run(PLAIN, tmp_path / "a.zarr", shard_runs=500)
    meta = tmp_path / "a.zarr" / "zarr.json"
    content = json.loads(meta.read_text())
    division = json.loads(content["attributes"][ATTRIBUTE])
    content["attributes"][ATTRIBUTE] = json.dumps({**division, "format": 3})
    meta.write_text(json.dumps(content))
    write_manifest(tmp_path / "a.zarr", content["attributes"])
    for action in (
        lambda: gd.load(tmp_path / "a.zarr"),
        lambda: gd.run(PLAIN, tmp_path / "a.zarr"),
    ):
        with pytest.raises(ValueError, match=r"format 3, which this gdsim does not know .* newer"):
            action()


def test_other_folders_are_no_sweeps_and_stay_as_they_are(tmp_path):
    (tmp_path / "mine.zarr").mkdir()
    (tmp_path / "mine.zarr" / "thesis.txt").write_text("years")
    with pytest.raises(ValueError, match="exists already and is not a stored sweep"):
        gd.run(PLAIN, tmp_path / "mine.zarr")
    assert (tmp_path / "mine.zarr" / "thesis.txt").read_text() == "years"
    with pytest.raises(ValueError, match="no stored sweep"):
        Store.open(tmp_path / "mine.zarr")
    with pytest.raises(ValueError, match="there is nothing at that path"):
        Store.open(tmp_path / "nowhere.zarr")
    with pytest.raises(ValueError, match="there is no folder"):
        gd.run(PLAIN, tmp_path / "nowhere" / "a.zarr")
    assert os.listdir(tmp_path) == ["mine.zarr"]


def test_a_sweep_larger_than_the_disk_is_refused_with_the_estimate(tmp_path, monkeypatch):
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(10**9, 0, 10**6))
    given = PLAIN.replace(record=["loss"], lr=gd.logspace(1e-4, 1.0, 1000), steps=1000)
    with pytest.raises(ValueError, match=r"take up to 322 MB, but .* has 1 MB left; thin the"):
        gd.run(given, tmp_path / "a.zarr")
    assert not os.listdir(tmp_path)
    gd.run(PLAIN, tmp_path / "a.zarr")


def test_a_full_disk_is_a_sentence_and_what_was_done_is_kept(tmp_path, monkeypatch):
    path, whole, count = tmp_path / "a.zarr", Store.write, iter(range(10))

    def until_full(store, shard, outcome):
        if next(count, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(store, shard, outcome)

    monkeypatch.setattr(Store, "write", until_full)
    with pytest.raises(ValueError, match=r"No space left on device; completed runs are kept"):
        gd.run(PLAIN, path, threads=1, shard_runs=100)
    assert Store.open(path).committed().sum() == 10
    monkeypatch.setattr(Store, "write", whole)
    xarray.testing.assert_identical(gd.run(PLAIN, path).load(), PLAIN.run())


def test_a_damaged_shard_stops_what_would_go_on_with_it(tmp_path):
    path = tmp_path / "a.zarr"
    gd.run(PLAIN, path, shard_runs=300)
    chunk = next((path / "verdict").glob("c.*"))
    content = bytearray(chunk.read_bytes())
    content[len(content) // 2] ^= 1
    chunk.write_bytes(content)
    (path / "done" / "c.0.0.0").unlink()
    if chunk.name == "c.0.0.0":
        chunk = path / "verdict" / "c.1.2.0"
        chunk.write_bytes(content)
    with pytest.raises(
        ValueError, match=r"shard \d+ is damaged .*checksum.* gdsim verify --repair"
    ):
        gd.run(PLAIN, path)


def test_two_processes_do_not_compute_one_sweep(tmp_path):
    path = tmp_path / "a.zarr"
    store = sweep.begin(OnDisk(PLAIN, path, on_threads()))
    code = (
        f"import gdsim as gd; gd.run(gd.Experiment.from_toml({PLAIN.to_toml()!r}), {str(path)!r})"
    )
    with store.locked():
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.returncode == 1 and "is being computed by another process" in found.stderr
    assert not store.committed().any()
    gd.run(PLAIN, path)


def test_a_sweep_cannot_be_given_what_only_disks_have(tmp_path):
    for options in ({"workers": 2}, {"cluster": "tcp://x:1"}, {"shard_runs": 5}):
        with pytest.raises(ValueError, match="is for sweeps on disk"):
            gd.run(PLAIN, **options)
    with pytest.raises(TypeError, match="an Experiment or its file, got 3"):
        gd.run(3)
    with pytest.raises(ValueError, match="shard_runs must be a whole number from 1"):
        gd.run(PLAIN, tmp_path / "a.zarr", shard_runs=0)
    with pytest.raises(ValueError, match=r"only results saved as \.nc, and sweeps"):
        result_file.load(tmp_path / "a.csv")


def test_a_long_axis_is_written_in_sections(tmp_path, monkeypatch):
    monkeypatch.setattr("gdsim.results.store.layout._SECTION", 7)
    given = PLAIN.replace(start=gd.uniform(50, seed=3))
    xarray.testing.assert_identical(gd.run(given, tmp_path / "a.zarr").load(), given.run())


def test_a_stored_sweep_is_gone_on_with_by_its_name_alone(tmp_path):
    path, seen = tmp_path / "a.zarr", []
    gd.run(PLAIN, path, shard_runs=100, progress=seen.append, cancelled=lambda: len(seen) > 5)
    xarray.testing.assert_identical(gd.run(path).load(), PLAIN.run())
    xarray.testing.assert_identical(gd.run(path, out=path).load(), PLAIN.run())
    with pytest.raises(ValueError, match="whose results are written to it, not to"):
        gd.run(path, out=tmp_path / "b.nc")


def test_methods_of_ones_own_must_be_what_they_were_to_go_on(tmp_path):
    from gdsim.base import assets
    from gdsim.catalogue.plugins import in_use

    folder, seen = tmp_path / "mine", []
    folder.mkdir()
    method = folder / "signed.py"
    text = (assets.path("catalogue_example") / "sign_momentum.py").read_text()
    method.write_text(text.replace('name="SignMomentum"', 'name="Signed"'))
    used = gd.use_catalogue(folder)
    try:
        given = PLAIN.replace(optimizers=[gd.Signed(), gd.SGD()])
        gd.run(given, tmp_path / "a.zarr", shard_runs=200, progress=seen.append,
               cancelled=lambda: len(seen) > 3)  # fmt: skip
        method.write_text(method.read_text().replace("(1 - beta) * g", "(1 - beta) * g * 2"))
        used = gd.use_catalogue(folder)
        with pytest.raises(
            ValueError, match=r"started with different versions of your own methods \(mine"
        ):
            gd.run(given, tmp_path / "a.zarr")
    finally:
        in_use.set_aside(used)


def test_data_of_a_file_are_found_again_from_another_folder(tmp_path, monkeypatch):
    table = "x,y,kind\n" + "\n".join(f"{i},{i * i % 7},{'ab'[i % 2]}" for i in range(40))
    (tmp_path / "mine.csv").write_text(table)
    (tmp_path / "a.toml").write_text(
        "gdsim = 1\nlr = { logspace = [1e-3, 1.0, 40] }\nsteps = 5\n[objective.network]\n"
        'layers = [2, 3, 2]\nloss = "cross_entropy"\n'
        'data = { file = "mine.csv", target = "kind" }\n[[optimizers]]\nname = "adam"\n'
    )
    seen: list[object] = []
    gd.run(tmp_path / "a.toml", tmp_path / "a.zarr", progress=seen.append, shard_runs=3,
           cancelled=lambda: len(seen) > 3)  # fmt: skip
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    found = gd.run(tmp_path / "a.zarr")
    xarray.testing.assert_identical(found.load(), gd.Experiment.load(tmp_path / "a.toml").run())
    (tmp_path / "mine.csv").write_text(table.replace("3,2,b", "3,2,a"))
    with pytest.raises(ValueError, match="data that its experiment reads from files have changed"):
        gd.run(tmp_path / "a.zarr")
