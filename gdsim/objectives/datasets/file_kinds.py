"""Files that are not a table of text: their format by their first bytes, and what to do instead."""

from __future__ import annotations

import re

_UNPACK = "unpack it first"
_HAND_OVER = "pass its arrays to gdsim.datasets.from_arrays, read with"
_BYTES = (
    (b"PK\x03\x04", "a zip archive", _UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook", "save its sheet as CSV"),
    (b"BZh", "compressed by bzip2", _UNPACK),
    (b"\xfd7zXZ\x00", "compressed by xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed by Zstandard", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"\x93NUMPY", "a NumPy array", "give it a name that ends in .npy"),
    (b"PAR1", "a Parquet table", f"{_HAND_OVER} pandas.read_parquet"),
    (b"ARROW1", "an Arrow table", f"{_HAND_OVER} pandas.read_feather"),
    (b"CDF", "a NetCDF-3 file", f"{_HAND_OVER} xarray.open_dataset"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 or NetCDF-4 file", f"{_HAND_OVER} xarray or h5py"),
    (b"SQLite format 3\x00", "an SQLite database", f"{_HAND_OVER} pandas.read_sql"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file", f"{_HAND_OVER} scipy.io.loadmat"),
    (b"%PDF", "a PDF document", "its table must be saved as CSV"),
    (b"\xff\xfe", "text in UTF-16", "save it in UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save it in UTF-8"),
)
_EXCEL = (b"xl/", b"[Content_Types].xml")  # names of members of a workbook, which is a zip archive
_IDX = re.compile(rb"\x00\x00[\x08\x09\x0b-\x0e][\x01-\x08]")  # of MNIST: zeros, type, dimensions
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_TEXTS = (
    (r"<(!doctype|html|\?xml)", "a web page or XML", "save the table itself, as CSV"),
    (r"[\[{]\s*([\[{\"]|$)", "in JSON", f"{_HAND_OVER} pandas.read_json"),
    (r"version https://git-lfs", "a pointer of Git LFS", "fetch the file itself with git lfs pull"),
)


def of_bytes(content: bytes) -> str | None:
    """The message about a file of a known format that is not plain text, or None."""
    head = content[:4096]
    if head.startswith(b"PK\x03\x04") and any(name in head for name in _EXCEL):
        return "is an Excel workbook: save its sheet as CSV"
    if head.startswith(b"PK\x03\x04") and b".npy" in head:
        return "is an NPZ file: give it a name that ends in .npz"
    if _IDX.match(head):
        return "is an IDX file, the format of MNIST: put inputs and targets into one NPZ file"
    if _PICKLE.match(head):
        return "is a pickle of Python, which may run code: save its arrays as NPZ"
    for first, what, way in _BYTES:
        if head.startswith(first):
            return f"is {what}: {way}"
    return None


def of_text(text: str) -> str | None:
    """The message about text of a known format that is not a table, or None."""
    head = text[:4096].lstrip()
    for pattern, what, way in _TEXTS:
        if re.match(pattern, head, re.IGNORECASE | re.MULTILINE):
            return f"is {what}: {way}"
    return None
