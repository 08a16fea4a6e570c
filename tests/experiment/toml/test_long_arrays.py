"""Long arrays are data: written once, named by the experiment's text, found again or refused."""

import errno
import hashlib
import json
import os
import shutil
import tracemalloc

import numpy as np
import pytest
import xarray
from numcodecs.pickles import Pickle
from zarr import registry
from zarr.codecs import BytesCodec

import gdsim as gd
from gdsim.base.axes import several
from gdsim.cli import run_command
from gdsim.experiment import labelled
from gdsim.results.store.store import Store
from gdsim.sweeps.verification import repair, verify

SPIRAL = gd.datasets.spiral(samples=20)
RATES = np.random.default_rng(3).uniform(1e-4, 0.1, 1500)
POINTS = np.random.default_rng(4).uniform(-1, 1, (1100, 2))

# The hashes that gdsim 0.1.0 gave before arrays were hashed as such.
SHORT = {
    "756a36ab7570b32b7bd575d28ea49542781b57abcc13adac1056f4ed4cf42fd6": lambda: gd.Experiment(
        "rosenbrock", ["adam", gd.Momentum(momentum=[0.5, 0.9])], lr=[1e-3, 0.1, 1 / 3],
        noise=0.1, seed=range(4), steps=30,
    ),
    "5857ac06eb94d2ec991c23dc91df56e1d83ceaee4e9f558ac9cdbf376c91271b": lambda: gd.Experiment(
        gd.Function("x**2+a*y**2", a=np.linspace(1, 2, 7)), "sgd", lr=np.float32([0.1, 0.2])
    ),
    "88a01f254829f6f24c958d0b4d66e8f4dbdd3e11625cb368c14864f0996e4eb1": lambda: gd.Experiment(
        "rosenbrock", "adam", lr=np.linspace(1e-3, 0.1, 1024)
    ),
    "d35c6ed37a33dded80bda603edd87476b7104738fb18f6b908c90ba0451f0985": lambda: gd.Experiment(
        "rosenbrock", "adam", start=np.arange(20.0).reshape(10, 2) / 7
    ),
    "53b5348b0561b35f2c8ca903b9009f2449f026df4a4cbe9c477ba9bc1758eb6b": lambda: gd.Experiment(
        "rosenbrock", "adam", start=([0.1, 0.2], gd.linspace(0, 1, 3))
    ),
    "71e2fd9d14b5c9ab4c8db3c4a90c0918f322b4fbcf40513fe4d4ca0361e86470": lambda: gd.Experiment(
        "rosenbrock", gd.Adam(beta2=gd.linspace(0.9, 0.99, 4)), lr=gd.logspace(1e-3, 1, 9),
        start=gd.grid(3, 4), schedule=gd.Cosine(warmup=gd.linspace(0, 8, 5)),
    ),
    "513055a160629c82802ba7d597d87e091b0a545494efc19b67ee9126078bca2e": lambda: gd.Experiment(
        gd.Network(
            [2, 3, 1], data=SPIRAL, init_seed=range(6), init=gd.inits.normal(std=[0.1, 1]),
            lr_scale=[1, [0.5, 2]],
        ),
        "adam",
    ),
    "c99f415cf8e208f26779579a250531d23133887e0b98db0eb883e3ce3d406c31": lambda: gd.Experiment(
        gd.Network([2, 1], data=SPIRAL), "adam", start=[[1, 2, 3], [4, 5, 6]]
    ),
}  # fmt: skip


def network(**settings):
    return gd.Network([2, 3, 1], data=SPIRAL, **settings)


LONG = {
    "lr": gd.Experiment("rosenbrock", ["adam", "sgd"], lr=RATES, steps=3),
    "the same of two": gd.Experiment("booth", [gd.Adam(lr=RATES), gd.SGD(lr=RATES)], steps=3),
    "the same twice": gd.Experiment("booth", "sgd", lr=RATES[:1025], noise=RATES[:1025], steps=1),
    "parameter": gd.Experiment(gd.Function("a*x**2 + y**2", a=RATES), "sgd", steps=3),
    "schedule": gd.Experiment(
        "booth", "sgd", schedule=[gd.Cosine(warmup=np.arange(1030)), "constant"], steps=3
    ),
    "points": gd.Experiment("booth", "adam", start=POINTS, lr=[0.1, 0.2], steps=3),
    "points of one variable": gd.Experiment("x**2", "adam", start=RATES, steps=3),
    "coordinate": gd.Experiment("booth", "adam", start=[0.5, several(RATES)], steps=3),
    "seeds of weights": gd.Experiment(network(init_seed=np.arange(1500) ** 2), "sgd", steps=2),
    "deviations": gd.Experiment(
        network(init=gd.inits.normal(std=RATES)), [gd.Adam(), gd.SGD(lr=0.3)], steps=2
    ),
    "rates of a layer": gd.Experiment(network(lr_scale=[0.5, RATES]), "sgd", steps=2),
}


@pytest.mark.parametrize("expected", SHORT)
def test_hashes_of_short_arrays_stay_what_they_were(expected):
    assert SHORT[expected]().hash == expected


@pytest.mark.parametrize("name", LONG)
def test_a_long_array_stands_in_the_text_that_is_hashed_by_its_own_hash(name):
    given = LONG[name]
    text = labelled.provenance(given)["experiment"]
    assert len(text) < 1000
    # Data of networks stand in the hashed text as hashes of their own.
    if isinstance(given.objective, gd.Function):
        assert hashlib.sha256(text.encode()).hexdigest() == given.hash
    array = {"seeds of weights": np.arange(1500.0) ** 2, "points": POINTS}.get(name, RATES)
    array = {"schedule": np.arange(1030.0), "the same twice": RATES[:1025]}.get(name, array)
    assert hashlib.sha256(array.astype("<f8").tobytes()).hexdigest() in text


@pytest.mark.parametrize("name", LONG)
def test_the_experiment_of_a_result_is_found_with_its_coordinates(name, tmp_path):
    given = LONG[name]
    if name == "the same twice":
        given = given.replace(noise=RATES[0])  # a million runs are too many for here
    result = given.run()
    assert gd.Experiment.from_toml(result.experiment, result) == given
    gd.save(result, tmp_path / "r.nc")
    loaded = gd.load(tmp_path / "r.nc")
    assert gd.Experiment.from_toml(loaded.experiment, loaded) == given
    gd.save(result, tmp_path / "r.npz")
    with np.load(tmp_path / "r.npz") as arrays:
        assert gd.Experiment.from_toml(str(arrays["attribute_experiment"]), arrays) == given


@pytest.mark.parametrize("name", LONG)
def test_a_file_names_files_beside_it_and_is_read_as_an_equal_experiment(name, tmp_path):
    given = LONG[name]
    given.save(tmp_path / "mine.toml")
    assert gd.Experiment.load(tmp_path / "mine.toml") == given
    (array,) = tmp_path.glob("*.npy")
    assert array.name.startswith("mine.") and (tmp_path / "mine.toml").stat().st_size < 800
    assert np.load(array).dtype == np.float64
    assert gd.Experiment.from_toml(given.to_toml()) == given  # with every number in it


OTHER = LONG["lr"].replace(lr=RATES[::-1])


def test_a_file_that_is_not_replaced_after_all_keeps_its_arrays(tmp_path, monkeypatch):
    path, replace = tmp_path / "mine.toml", os.replace
    LONG["lr"].save(path)

    def full(source, target):
        if str(target).endswith(".toml"):
            raise OSError(errno.ENOSPC, "no room")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ValueError, match=r"mine\.toml: No space left"):
        OTHER.save(path)
    assert gd.Experiment.load(path) == LONG["lr"]


@pytest.mark.parametrize("given", [OTHER, LONG["points"], OTHER.replace(lr=0.1), LONG["lr"]])
def test_arrays_of_a_file_that_is_replaced_go_with_it(tmp_path, given):
    path = tmp_path / "mine.toml"
    LONG["lr"].save(path)
    given.save(path)
    assert gd.Experiment.load(path) == given
    alone = tmp_path / "alone"
    alone.mkdir()
    given.save(alone / "mine.toml")
    assert {each.name for each in tmp_path.iterdir()} == {*os.listdir(alone), "alone"}


def test_arrays_that_another_file_names_stay(tmp_path):
    LONG["lr"].save(tmp_path / "mine.toml")
    shutil.copy(tmp_path / "mine.toml", tmp_path / "copy.toml")
    OTHER.save(tmp_path / "mine.toml")
    assert gd.Experiment.load(tmp_path / "copy.toml") == LONG["lr"]
    assert gd.Experiment.load(tmp_path / "mine.toml") == OTHER


@pytest.mark.parametrize("name", ["rates.npy", "mine.lr-01234567.npy", "mine.lr-DIGEST.npy"])
def test_arrays_that_gdsim_did_not_write_stay(tmp_path, name):
    LONG["lr"].save(tmp_path / "mine.toml")
    (written,) = tmp_path.glob("*.npy")
    own = tmp_path / name.replace("DIGEST", written.stem[-8:])
    np.save(own, RATES[:30])  # also under the name of one that gdsim wrote
    text = (tmp_path / "mine.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace(written.name, own.name))
    OTHER.save(tmp_path / "mine.toml")
    assert np.array_equal(np.load(own), RATES[:30])


def test_arrays_are_looked_for_from_the_experiment_files_folder(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    LONG["points"].save(tmp_path / "a" / "mine.toml")
    monkeypatch.chdir(tmp_path)
    assert gd.Experiment.load("a/mine.toml") == LONG["points"]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (
            lambda r: None,
            r"are the coordinate 'lr' of the result .*from_toml\(result.experiment, r",
        ),
        (lambda r: r.isel(lr=slice(7)), "the coordinate 'lr' no longer has its values: for"),
        (lambda r: r.isel(lr=3), "the coordinate 'lr' no longer has its values"),
        (lambda r: r.assign_coords(lr=r.lr * 1.5), "the coordinate 'lr' no longer has its values"),
        (lambda r: r.drop_vars("lr"), "the coordinate 'lr' no longer has its values"),
        (lambda r: {}, "the coordinate 'lr', are missing"),
    ],
)
def test_arrays_that_are_not_there_are_refused(part, sentence):
    result = LONG["lr"].run()
    with pytest.raises(gd.SettingError, match=rf"line 3 \(lr\): .*{sentence}"):
        gd.Experiment.from_toml(result.experiment, part(result))


@pytest.mark.parametrize("choice", [slice(50), 3, slice(5, None, 7)])
@pytest.mark.parametrize("name", LONG)
def test_parts_of_a_result_are_analysed_as_with_their_experiment(name, choice):
    from gdsim.results.analysis import best

    result = LONG[name].run()
    part = result.isel({max(result.sizes, key=result.sizes.get): choice})
    xarray.testing.assert_identical(best(part), best(part, experiment=LONG[name]))


def test_a_saved_part_of_a_result_is_drawn_by_the_command_line(tmp_path, capsys):
    gd.save(LONG["lr"].run().isel(lr=slice(50)), tmp_path / "part.nc")
    words = ["plot", str(tmp_path / "part.nc"), "sensitivity", "-o", str(tmp_path / "part.svg")]
    assert run_command(words) == 0, capsys.readouterr().err
    assert (tmp_path / "part.svg").exists()


def test_sweeps_have_long_arrays_once_and_go_on(tmp_path):
    given, path = LONG["lr"], tmp_path / "s.zarr"
    stored = gd.run(given, path, shard_runs=400)
    xarray.testing.assert_identical(stored.load(), given.run())
    assert Store.open(path).experiment == given
    assert len((path / "zarr.json").read_text()) < 40_000
    assert not verify(Store.open(path)).damages
    gd.run(given, path)
    with pytest.raises(
        gd.SettingError, match=r"differs in lr = \{ coordinate .*choose another name"
    ):
        gd.run(given.replace(lr=RATES[::-1]), path)


def test_a_coarse_grid_has_the_text_in_full(tmp_path):
    given = gd.Experiment("booth", "sgd", lr=RATES, start=gd.uniform(400, seed=2), steps=2)
    gd.run(given, tmp_path / "s.zarr", shard_runs=2000)
    coarse = gd.load(tmp_path / "s.zarr", coarse=True)
    assert coarse.sizes["lr"] < 1500
    assert gd.Experiment.from_toml(coarse.experiment) == given


def test_a_sweep_that_was_begun_with_the_array_in_its_text_goes_on(tmp_path):
    given, path = LONG["lr"], tmp_path / "s.zarr"
    gd.run(given, path, shard_runs=400)
    file = path / "zarr.json"
    text = given.to_toml()
    attributes = json.loads(file.read_text())
    attributes["attributes"]["experiment"] = text
    hashed = hashlib.sha256(text.encode()).hexdigest()
    attributes["attributes"]["experiment_hash"] = hashed
    chunk = json.loads(attributes["attributes"]["gdsim_store"])["chunk"]
    attributes["attributes"]["gdsim_store"] = {"format": 1, "chunk": chunk}
    (path / "done" / ".manifest").unlink()
    file.write_text(json.dumps(attributes))
    Store.open(path).forget(Store.open(path).shards[1])
    assert gd.run(given, path).attrs["experiment_hash"] == hashed
    assert Store.open(path).committed().all()
    attributes["attributes"]["experiment_hash"] = hashed[::-1]
    file.write_text(json.dumps(attributes))
    with pytest.raises(gd.SettingError):
        Store.open(path)


@pytest.mark.parametrize("name", ["c.0", ".values"])
@pytest.mark.parametrize("harm", ["flipped", "gone"])
def test_a_damaged_coordinate_is_found_and_has_a_copy_to_be_mended_from(tmp_path, name, harm):
    path = tmp_path / "s.zarr"
    gd.run(LONG["lr"], path, shard_runs=400)
    file = path / "lr" / name
    content = bytearray(whole := file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content) if harm == "flipped" else file.unlink()
    np.testing.assert_array_equal(gd.load(path)["lr"].values, RATES)
    (damage,) = verify(Store.open(path), 0).damages
    assert damage.file == f"lr/{name}"
    repair(Store.open(path), [damage])
    assert file.read_bytes() == whole and not verify(Store.open(path)).damages
    for each in ("c.0", ".values"):
        (path / "lr" / each).write_bytes(b"nothing")
    with pytest.raises(gd.SettingError, match="its values, the coordinate 'lr', are missing"):
        Store.open(path)


@pytest.mark.parametrize("version", [2, 3])
def test_a_store_whose_codec_may_run_code_is_refused_whatever_is_installed(
    tmp_path, monkeypatch, version
):
    told, path = [], tmp_path / "s.zarr"
    gd.run(LONG["lr"], path, shard_runs=400)
    folder = path / "lr"
    (folder / ".values").unlink()
    described = json.loads((folder / "zarr.json").read_text())
    if version == 2:
        monkeypatch.setattr(Pickle, "decode", lambda *given: told.append("decoded"))
        (folder / "zarr.json").unlink()
        (folder / "c.0").rename(folder / "0")
        old = {"zarr_format": 2, "shape": [len(RATES)], "chunks": [len(RATES)], "dtype": "|O"}
        old |= {"order": "C", "fill_value": None, "filters": [{"id": "pickle"}]}
        (folder / ".zarray").write_text(json.dumps(old | {"compressor": None}))
    else:

        class Codec(BytesCodec):
            @classmethod
            def from_dict(cls, data):
                told.append("made")
                return BytesCodec()

        registry.register_codec("gdsim.test", Codec)
        described["codecs"][0] = {"name": "gdsim.test"}
        (folder / "zarr.json").write_text(json.dumps(described))
    with pytest.raises(gd.SettingError, match="its values, the coordinate 'lr', are missing"):
        Store.open(path)
    assert told == []


def test_a_million_values_are_neither_copied_often_nor_written_as_text(tmp_path):
    array = np.random.default_rng(0).uniform(1e-4, 0.1, 2**20)
    warm = gd.Experiment("sphere", "sgd", lr=RATES)
    labelled.coordinates(warm), labelled.provenance(warm), warm.save(tmp_path / "warm.toml")
    tracemalloc.start()
    try:
        made = gd.Experiment("sphere", "sgd", lr=array)
        labels = labelled.coordinates(made), labelled.provenance(made), repr(made), hash(made)
        assert made.replace(steps=7).lr is made.lr
        _, peak = tracemalloc.get_traced_memory()
        assert peak < 4 * array.nbytes  # as text it takes twelve times as much
        tracemalloc.reset_peak()
        made.save(tmp_path / "mine.toml")
        _, peak = tracemalloc.get_traced_memory()
        assert peak < 4 * array.nbytes
    finally:
        tracemalloc.stop()
    assert labels[1]["experiment"].count("\n") == made.to_toml().count("\n")
    assert gd.Experiment.load(tmp_path / "mine.toml") == made


def written(folder, setting, content, name):
    if isinstance(content, np.ndarray):
        np.save(folder / name, content)
    elif content is not None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    path = folder / "e.toml"
    path.write_text(f'gdsim = 1\nobjective = "booth"\noptimizers = "sgd"\n{setting}\n')
    return path


READ = [
    ("v.npy", np.array([3, 1, 2], np.uint8), 'lr = { file = "v.npy" }', [3, 1, 2]),
    ("v.npy", np.array([0.5, 0.25], ">f4"), 'lr = { file = "v.npy" }', [0.5, 0.25]),
    ("v.csv", "0.5\n0.25\n\n1e-3\n", 'lr = { file = "v.csv" }', [0.5, 0.25, 1e-3]),
    ("v.csv", "rate\n0.5\r\n0.25\r\n", 'lr = { file = "v.csv" }', [0.5, 0.25]),
    ("v.csv", "\ufeffrate\n0.5\n", 'lr = { file = "v.csv" }', [0.5]),
    ("v.CSV", "a;b\n1;0.5\n2;0.25\n", 'lr = { file = "v.CSV", column = "b" }', [0.5, 0.25]),
    ("v.csv", '"a, x",b\n"1",0.5\n2,0.25\n', 'lr = { file = "v.csv", column = "a, x" }', [1, 2]),
    ("v.npy", np.array([3, 4]), 'noise = 0.1\nseed = { file = "v.npy" }', [3, 4]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "setting", "expected"), READ)
def test_values_of_a_setting_are_read_from_a_file(name, content, setting, expected, tmp_path):
    read = gd.Experiment.load(written(tmp_path, setting, content, name))
    axis = read.lr if "lr" in setting else read.seed
    assert axis.values.tolist() == expected


@pytest.mark.parametrize(
    ("name", "content"), [("p.npy", POINTS[:3]), ("p.csv", "x,y\n0.5,-1\n0.25,3\n")]
)
def test_starts_are_read_from_a_file(name, content, tmp_path):
    read = gd.Experiment.load(written(tmp_path, f'start = {{ file = "{name}" }}', content, name))
    expected = content if isinstance(content, np.ndarray) else [[0.5, -1], [0.25, 3]]
    assert read == gd.Experiment("booth", "sgd", start=expected)


def test_columns_of_starts_are_taken_by_their_names(tmp_path):
    path = written(
        tmp_path, 'start = { file = "p.csv" }', "loss,y,x\n9,-1,0.5\n8,3,0.25\n", "p.csv"
    )
    expected = gd.Experiment("booth", "sgd", start=[[0.5, -1], [0.25, 3]])
    assert gd.Experiment.load(path) == expected


def test_weights_at_the_start_are_read_from_a_file(tmp_path):
    np.save(tmp_path / "w.npy", np.arange(26.0).reshape(2, 13))
    path = tmp_path / "e.toml"
    gd.Experiment(network(), "sgd").save(path)
    path.write_text(path.read_text().replace("steps", 'start = { file = "w.npy" }\nsteps', 1))
    expected = gd.Experiment(network(), "sgd", start=np.arange(26.0).reshape(2, 13))
    assert gd.Experiment.load(path) == expected


class Loud:
    def __reduce__(self):
        return os._exit, (3,)


def pickled():
    array = np.empty(2, object)
    array[:] = Loud()
    return array


def declared(count):
    """A small file whose header declares many numbers."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({count},), }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00\x76\x00" + header.encode() + b"\0" * 16


REFUSED = [
    ("v.npy", None, 'lr = { file = "v.npy" }', r"lr.file\): .*v.npy: cannot be read \(No such f"),
    ("v.npy", b"no array", 'lr = { file = "v.npy" }', "v.npy is not a valid NumPy file"),
    ("v.npy", declared(10**12), 'lr = { file = "v.npy" }', "v.npy is not a valid NumPy file"),
    ("v.npy", pickled(), 'lr = { file = "v.npy" }', "v.npy is not a valid NumPy file"),
    ("v.npy", np.array(["a"]), 'lr = { file = "v.npy" }', "must have numbers, got <U1"),
    ("v.npy", np.array([True]), 'lr = { file = "v.npy" }', "must have numbers, got bool"),
    ("v.npy", np.array([1j]), 'lr = { file = "v.npy" }', "must have numbers, got complex"),
    ("v.npy", np.ones((2, 2)), 'lr = { file = "v.npy" }', r"list of numbers, got shape \(2, 2\)"),
    ("v.npy", np.array(0.5), 'lr = { file = "v.npy" }', r"got shape \(\)"),
    ("v.npy", np.ones(0), 'lr = { file = "v.npy" }', "at least one, got none"),
    ("v.npy", np.array([0.1, np.nan]), 'lr = { file = "v.npy" }', r"\(lr\): lr must .* got nan"),
    ("v.npy", np.array([-1.0]), 'lr = { file = "v.npy" }', "lr must be a number at least 0"),
    ("v.npy", np.ones(1), 'lr = { file = "v.npy", column = "a" }', "column is for CSV files"),
    ("v.npy", np.ones(1), 'lr = { file = "v.npy", values = [1] }', "an axis is "),
    ("v.npy", np.ones(1), 'lr = { file = "v.npy", colum = "a" }', "did you mean column"),
    ("v.npy", np.ones(1), "lr = { file = 3 }", r"lr.file\): file must be text, got 3"),
    ("v.npy", np.ones(1), 'lr = { file = "a\\u0000b.npy" }', "no file can have the name"),
    ("v.npy", np.ones((2, 3)), 'start = { file = "v.npy" }', "start needs 2 coordinates"),
    ("v.dat", b"1", 'lr = { file = "v.dat" }', "v.dat: must be an .npy or .csv file"),
    ("v.csv", "", 'lr = { file = "v.csv" }', "v.csv is empty"),
    ("v.csv", "rate\n", 'lr = { file = "v.csv" }', "v.csv has no numbers"),
    ("v.csv", b"\xff\xfe1", 'lr = { file = "v.csv" }', "not a text file in UTF-8"),
    ("v.csv", "0.1\nfast\n", 'lr = { file = "v.csv" }', "v.csv: not a number: 'fast'"),
    ("v.csv", "0.1\n0.2,0.3\n", 'lr = { file = "v.csv" }', "v.csv: "),
    ("v.csv", "a,b\n1,2\n", 'lr = { file = "v.csv" }', "2 columns; choose one by its name in the"),
    ("v.csv", "a,b\n1,2\n", 'lr = { file = "v.csv", column = "c" }', "has no column 'c'"),
    ("v.csv", "a,b\n1,2\n", 'lr = { file = "v.csv", column = 1 }', "name of a column, got 1"),
    ("v.csv", "1,2\n", 'lr = { file = "v.csv", column = "a" }', "has no names of columns"),
    ("v.csv", "0.1x\n0.2\n", 'lr = { file = "v.csv" }', "must be names or numbers, got '0.1x'"),
    ("v.csv", "0.1 0.2\n", 'lr = { file = "v.csv" }', "must be names or numbers, got '0.1 0.2'"),
    ("v.csv", "0,1\n0,2\n", 'lr = { file = "v.csv" }', "2 columns; to choose one, name them in"),
    ("v.csv", "x,0.5\n1,2\n", 'start = { file = "v.csv" }', "names or numbers, got 'x,0.5'"),
    ("v.csv", "a,a\n1,2\n", 'lr = { file = "v.csv", column = "a" }', "two columns called 'a'"),
    ("v.npy", np.ones(1), 'lr = { coordinate = "lr" }', "sha256 must be text, got None"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "setting", "sentence"), REFUSED)
def test_odd_files_of_values_are_refused_in_a_sentence(name, content, setting, sentence, tmp_path):
    if isinstance(content, np.ndarray) and content.dtype == object:
        np.save(tmp_path / name, content, allow_pickle=True)
        content = (tmp_path / name).read_bytes()
    path = written(tmp_path, setting, content, name)
    with pytest.raises(gd.SettingError, match=sentence) as caught:
        gd.Experiment.load(path)
    assert "\n" not in str(caught.value) and str(caught.value).startswith(f"{path}, line 4")


def test_the_command_line_runs_a_file_with_a_long_array(tmp_path, capsys):
    LONG["points"].save(tmp_path / "mine.toml")
    assert run_command(["run", str(tmp_path / "mine.toml"), "-o", str(tmp_path / "r.nc")]) == 0
    result = gd.load(tmp_path / "r.nc")
    assert gd.Experiment.from_toml(result.experiment, result) == LONG["points"]
    capsys.readouterr()
