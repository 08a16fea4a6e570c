"""Users' files are read within bounds: endless, swollen and inconsistent ones are refused."""

from __future__ import annotations

import gc
import gzip
import io
import os
import struct
import threading
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import h5netcdf
import numpy as np
import pytest
import xarray  # noqa: F401 - here, as loading it takes memory of its own
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib import format as npy

import gdsim as gd
from gdsim.base import files
from gdsim.base.errors import SettingError
from gdsim.catalogue.plugins.places import place_of
from gdsim.experiment.toml import network as network_file
from gdsim.learn.lessons.lessons import lesson

READERS: dict[str, Callable[[Path], object]] = {
    "experiment.toml": gd.Experiment.load,
    "lesson.toml": lambda path: lesson(str(path)),
    "catalogue.py": lambda path: place_of(str(path)),
    "result.nc": gd.load,
    "data.csv": gd.datasets.from_file,
    "data.csv.gz": gd.datasets.from_file,
    "data.npz": gd.datasets.from_file,
    "weights.npz": lambda path: network_file._weights_of_file(path, "file"),
}
read_by_each = pytest.mark.parametrize("name", READERS)


def header(shape: tuple[int, ...], descr: str = "<f8") -> bytes:
    """The beginning of an .npy file of that shape, without its values."""
    file = io.BytesIO()
    npy.write_array_header_1_0(file, {"descr": descr, "fortran_order": False, "shape": shape})
    return file.getvalue()


def refused(name: str, path: Path, match: str, most: int = 2**23) -> None:
    """Check that a file is refused in one sentence, and with no more memory than `most` bytes."""
    tracemalloc.start()
    try:
        with pytest.raises(SettingError, match=match) as found:
            READERS[name](path)
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()
    assert path.stem in str(found.value) and "\n" not in str(found.value)


@pytest.mark.skipif(not Path("/dev/urandom").is_char_device(), reason="needs a device")
@pytest.mark.parametrize("name", [name for name in READERS if name != "catalogue.py"])
def test_a_device_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.symlink_to("/dev/urandom")
    refused(name, path, "it is a device")


EMPTY = {
    "experiment.toml": "the line 'gdsim = 1'",
    "lesson.toml": "the file has no table",
    "catalogue.py": "has no DEFINITION",
    "data.csv": "is empty",
    "data.csv.gz": "is empty",
}


@read_by_each
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    refused(name, path, EMPTY.get(name, "it is a pipe"))


@read_by_each
def test_a_folder_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.mkdir()
    refused(name, path, "it is a folder|has no file with a DEFINITION")


@read_by_each
def test_a_file_that_is_too_large_is_refused_by_its_size(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(2**42)
    binary = name.endswith((".nc", ".npz"))  # whose readers look at the ends first
    refused(
        name,
        path,
        "cannot be read as a result|is not a valid NPZ file" if binary else "larger than",
    )


def test_an_experiment_may_come_through_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "experiment.toml"
    os.mkfifo(path)
    text = 'gdsim = 1\nobjective = "sphere"\nsteps = 3\n[[optimizers]]\nname = "sgd"\n'
    writer = os.open(path, os.O_RDWR)  # so that there is one before the reader comes
    thread = threading.Timer(0.2, lambda: (os.write(writer, text.encode()), os.close(writer)))
    thread.start()
    assert gd.Experiment.load(path).steps == 3
    thread.join()


def test_a_small_gzip_file_that_unpacks_to_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.csv.gz"
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    path.write_bytes(b"".join(packer.compress(bytes(2**20)) for _ in range(300)))
    assert path.stat().st_size < 2**21
    with pytest.raises(SettingError, match="larger than 256 MiB"):
        gd.datasets.from_file(path)


@pytest.mark.parametrize("name", ["data.npz", "weights.npz"])
def test_a_small_npz_file_that_unpacks_to_terabytes_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inputs.npy", bytes(1000))
    content = path.read_bytes()
    size, many = struct.pack("<I", 1000), struct.pack("<I", 2**32 - 2)
    path.write_bytes(content.replace(size, many))
    refused(name, path, "larger than 1 GiB")


@pytest.mark.parametrize("name", ["data.npz", "weights.npz"])
def test_sizes_that_a_file_declares_and_does_not_have_are_not_believed(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    keys = ("w1", "b1") if name.startswith("weights") else ("inputs", "targets")
    lies = [header((2**40, 2)), header((3, 2**62)), header((-1,)), header((10**30,))]
    lies += [header((2**50,), "|V0"), header((2**40,), "<U0"), header((2,), "|O") + bytes(16)]
    lies += [
        b"",
        header((2, 2)),
        header((2, 2)) + bytes(31),
        b"\x93NUMPY\x01\x00\x10\x00" + b"(" * 16,
    ]
    for lie in lies:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for key in keys:
                archive.writestr(f"{key}.npy", lie)
        refused(name, path, "is not a valid NPZ file of numbers and text")


def test_a_member_that_unpacks_to_more_than_it_declares_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inputs.npy", bytes(2**26))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 2**26), struct.pack("<I", 1000)))
    refused("data.npz", path, "is not a valid NPZ file of numbers and text")


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f4", ">f8", "<i2", "?", "<U3", "|S2"])
def test_arrays_are_read_as_numpy_reads_them(tmp_path: Path, order: str, dtype: str) -> None:
    array = np.asarray(np.arange(24).reshape(2, 3, 4) % 7, dtype=dtype, order=order)
    np.save(tmp_path / "one.npy", array)
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "several.npz", a=array, empty=array[:, :0], one=array[0, 1, 2])
        found = files.read_arrays(tmp_path / "several.npz")
        with np.load(tmp_path / "several.npz") as expected:
            assert found.keys() == dict(expected).keys()
            for name, each in expected.items():
                np.testing.assert_array_equal(found[name], each, strict=True)
    np.testing.assert_array_equal(files.read_array(tmp_path / "one.npy"), array, strict=True)


@given(st.data())
def test_a_damaged_npz_file_is_read_or_refused_with_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file = io.BytesIO()
    np.savez(file, inputs=np.arange(6.0).reshape(3, 2), targets=np.arange(3))
    content = bytearray(file.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        found = files.read_arrays(path)
    except SettingError as error:
        assert "damaged.npz" in str(error)
    else:
        assert sum(each.nbytes for each in found.values()) < 1000


def test_gzip_is_told_by_its_content(tmp_path: Path) -> None:
    text = "x,y\n1,2\n3,4\n"
    for name, content in (
        ("plain.csv.gz", text.encode()),
        ("packed.csv", gzip.compress(text.encode())),
    ):
        (tmp_path / name).write_bytes(content)
        assert gd.datasets.from_file(tmp_path / name).inputs.tolist() == [[1], [3]]


@pytest.mark.parametrize("dims", [("x",), ("run",)])
def test_a_result_that_declares_more_than_there_is_memory_is_refused(
    tmp_path: Path, dims: tuple[str, ...]
) -> None:
    with h5netcdf.File(tmp_path / "result.nc", "w") as file:
        file.dimensions = {"x": 2**50, "run": 2**50}
        variable = file.create_variable(
            "x" if dims == ("x",) else "loss", dims, "f8", chunks=(999,)
        )
        variable[5] = 1.0
    assert (tmp_path / "result.nc").stat().st_size < 2**17
    refused("result.nc", tmp_path / "result.nc", r"it declares 9,007 TB, and .* of memory are free")
    if dims == ("x",):  # a coordinate, which is read when the file is opened
        with pytest.raises(SettingError, match="it declares 9,007 TB"):
            gd.export(tmp_path / "result.nc", tmp_path / "r.csv")


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_a_damaged_result_is_read_or_refused_with_a_sentence(
    result: Path, tmp_path: Path, first: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in range(first, first + 10):
        content = bytearray(result.read_bytes())
        random = np.random.default_rng(seed)
        for place in random.integers(0, len(content), 3):
            content[place] = random.integers(256)
        (tmp_path / "result.nc").write_bytes(content[: random.integers(1, 2 * len(content))])
        try:
            gd.load(tmp_path / "result.nc")
        except SettingError as error:
            assert "result.nc: cannot be read" in str(error) and "\n" not in str(error), seed
    gc.collect()  # takes a second after many other tests
    assert capsys.readouterr().err == ""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "r.nc"
    gd.save(gd.Experiment("sphere", gd.SGD(), lr=[0.1, 0.2], steps=3).run(), path)
    return path


@pytest.mark.parametrize("name", ["pipe.toml", "pipe.nc", "pipe.csv"])
def test_what_is_no_file_is_not_replaced_by_one(result: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    with pytest.raises(SettingError, match=f"cannot write .*{name}: it is a device or a pipe"):
        if name.endswith("toml"):
            gd.Experiment("sphere", gd.SGD(), steps=3).save(path)
        else:
            gd.save(gd.load(result), path)
    with pytest.raises(SettingError, match=f"cannot write .*{name}: it is a device or a pipe"):
        files.check_writable(path)
    assert path.is_fifo() and list(tmp_path.iterdir()) == [path]
