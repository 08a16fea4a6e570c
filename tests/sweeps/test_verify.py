"""Verifying stored sweeps: all damage is found, reported and repaired."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import xarray
import zarr

import gdsim as gd
from gdsim.base.errors import how_to_repair
from gdsim.cli import run_command
from gdsim.experiment import labelled
from gdsim.results.store.chunks import read_chunk, write_chunk
from gdsim.results.store.store import Store
from gdsim.sweeps.verification import repair, verify
from gdsim.sweeps.verification.samples import drawn
from tests.sweeps.kills import files

# Twelve shards of two pairs, the last of each row of them smaller than the others.
GIVEN = gd.Experiment(
    "rosenbrock",
    [gd.Adam(), gd.Momentum(momentum=0.7)],
    lr=gd.logspace(1e-4, 1.0, 50),
    start=gd.uniform(7, seed=3),
    noise=0.1,
    steps=40,
    record=("loss",),
    every=8,
)
LARGE = GIVEN.replace(lr=gd.logspace(1e-4, 1.0, 400), record=(), every=1)  # has a coarse grid
NETWORK = gd.Experiment(
    gd.Network([2, 3, 1], data=gd.datasets.spiral(samples=40), init_seed=range(9)),
    ["adam"],
    lr=gd.logspace(1e-3, 0.1, 8),
    steps=10,
)
VARIABLES = ["loss", "best_loss", "grad_norm", "steps", "verdict", "params", "trace_loss", "done"]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweeps")
    gd.run(GIVEN, folder / "given.zarr", shard_runs=63)
    gd.run(LARGE, folder / "large.zarr", shard_runs=100)
    return folder


@pytest.fixture
def path(written, tmp_path):
    """A copy of the small sweep, to be damaged."""
    shutil.copytree(written / "given.zarr", tmp_path / "s.zarr")
    return tmp_path / "s.zarr"


@pytest.fixture
def large(written, tmp_path):
    shutil.copytree(written / "large.zarr", tmp_path / "l.zarr")
    return tmp_path / "l.zarr"


def flip(file, at):
    content = bytearray(file.read_bytes())
    content[at] ^= 4
    file.write_bytes(content)


def chunk(path, name, numbers="1.3.0"):
    return path / name / f"c.{numbers}{'.0' if name in ('params', 'trace_loss') else ''}"


def found(path, sample=0, **options):
    return verify(Store.open(path, for_repair=True), sample, **options).damages


def check_repair(path, experiment=GIVEN):
    """What is damaged can be taken back, and the same run makes the sweep whole."""
    store = Store.open(path, for_repair=True)
    repair(store, verify(store, 64).damages)
    assert gd.run(experiment, path).load().identical(experiment.run())
    assert found(path, 64) == []


def test_a_sweep_that_is_whole_has_no_damage(written):
    for name, experiment in (("given", GIVEN), ("large", LARGE)):
        store = Store.open(written / f"{name}.zarr")
        report = verify(store, sample=64)
        assert report.damages == [] and report.committed == report.shards == len(store.shards)
        # Of the coarse grid there is a chunk a pair.
        assert report.chunks == (report.shards + 2 * report.coarse) * len(store.variables)
        assert 20 <= report.groups <= 68
        assert report.groups < report.recomputed <= 32 * report.groups
        assert report.runs == experiment.runs
    assert report.coarse


def test_a_sweep_of_a_network_and_of_a_single_run_is_verified(tmp_path):
    for name, experiment in (("n", NETWORK), ("one", gd.Experiment("x**2", "sgd", steps=5))):
        gd.run(experiment, tmp_path / f"{name}.zarr")
        report = verify(Store.open(tmp_path / f"{name}.zarr"))
        assert report.damages == [] and report.recomputed > 0


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("at", [0, -5, -1])
def test_a_flipped_byte_in_any_chunk_is_found(path, name, at):
    flip(chunk(path, name), at)
    (damage,) = found(path)
    assert (damage.part, damage.number) == ("shard", 9)
    assert damage.file == str(chunk(path, name).relative_to(path))
    assert damage.what == "its checksum is wrong"
    assert damage.runs == (350 + 27 * 7, 350 + 36 * 7 - 1)


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("length", [0, 3, 4, -1])
def test_a_truncated_file_is_found(path, name, length):
    file = chunk(path, name)
    file.write_bytes(file.read_bytes()[:length])
    (damage,) = found(path)
    assert damage.number == 9 and damage.file.startswith(f"{name}/")


@pytest.mark.parametrize("name", VARIABLES[:-1])
def test_a_missing_file_is_found(path, name):
    chunk(path, name).unlink()
    (damage,) = found(path)
    assert damage.number == 9 and damage.what == "its file is missing"


def test_a_missing_commitment_is_a_missing_shard_and_no_damage(path):
    chunk(path, "done").unlink()
    report = verify(Store.open(path))
    assert report.damages == [] and report.committed == report.shards - 1


def test_a_chunk_swapped_with_another_is_found(path):
    for name in ("loss", "params", "trace_loss"):
        one, other = chunk(path, name), chunk(path, name, "0.2.0")
        content = one.read_bytes(), other.read_bytes()
        assert content[0] != content[1]
        one.write_bytes(content[1])
        other.write_bytes(content[0])
    assert found(path) == []  # each is a chunk that was written here
    damages = found(path, sample=len(Store.open(path).shards))
    assert {(each.number, each.file.split("/")[0]) for each in damages} == {
        (number, name) for number in (2, 9) for name in ("loss", "params", "trace_loss")
    }
    check_repair(path)


def test_a_chunk_of_another_shape_is_found(path):
    chunk(path, "loss").write_bytes(chunk(path, "trace_loss").read_bytes())
    (damage,) = found(path)
    assert damage.number == 9 and damage.what in (
        "it has 378 values, not 63",
        f"it has {chunk(path, 'trace_loss').stat().st_size:,} bytes, and 272 at most",
    )


@pytest.mark.parametrize("name", VARIABLES[:-1])
def test_a_wrong_value_with_a_right_checksum_is_found_in_a_run_that_is_computed_again(path, name):
    array = zarr.open_array(str(path / name), mode="r+")
    values = array[1, 27:36]
    flat = values.reshape(63, -1)
    for run in range(0, 63, 21):  # one of each group
        flat[run, -1] = (flat[run, -1] + 1) % 5 if flat.dtype.kind in "iu" else -7.5
    array[1, 27:36] = values
    assert found(path) == []
    damages = found(path, sample=12)
    assert [(each.number, each.file.split("/")[0]) for each in damages] == [(9, name)]
    assert "1 of " in damages[0].what and "computed again" in damages[0].what
    run = damages[0].runs[0]
    assert damages[0].runs == (run, run) and (run - 350 - 27 * 7) % 21 == 0
    check_repair(path)


def test_a_wrong_sign_of_nothing_is_a_difference(tmp_path):
    given = gd.Experiment("x**2", "sgd", lr=[0.5, 0.25], start=2.0, steps=3)
    gd.run(given, tmp_path / "s.zarr")
    array = zarr.open_array(str(tmp_path / "s.zarr" / "params"), mode="r+")
    assert array[0, 0, 0] == 0
    array[0, 0, 0] = -0.0
    assert found(tmp_path / "s.zarr") == []
    (damage,) = found(tmp_path / "s.zarr", sample=1)
    assert damage.file == "params/c.0.0.0" and damage.runs == (0, 0)


def test_runs_that_are_not_done_and_verdicts_that_there_are_none_of_are_found(path):
    zarr.open_array(str(path / "done"), mode="r+")[1, 30, 2] = False
    zarr.open_array(str(path / "verdict"), mode="r+")[0, 3, 2] = 9
    one, other = found(path)
    assert one.file == "verdict/c.0.0.0" and "9 is not the number of a verdict" in one.what
    assert other.file == "done/c.1.3.0" and other.what == "it says that runs are missing"


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        *((name, "byte") for name in ("lr", "start", "start_x", "optimizer", "step", "variable")),
        *((name, harm) for name in ("lr", "optimizer") for harm in ("gone", "value")),
    ],
)
def test_a_damaged_coordinate_is_found_and_written_anew(path, name, harm):
    file = path / name / "c.0"
    if harm == "byte":
        flip(file, -1)
    elif harm == "gone":
        file.unlink()
    else:
        array = zarr.open_array(str(path / name), mode="r+")
        array[1] = array[0]
    damages = found(path)
    assert [(each.part, each.file) for each in damages] == [("coordinate", f"{name}/c.0")]
    np.testing.assert_array_equal(gd.load(path)[name].values, GIVEN.run()[name].values)
    check_repair(path)


@pytest.mark.parametrize("name", ["lr", "start_x"])
def test_who_reads_a_sweep_with_xarray_alone_sees_a_flipped_bit_of_a_coordinate(path, name):
    flip(path / name / "c.0", 20)
    with pytest.raises(ValueError, match="checksum"):
        _ = xarray.open_zarr(path)[name].values


@pytest.mark.parametrize("harm", ["gone", "other", "root", "manifest"])
def test_a_damaged_description_is_found_and_written_anew(path, capsys, harm):
    whole = files(path)
    name = {"root": "zarr.json", "manifest": "done/.manifest"}.get(harm, "loss/zarr.json")
    file = path / name
    if harm == "gone":
        file.unlink()
    else:
        flip(file, 50)
    (damage,) = found(path)
    assert damage.part == ("manifest" if harm == "manifest" else "array") and damage.file == name
    if harm in ("root", "manifest"):
        for command in ("status", "run"):
            assert run_command([command, str(path)]) == 2
            said = capsys.readouterr().err
            assert f"{path}: {name}: " in said and said.endswith(f"; {how_to_repair(path)}\n")
    assert run_command(["verify", str(path), "--repair", "--sample", "0"]) == 1
    assert "coordinates and descriptions are rewritten" in capsys.readouterr().out
    assert files(path) == whole and found(path, 64) == []


def test_a_damaged_coarse_grid_is_found_and_computed_again(large):
    zarr.open_array(str(large / "coarse" / "loss"), mode="r+")[1] = 3.0
    damages = found(large, 64)
    assert {(each.part, each.number, each.file) for each in damages} == {
        ("coarse", 1, "coarse/loss/c.1.0.0")
    }
    flip(large / "coarse" / "steps" / "c.0.0.0", 20)
    assert ("coarse", 0) in {(each.part, each.number) for each in found(large)}
    check_repair(large, LARGE)
    assert gd.load(large, coarse=True)["loss"].values.min() < 3


def test_the_sample_is_spread_over_optimizers_and_shards(written):
    store = Store.open(written / "large.zarr")
    committed = np.flatnonzero(store.committed())
    groups = list(drawn(store, committed, 20, 5, coarse=False))
    pairs = [each.stored.pair for each in groups]
    assert pairs.count(0) == pairs.count(1) == 10
    assert len({each.stored.number for each in groups}) == 20
    every = {each.stored.number for each in drawn(store, committed, len(committed), 1, False)}
    assert every == set(committed)
    some = [drawn(store, committed, 20, seed, coarse=False) for seed in (5, 5, 6)]
    first, same, other = ([(g.stored.number, g.place) for g in groups] for groups in some)
    assert first == same != other


def test_damage_is_repaired_by_the_command_and_the_same_run(path, capsys):
    flip(chunk(path, "loss"), 30)
    chunk(path, "steps", "0.1.0").unlink()
    assert run_command(["verify", str(path)]) == 1
    said = capsys.readouterr().out
    assert "2 things are damaged:" in said and "shard 9: loss/c.1.3.0: its checksum" in said
    assert "(runs 539 to 601)" in said and f"gdsim verify --repair {path}" in said
    assert Store.open(path).committed().all()
    assert run_command(["verify", str(path), "--repair"]) == 1
    assert "damaged shards are un-committed; the same gdsim run" in capsys.readouterr().out
    assert np.flatnonzero(~Store.open(path).committed()).tolist() == [1, 9]
    assert run_command(["verify", str(path)]) == 0
    assert "10 of 12 shards committed" in capsys.readouterr().out
    xarray.testing.assert_identical(gd.run(GIVEN, path).load(), GIVEN.run())


def test_json_says_everything(path, capsys):
    assert run_command(["verify", str(path), "--json", "--sample", "3"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["damages"] == said["damaged_shards"] == [] and said["groups"] == 3
    flip(chunk(path, "loss"), 30)
    assert run_command(["verify", str(path), "--json", "--repair"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["damaged_shards"] == [9] and said["repaired"] is True
    assert said["damages"][0]["runs"] == [539, 601]


def test_an_unfinished_sweep_is_verified_as_far_as_it_is(tmp_path):
    Store.create(tmp_path / "s.zarr", GIVEN, 63)
    report = verify(Store.open(tmp_path / "s.zarr"))
    assert (report.committed, report.chunks, report.recomputed) == (0, 0, 0)
    assert report.damages == []
    asked = iter(range(10**9))
    gd.run(GIVEN, tmp_path / "s.zarr", threads=1, cancelled=lambda: next(asked) > 5)
    report = verify(Store.open(tmp_path / "s.zarr"))
    assert 0 < report.committed < 12 and report.damages == [] and report.recomputed > 0


def test_repair_waits_for_no_other_process_and_looking_needs_no_lock(path, capsys):
    flip(chunk(path, "loss"), 30)
    with Store.open(path).locked():
        assert run_command(["verify", str(path), "--repair"]) == 2
        assert "is being computed by another process" in capsys.readouterr().err
        assert run_command(["verify", str(path)]) == 1
    assert Store.open(path).committed().all()


def test_what_another_gdsim_computed_is_only_checked(path, monkeypatch):
    monkeypatch.setattr(labelled, "__version__", "99.0")
    with pytest.raises(ValueError, match=r"was started with gdsim "):
        found(path, sample=1)
    assert found(path) == []


def test_what_is_no_sweep_is_refused(tmp_path, capsys):
    for command in ("verify", "status"):
        assert run_command([command, str(tmp_path / "none.zarr")]) == 2
        assert "there is nothing at that path" in capsys.readouterr().err


def test_chunks_are_what_zarr_reads(written):
    for name in ("given", "large"):
        store = Store.open(written / f"{name}.zarr")
        for variable in store.variables:
            array = zarr.open_array(str(store.path / variable), mode="r")
            for number in range(0, len(store.shards), 3):
                shard = store.shards[number]
                expected = array[shard.place]
                values = store.read(shard, variable)
                assert values.dtype == expected.dtype
                assert values.tobytes() == np.ascontiguousarray(expected).tobytes()
    coarse = gd.load(store.path, coarse=True)
    for pair in range(2):
        values = store.read_coarse(pair, "loss")
        np.testing.assert_array_equal(values, coarse["loss"].values[pair].ravel())


def test_what_is_no_chunk_is_damaged(tmp_path):
    import google_crc32c

    kind = np.dtype(np.float32)
    with pytest.raises(ValueError, match="its file cannot be read"):
        read_chunk(tmp_path, kind, (2,))
    file = tmp_path / "c.0"
    write_chunk(str(file), np.ones(90, kind), (90,), np.nan)
    packed = file.read_bytes()[:-4]
    cases = {
        "it is too short": b"no Blosc",
        r"it has 400 bytes, and 380 at most": bytes(396),
        # What the header declares: a terabyte, other values, other bytes.
        "it has 1,073,741,823 values, not 90": packed[:4] + b"\xff" * 4 + packed[8:],
        "it has 91 values, not 90": packed[:4] + (364).to_bytes(4, "little") + packed[8:],
        r"it has \d+ bytes, not 4,294,967,295": packed[:12] + b"\xff" * 4 + packed[16:],
        "it cannot be decompressed": packed[:2] + b"\xf3" + packed[3:],
    }
    for words, content in cases.items():
        file.write_bytes(content + google_crc32c.value(content).to_bytes(4, "little"))
        with pytest.raises(ValueError, match=words):
            read_chunk(file, kind, (90,))
