"""One chunk of a stored array: a file as Zarr writes it, read in a tenth of the time.

A chunk is its values in order, compressed by Blosc, and the CRC32C of that behind it. Zarr takes a
millisecond for any, however small, and a sweep may have millions.
"""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np

from gdsim.files import reason

_CHECKSUM = 4  # bytes at the end


def read_chunk(
    path: str | os.PathLike[str], dtype: np.dtype[Any], shape: tuple[int, ...]
) -> np.ndarray:
    """The values of a chunk. ValueError, with what is wrong, if it is missing or damaged."""
    import google_crc32c
    from numcodecs import blosc  # type: ignore[import-untyped]

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
