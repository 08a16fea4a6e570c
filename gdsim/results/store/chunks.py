"""One chunk of a stored array: a file in Zarr's format, read and written in a tenth of Zarr's time.

A chunk is its values in order, compressed by Blosc, followed by their CRC32C. Zarr takes some
milliseconds per chunk, however small; a shard has ten chunks, and a sweep may have millions.
"""

from __future__ import annotations

import contextlib
import math
import os
import stat
import struct
from io import FileIO
from typing import Any
from uuid import uuid4

import google_crc32c
import numpy as np

from gdsim.base.files import open_at_once, reason
from gdsim.base.words import counted

_CHECKSUM = 4  # bytes at the end
# Blosc's header: versions, flags and size of a value; then the decompressed bytes, the bytes of a
# block, and the compressed bytes including the header.
_BLOSC_HEADER = struct.Struct("<4BIII")
# On results of runs it compresses as well as zstd, and more than twice as fast.
_BLOSC = {"cname": "lz4", "clevel": 5}


def compressors() -> list[Any]:
    """The compressors of numbers, as Zarr's metadata states them."""
    from zarr.codecs import BloscCodec, Crc32cCodec

    return [BloscCodec(shuffle="shuffle", **_BLOSC), Crc32cCodec()]


def text_compressors() -> list[Any]:
    """The compressors of text, of which there is little."""
    from zarr.codecs import Crc32cCodec

    return [Crc32cCodec()]


def write_chunk(path: str, values: np.ndarray, shape: tuple[int, ...], missing: Any) -> None:
    """Write a chunk of a shape; values at the end of an array do not fill it, `missing` does.

    The file appears whole or not at all. Errors: OSError, such as for a full disk.
    """
    from numcodecs import Blosc  # type: ignore[import-untyped]

    dtype = values.dtype.newbyteorder("<")
    if values.shape != shape:
        whole = np.full(shape, missing, dtype)
        whole[tuple(map(slice, values.shape))] = values
        values = whole
    packed = Blosc(shuffle=Blosc.SHUFFLE, **_BLOSC).encode(np.ascontiguousarray(values, dtype))
    write_checked(path, packed)


def write_checked(path: str, content: bytes) -> None:
    """Write a file that ends in the checksum of its content, atomically. Errors: OSError."""
    part = f"{path}.{uuid4().hex}.partial"
    try:
        with open(part, "wb", buffering=0) as file:
            _write_all(file, content + checksum(content).to_bytes(_CHECKSUM, "little"))
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def checksum(content: bytes) -> int:
    """The CRC32C of bytes."""
    return int(google_crc32c.value(content))


def _write_all(file: FileIO, content: bytes) -> None:
    """Write everything; one call of the system may write only a part."""
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def read_chunk(
    path: str | os.PathLike[str], dtype: np.dtype[Any], shape: tuple[int, ...]
) -> np.ndarray:
    """The values of a chunk. ValueError that says why, if it is missing or damaged."""
    from numcodecs import blosc

    expected = math.prod(shape)
    packed = read_checked(path, expected * dtype.itemsize + _BLOSC_HEADER.size)
    # Before memory is allocated for the size in the header.
    if len(packed) < _BLOSC_HEADER.size:
        raise ValueError("it is too short")
    *_, size, _, length = _BLOSC_HEADER.unpack_from(packed)
    if length != len(packed):
        raise ValueError(f"it has {counted(len(packed), 'byte')}, not {length:,}")
    if size != expected * dtype.itemsize:
        raise ValueError(f"it has {counted(size // dtype.itemsize, 'value')}, not {expected:,}")
    try:
        values = np.frombuffer(blosc.decompress(packed), dtype.newbyteorder("<"))
    except (RuntimeError, ValueError) as error:
        raise ValueError(f"it cannot be decompressed: {error}") from error
    return values.reshape(shape).astype(dtype, copy=False)


def read_checked(path: str | os.PathLike[str], largest: int) -> bytes:
    """The content of a file that ends in its checksum, at most `largest` bytes.

    ValueError if the file is missing or damaged.
    """
    whole = read_file(path, largest + _CHECKSUM)
    content = whole[:-_CHECKSUM]
    if checksum(content) != int.from_bytes(whole[-_CHECKSUM:], "little"):
        raise ValueError("its checksum is wrong")
    return content


def read_file(path: str | os.PathLike[str], largest: int) -> bytes:
    """The content of a file of a store. ValueError if it is unreadable or too large."""
    try:
        with open(path, "rb", buffering=0, opener=open_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ValueError("it is no file")
            if status.st_size > largest:
                raise ValueError(
                    f"it has {counted(status.st_size, 'byte')}, and {largest:,} at most"
                )
            return file.read()
    except FileNotFoundError:
        raise ValueError("its file is missing") from None
    except OSError as error:
        raise ValueError(f"its file cannot be read: {reason(error)}") from error
