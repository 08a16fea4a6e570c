"""Files of other formats are recognised and named, whatever their file name."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import struct
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy.io import savemat

from gdsim.base.errors import SettingError
from gdsim.objectives.datasets import from_file

TABLE = b"x,y\n1,2\n3,4\n"


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as found:
        for name in names:
            found.writestr(name, "content")
    return file.getvalue()


def saved(save: object) -> bytes:
    file = io.BytesIO()
    save(file)  # type: ignore[operator]
    return file.getvalue()


def hdf5(file: io.BytesIO) -> None:
    with h5py.File(file, "w") as found:
        found["x"] = [1.0, 2.0]


FILES = {
    "IDX": (
        struct.pack(">BBBB3I", 0, 0, 8, 3, 2, 2, 2) + bytes(8),
        "an IDX file, the format of MNIST: put inputs and targets into one NPZ file",
    ),
    "NPY": (saved(lambda f: np.save(f, np.eye(2))), r"a NumPy array: .* ends in \.npy"),
    "NPZ": (saved(lambda f: np.savez(f, X=np.eye(2))), r"an NPZ file: .* ends in \.npz"),
    "Parquet": (b"PAR1" + bytes(30) + b"PAR1", "a Parquet table: .*from_arrays.*read_parquet"),
    "NetCDF-3": (b"CDF\x01" + bytes(28), "a NetCDF-3 file"),
    "HDF5": (saved(hdf5), "an HDF5 or NetCDF-4 file"),
    "MATLAB": (saved(lambda f: savemat(f, {"x": np.eye(2)})), "a MATLAB file: .*loadmat"),
    "zip": (archive("table.csv"), "a zip archive: unpack it first"),
    "Excel": (archive("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook: save its"),
    "bzip2": (bz2.compress(TABLE), "compressed by bzip2: unpack it first"),
    "xz": (lzma.compress(TABLE), "compressed by xz: unpack it first"),
    "pickle": (pickle.dumps({"x": [1, 2]}), "a pickle of Python, which may run code"),
    "UTF-16": (TABLE.decode().encode("utf-16"), "text in UTF-16: save it in UTF-8"),
    "JSON": (json.dumps([{"x": 1, "y": 2}]).encode(), "in JSON"),
    "HTML": (b"\n<!DOCTYPE html>\n<html><body>404, not found", "a web page or XML"),
    "Git LFS": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
        "a pointer of Git LFS",
    ),
}


@pytest.mark.parametrize("name", ["own.csv", "own.csv.gz", "own.data"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_another_format_is_called_what_it_is(
    tmp_path: Path, kind: str, name: str
) -> None:
    content, match = FILES[kind]
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    with pytest.raises(SettingError, match=f"{name} is {match}"):
        from_file(path)


@pytest.mark.parametrize("first", ["time 12:30,y", "[x],y", "at,y", "version https,y", "%,y"])
def test_a_header_that_looks_a_little_like_it_is_a_header(tmp_path: Path, first: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{first}\n1,2\n3,4\n")
    assert from_file(path).names == (first.partition(",")[0],)
