"""Results and stored sweeps as CSV, Parquet, NetCDF and NPZ."""

from __future__ import annotations

import builtins
import os
import shutil
import subprocess
import sys
import tracemalloc

import numpy as np
import pandas as pd
import pytest
import xarray

import gdsim as gd
from gdsim.cli import run_command
from gdsim.engine.verdict import Verdict
from gdsim.results import files as result_file
from gdsim.results.files import export
from gdsim.results.formats import csv, netcdf, npz, parquet
from gdsim.results.formats.source import Source, blocks

pytestmark = pytest.mark.slow  # much to compile, or many processes

# Some diverge to infinity, some are stopped, and some take every step.
RICH = gd.Experiment(
    gd.Function("rosenbrock", b=[10.0, 100.0]),
    [gd.Adam(beta1=gd.linspace(0.5, 0.9, 3)), gd.SGD()],
    lr=gd.logspace(1e-4, 3.0, 7),
    start=gd.uniform(11, seed=5),
    schedule=[gd.Cosine(warmup=[0, 9]), gd.Step(gamma=0.3)],
    noise=0.3,
    steps=60,
    record=("loss", "params"),
    every=20,
    target=0.01,
    title='Commas, and "quotes"',
)
NETWORK = gd.Experiment(
    gd.Network([2, 3, 1], data=gd.datasets.spiral(samples=40), init_seed=range(5)),
    [gd.SGD(), gd.Adam()],
    lr=gd.logspace(1e-3, 1.0, 6),
    steps=20,
    record=("loss",),
    dtype="float64",
)
SINGLE = gd.Experiment("x**2", "sgd", lr=0.3, steps=9)
ALL = {"rich": RICH, "network": NETWORK, "single": SINGLE}
SUFFIXES = (".csv", ".parquet", ".nc", ".npz")
ROWS = (".csv", ".parquet")


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """For each experiment its result and, in a folder, its file and (un)finished sweep."""
    folder = tmp_path_factory.mktemp("sweeps")
    found = {}
    for name, experiment in ALL.items():
        gd.run(experiment, folder / f"{name}.zarr", shard_runs=100)
        found[name] = experiment.run()
        gd.save(found[name], folder / f"{name}.nc")
    asked = iter(range(10**9))
    gd.run(
        RICH, folder / "part.zarr", shard_runs=100, threads=1, cancelled=lambda: next(asked) > 20
    )
    return folder, found


def twin(result):
    """The rows of a result, as pandas makes them of all of it at once."""
    plain = result.drop_vars([name for name in result if str(name).startswith("trace_")])
    own = ("params", "variable", "step", "epoch", "layer", "hidden_layer")
    columns = plain.drop_vars(own, errors="ignore").assign(
        {
            f"params_{name}": plain["params"].isel(variable=index, drop=True)
            for index, name in enumerate(plain["variable"].values)
        }
    )
    names = np.array([str(verdict) for verdict in Verdict])
    columns["verdict"] = columns["verdict"].copy(data=names[columns["verdict"].values])
    frame = columns.to_dataframe()
    if "done" in frame:
        frame = frame[frame["done"]].drop(columns="done")
    return frame


@pytest.mark.parametrize("name", ALL)
def test_csv_is_what_pandas_writes_of_the_whole(there, tmp_path, name):
    folder, results = there
    export(folder / f"{name}.zarr", tmp_path / "r.csv")
    twin(results[name]).to_csv(tmp_path / "twin.csv", lineterminator="\n")
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "twin.csv").read_bytes()


def test_the_results_have_what_is_hard_to_write(there):
    result = there[1]["rich"]
    assert "," in result["optimizer"].values[0] or "," in result.attrs["title"]
    loss = result["loss"].values
    assert np.isnan(loss).any() or np.isinf(loss).any()
    assert len(np.unique(result["verdict"])) >= 3


@pytest.mark.parametrize("name", ALL)
def test_npz_is_what_numpy_writes_of_the_whole(there, tmp_path, name):
    folder, results = there
    export(folder / f"{name}.zarr", tmp_path / "r.npz")
    arrays = {str(name): variable.values for name, variable in results[name].variables.items()}
    attributes = {f"attribute_{n}": np.array(value) for n, value in results[name].attrs.items()}
    np.savez(tmp_path / "twin.npz", allow_pickle=False, **arrays, **attributes)
    assert (tmp_path / "r.npz").read_bytes() == (tmp_path / "twin.npz").read_bytes()


@pytest.mark.parametrize("name", ALL)
def test_netcdf_gives_back_the_same_result_as_xarray_writes_it(there, tmp_path, name):
    folder, results = there
    export(folder / f"{name}.zarr", tmp_path / "r.nc")
    results[name].to_netcdf(tmp_path / "twin.nc", engine="h5netcdf")
    for file in ("r.nc", "twin.nc"):
        assert xarray.load_dataset(tmp_path / file, engine="h5netcdf").identical(results[name])
    with (
        xarray.open_dataset(tmp_path / "r.nc", decode_cf=False) as ours,
        xarray.open_dataset(tmp_path / "twin.nc", decode_cf=False) as theirs,
    ):
        assert ours.identical(theirs)


@pytest.mark.parametrize("name", ALL)
def test_parquet_has_the_columns_with_types_and_units(there, tmp_path, name):
    from pyarrow import parquet as reader

    folder, results = there
    export(folder / f"{name}.zarr", tmp_path / "r.parquet")
    frame = twin(results[name]).reset_index()
    found = reader.read_table(tmp_path / "r.parquet")
    assert found.column_names == list(frame.columns)
    for column in frame.columns:
        values = found[column].to_numpy()
        if frame[column].dtype.kind in "fiu":
            assert values.dtype == frame[column].dtype
            assert values.tobytes() == frame[column].to_numpy().tobytes()
        else:
            assert values.tolist() == frame[column].tolist()
    assert found.schema.field("steps").metadata[b"units"] == b"step"
    assert found.schema.metadata[b"experiment"].decode() == ALL[name].to_toml()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", ALL)
def test_a_sweep_and_a_result_in_memory_give_the_same_bytes(there, tmp_path, name, suffix):
    folder, results = there
    names = [tmp_path / f"{i}{suffix}" for i in range(4)]
    gd.save(results[name], names[0])
    assert export(folder / f"{name}.zarr", names[1]) == 0
    gd.save(gd.load(folder / f"{name}.zarr"), names[2])
    assert export(folder / f"{name}.nc", names[3]) == 0
    assert len({path.read_bytes() for path in names}) == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_how_many_blocks_it_is_written_in_changes_no_value(there, tmp_path, monkeypatch, suffix):
    folder, _ = there
    export(folder / "rich.zarr", tmp_path / f"large{suffix}")
    for module in (csv, parquet):
        monkeypatch.setattr(module, "_CELLS", 2000)
    monkeypatch.setattr(npz, "_BLOCK", 1024)
    monkeypatch.setattr(netcdf, "_CHUNK", 4096)
    told = []
    export(
        folder / "rich.zarr", tmp_path / f"small{suffix}",
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert len(told) > 20 and told == sorted(told) and len({total for _, total in told}) == 1
    if suffix in (".csv", ".npz"):
        small, large = (tmp_path / f"{name}{suffix}" for name in ("small", "large"))
        assert small.read_bytes() == large.read_bytes()
    elif suffix == ".nc":
        assert gd.load(tmp_path / "small.nc").identical(gd.load(tmp_path / "large.nc"))
    else:
        one, other = (pd.read_parquet(tmp_path / f"{n}.parquet") for n in ("small", "large"))
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_of_an_unfinished_sweep_rows_of_missing_runs_are_left_out(there, tmp_path):
    folder, results = there
    part = gd.load(folder / "part.zarr")
    done = int(part["done"].sum())
    assert 0 < done < RICH.runs
    for suffix in ROWS:
        assert export(folder / "part.zarr", tmp_path / f"r{suffix}") == RICH.runs - done
        gd.save(part, tmp_path / f"again{suffix}")
        again = (tmp_path / f"again{suffix}").read_bytes()
        assert (tmp_path / f"r{suffix}").read_bytes() == again
    expected = twin(results["rich"])[part["done"].values.ravel()]
    expected.to_csv(tmp_path / "twin.csv", lineterminator="\n")
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "twin.csv").read_bytes()
    found = pd.read_parquet(tmp_path / "r.parquet")
    assert len(found) == done and (found["loss"].to_numpy() == expected["loss"].to_numpy())[
        np.isfinite(expected["loss"])
    ].all()  # fmt: skip


def test_of_an_unfinished_sweep_missing_runs_are_nan_and_not_done(there, tmp_path):
    folder, results = there
    part = gd.load(folder / "part.zarr").load()
    missing = export(folder / "part.zarr", tmp_path / "r.nc")
    assert missing == int((~part["done"]).sum()) > 0
    found = gd.load(tmp_path / "r.nc")
    assert found.identical(part)
    whole = results["rich"]
    for name in whole:
        xarray.testing.assert_identical(
            found[name].where(part["done"]), whole[name].where(part["done"])
        )
    assert np.isnan(found["loss"].values[~part["done"].values]).all()
    export(folder / "part.zarr", tmp_path / "r.npz")
    with np.load(tmp_path / "r.npz") as arrays:
        np.testing.assert_array_equal(arrays["done"], part["done"].values)
        np.testing.assert_array_equal(arrays["trace_params"], part["trace_params"].values)


def test_of_an_interrupted_run_in_memory_only_what_is_done_has_rows(tmp_path):
    told = []
    long = RICH.replace(start=gd.uniform(300, seed=5), record=())
    result = long.run(threads=1, progress=told.append, cancelled=lambda: any(told))
    assert 0 < int(result["done"].sum()) < long.runs
    gd.save(result, tmp_path / "r.csv")
    twin(result).to_csv(tmp_path / "twin.csv", lineterminator="\n")
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "twin.csv").read_bytes()


def test_some_variables_may_be_chosen(there, tmp_path):
    folder, results = there
    export(folder / "rich.zarr", tmp_path / "r.csv", variables=["steps", "loss"], params=False)
    whole, some = (twin(results["rich"]), pd.read_csv(tmp_path / "r.csv"))
    assert list(some.columns) == [
        *whole.index.names, "loss", "steps", "start_x", "start_y",
    ]  # fmt: skip
    assert (some["steps"].to_numpy() == whole["steps"].to_numpy()).all()
    export(folder / "rich.zarr", tmp_path / "r.nc", params=False)
    lean = gd.load(tmp_path / "r.nc")
    left = results["rich"].drop_vars(["params", "trace_params", "variable"])
    assert lean.identical(left)
    with pytest.raises(ValueError, match="there is no variable 'lss'; did you mean loss"):
        export(folder / "rich.zarr", tmp_path / "r.csv", variables=["lss"])


def test_a_part_of_a_result_is_written_as_it_is(there, tmp_path):
    result = there[1]["rich"]
    parts = {
        "one": result.isel(optimizer=1, schedule=0),
        "turned": result.transpose("start", "lr", ...),
        "few": result.isel(lr=[5, 2], start=slice(0, 1)),
        "none": result.isel(lr=slice(0, 0)),
        "more": result.assign(
            gap=result["loss"] - result["best_loss"], low=result["loss"].min("start")
        ),
    }  # fmt: skip
    for name, part in parts.items():
        gd.save(part, tmp_path / f"{name}.nc")
        assert gd.load(tmp_path / f"{name}.nc").identical(part), name
        for suffix in (".csv", ".parquet", ".npz"):
            gd.save(part, tmp_path / f"{name}{suffix}")
        rows = pd.read_csv(tmp_path / f"{name}.csv", keep_default_na=False, na_values=[""])
        assert len(rows) == part["loss"].size
        values = rows["loss"].to_numpy().astype(np.float32)
        np.testing.assert_array_equal(values, part["loss"].values.ravel())
        table = pd.read_parquet(tmp_path / f"{name}.parquet")
        assert list(table.columns) == list(rows.columns)
        np.testing.assert_array_equal(table["loss"].to_numpy(), values)
        np.testing.assert_array_equal(table["start_x"].to_numpy(), rows["start_x"].to_numpy())
        with np.load(tmp_path / f"{name}.npz") as arrays:
            for each in part.variables:
                np.testing.assert_array_equal(arrays[each], part[each].values)


@pytest.mark.parametrize("shape", [(), (1,), (7,), (3, 5), (4, 1, 9), (0, 3), (2, 3, 4, 5)])
@pytest.mark.parametrize("largest", [1, 2, 6, 13, 10**6])
def test_blocks_are_consecutive_and_cover_everything_once(shape, largest):
    numbers = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    seen = []
    for block in blocks(shape, largest):
        values = numbers[block.place]
        assert values.shape == block.shape and values.size == block.count <= largest
        assert values.ravel().tolist() == list(range(block.first, block.first + block.count))
        seen += values.ravel().tolist()
    assert seen == list(range(numbers.size))


# --- What goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "out", "sentence"),
    [
        ("rich.zarr", "r.xls", "a result's name must end in .nc, .npz, .csv, .parquet"),
        ("none.zarr", "r.csv", "only results saved as .nc, and sweeps (.zarr)"),
        ("none.nc", "r.csv", "none.nc: cannot be read as a result (No such file or directory)"),
        ("rich.zarr", "no/r.csv", "there is no folder no"),
    ],
)
def test_what_cannot_be_exported_is_refused(there, tmp_path, monkeypatch, capsys, origin, out, sentence):  # fmt: skip  # noqa: E501
    monkeypatch.chdir(tmp_path)
    assert run_command(["export", str(there[0] / origin), out]) == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("harm", ["byte", "gone"])
def test_a_damaged_sweep_is_refused_and_nothing_is_written(there, tmp_path, suffix, harm):
    gd.run(SINGLE.replace(lr=gd.linspace(0.1, 0.2, 40)), tmp_path / "s.zarr", shard_runs=10)
    file = tmp_path / "s.zarr" / "loss" / "c.0.2"
    content = bytearray(file.read_bytes())
    content[-9] ^= 1
    file.write_bytes(content)
    if harm == "gone":
        file.unlink()
    before = b"the one before"
    (tmp_path / f"r{suffix}").write_bytes(before)
    with pytest.raises(ValueError, match=r"loss of shard 2 is damaged .*verify --repair"):
        export(tmp_path / "s.zarr", tmp_path / f"r{suffix}")
    assert (tmp_path / f"r{suffix}").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"s.zarr", f"r{suffix}"}


def test_a_damaged_netcdf_file_is_refused(there, tmp_path):
    shutil.copy(there[0] / "rich.nc", tmp_path / "r.nc")
    import h5py

    with h5py.File(tmp_path / "r.nc") as file:
        chunk = file["loss"].id.get_chunk_info(0)
    with (tmp_path / "r.nc").open("r+b") as raw:
        raw.seek(chunk.byte_offset + chunk.size // 2)
        byte = raw.read(1)
        raw.seek(-1, os.SEEK_CUR)
        raw.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ValueError, match=r"loss of the result cannot be read"):
        export(tmp_path / "r.nc", tmp_path / "r.csv")
    with pytest.raises(ValueError, match=r"r\.nc: cannot be read as a result"):
        gd.load(tmp_path / "r.nc")
    assert [path.name for path in tmp_path.iterdir()] == ["r.nc"]


LIMITED = """
import resource, sys
sys.dont_write_bytecode = True  # Python keeps what it could write of a file that is too large
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from gdsim.cli import run_command
sys.exit(run_command(["export", sys.argv[1], sys.argv[2]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be kept from growing there")
@pytest.mark.usefixtures("complete_children")  # of which one writes Parquet
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_where_there_is_no_more_room_nothing_is_left(there, tmp_path, suffix):
    out = tmp_path / f"r{suffix}"
    command = [sys.executable, "-c", LIMITED, str(there[0] / "rich.zarr"), str(out)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 2, ended.stderr
    assert f"cannot write {out}: " in ended.stderr and "File too large" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


ANY_SIZE = """
import resource, sys
from pathlib import Path
import gdsim as gd
result, out = gd.load(sys.argv[1]), Path(sys.argv[2])
gd.save(result, out)
size = out.stat().st_size
out.unlink()
for limit in (1_000, size // 20, size // 2, *range(size - 10_000, size, 1_500)):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        gd.save(result, out)
    except gd.SettingError as error:
        assert "File too large" in str(error), error
    else:
        raise AssertionError(f"{limit} of {size} bytes were enough")
    assert not out.exists()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be kept from growing there")
def test_room_may_end_anywhere_in_a_netcdf_file(there, tmp_path):
    """A buffer was written when HDF5 moved in the file, which then ended the process."""
    command = [sys.executable, "-B", "-c", ANY_SIZE]
    command += [str(there[0] / "rich.zarr"), str(tmp_path / "r.nc")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_interrupted_export_leaves_nothing(there, tmp_path, capsys, monkeypatch, suffix):
    from gdsim.cli.bar import Bar

    def interrupt(self, done, total):
        raise KeyboardInterrupt

    monkeypatch.setattr(Bar, "show", interrupt)
    assert run_command(["export", str(there[0] / "rich.zarr"), str(tmp_path / f"r{suffix}")]) == 130
    assert capsys.readouterr().err == "gdsim: interrupted\n"
    assert not list(tmp_path.iterdir())


def test_without_pyarrow_a_sentence_says_what_to_install(there, tmp_path, monkeypatch):
    imports = builtins.__import__

    def without(name, *rest):
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return imports(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    for attempt in (
        lambda: gd.save(there[1]["single"], tmp_path / "r.parquet"),
        lambda: export(there[0] / "single.zarr", tmp_path / "r.parquet"),
        lambda: result_file.check_suffix("r.parquet"),
    ):
        with pytest.raises(ValueError, match=r"pip install 'gdsim\[parquet\]'"):
            attempt()


# --- The command ----------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote_and_what_is_missing(there, tmp_path, capsys):
    folder, _ = there
    assert run_command(["export", str(folder / "rich.zarr"), str(tmp_path / "r.csv")]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"wrote {tmp_path / 'r.csv'} (") and "missing" not in said
    arguments = ["--variables", "loss, steps", "--no-params"]
    for suffix, words in ((".csv", "have no row"), (".npz", "are marked not done")):
        out = tmp_path / f"part{suffix}"
        assert run_command(["export", str(folder / "part.zarr"), str(out), *arguments]) == 0
        said = capsys.readouterr().out
        missing = int((~gd.load(folder / "part.zarr")["done"]).sum())
        assert f"its {missing:,} missing runs {words}" in said
    header = (tmp_path / "part.csv").read_text().splitlines()[0]
    assert "loss,steps,start_x" in header and "grad_norm" not in header
    with np.load(tmp_path / "part.npz") as arrays:
        assert "done" in arrays and "best_loss" not in arrays


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_memory_is_a_small_part_of_the_result(there, tmp_path, monkeypatch, suffix):
    given = gd.Experiment("rosenbrock", "sgd", lr=gd.logspace(1e-4, 0.1, 30), steps=2).replace(
        start=gd.uniform(1_000)
    )
    gd.run(given, tmp_path / "s.zarr", shard_runs=1_000)
    monkeypatch.setattr(csv, "_CELLS", 2**11)
    monkeypatch.setattr(parquet, "_CELLS", 2**14)
    monkeypatch.setattr(npz, "_BLOCK", 2**15)
    monkeypatch.setattr(netcdf, "_CHUNK", 2**15)
    export(there[0] / "single.zarr", tmp_path / f"r{suffix}")  # what is loaded, is not counted
    tracemalloc.start()
    export(tmp_path / "s.zarr", tmp_path / f"r{suffix}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.5 * gd.load(tmp_path / "s.zarr").nbytes


def test_source_of_a_result_knows_what_is_missing(there):
    part = gd.load(there[0] / "part.zarr")
    assert Source.of_result(part).missing == int((~part["done"]).sum())
    assert Source.of_result(there[1]["rich"]).missing == 0
