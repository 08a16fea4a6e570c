"""Arrays in a script: written out, or packed where they are long; no digit is lost."""

from __future__ import annotations

import base64
import textwrap
import zlib

import numpy as np
from numpy.typing import NDArray

LONGEST = 60  # numbers that are written out
UNPACK = [
    "def unpacked(shape, text):",
    '    """An array from the text that it is packed into: compressed float64, as base64."""',
    "    numbers = np.frombuffer(zlib.decompress(base64.b64decode(text)), np.float64)",
    "    return numbers.reshape(shape).copy()",
    "",
    "",
]


def assigned(name: str, values: NDArray[np.float64]) -> list[str]:
    """The lines that give a name an array of NumPy."""
    values = np.ascontiguousarray(values, np.float64)
    if values.size <= LONGEST:
        text = f"{name} = np.array({values.tolist()!r})"
        return textwrap.wrap(text, 96, subsequent_indent="    ", break_long_words=False)
    packed = base64.b64encode(zlib.compress(values.tobytes(), 9)).decode()
    lines = [f'    "{packed[i : i + 88]}"' for i in range(0, len(packed), 88)]
    return [f"{name} = unpacked({values.shape!r}, (", *lines, "))"]


def is_packed(values: NDArray[np.float64]) -> bool:
    """Whether an array is too long to be written out."""
    return bool(np.size(values) > LONGEST)
