"""One chunk of a stored array: a file as Zarr has it, read and written in a tenth of its time.

A chunk is its values in order, compressed by Blosc, and the CRC32C of that behind it. Zarr takes
some milliseconds for any, however small; a shard of a sweep has ten, and a sweep may have millions.
"""

from __future__ import annotations

import contextlib
import math
import os
from io import FileIO
from typing import Any
from uuid import uuid4

import numpy as np

from gdsim.files import reason

_CHECKSUM = 4  # bytes at the end
# On results of runs as small as what zstd makes, and more than twice as fast.
_BLOSC = {"cname": "lz4", "clevel": 5}


def compressors() -> list[Any]:
    """What Zarr is told of how chunks are made."""
    from zarr.codecs import BloscCodec, Crc32cCodec

    return [BloscCodec(shuffle="shuffle", **_BLOSC), Crc32cCodec()]


def write_chunk(path: str, values: np.ndarray, shape: tuple[int, ...], missing: Any) -> None:
    """Write a chunk of a shape, which values at an end of an array do not fill: `missing` is there.

    The file appears whole. Errors: OSError, such as of a full disk.
    """
    import google_crc32c
    from numcodecs import Blosc  # type: ignore[import-untyped]

    dtype = values.dtype.newbyteorder("<")
    if values.shape != shape:
        whole = np.full(shape, missing, dtype)
        whole[tuple(map(slice, values.shape))] = values
        values = whole
    packed = Blosc(shuffle=Blosc.SHUFFLE, **_BLOSC).encode(np.ascontiguousarray(values, dtype))
    checksum = int(google_crc32c.value(packed)).to_bytes(_CHECKSUM, "little")
    part = f"{path}.{uuid4().hex}.partial"
    try:
        with open(part, "wb", buffering=0) as file:
            _write_all(file, packed + checksum)
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def _write_all(file: FileIO, content: bytes) -> None:
    """Write everything: a system may take a part of it at a time."""
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def read_chunk(
    path: str | os.PathLike[str], dtype: np.dtype[Any], shape: tuple[int, ...]
) -> np.ndarray:
    """The values of a chunk. ValueError, with what is wrong, if it is missing or damaged."""
    import google_crc32c
    from numcodecs import blosc

    try:
        with open(path, "rb", buffering=0) as file:
            content = file.read()
    except FileNotFoundError:
        raise ValueError("its file is missing") from None
    except OSError as error:
        raise ValueError(f"its file cannot be read: {reason(error)}") from error
    packed, checksum = content[:-_CHECKSUM], content[-_CHECKSUM:]
    if google_crc32c.value(packed) != int.from_bytes(checksum, "little"):
        raise ValueError("its checksum is wrong")
    try:
        values = np.frombuffer(blosc.decompress(packed), dtype.newbyteorder("<"))
    except (RuntimeError, ValueError) as error:
        raise ValueError(f"it cannot be decompressed: {error}") from error
    if values.size != (expected := math.prod(shape)):
        raise ValueError(f"it has {values.size:,} values, not {expected:,}")
    return values.reshape(shape).astype(dtype, copy=False)
