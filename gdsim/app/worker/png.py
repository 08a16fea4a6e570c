"""PNG files that are written row by row, so that a picture of any size needs little memory."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

LEVEL = 4  # of compression: higher ones take much longer for a few per cent
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _RGBA, _SUB = 8, 6, 1  # bits of a channel; the kind of pixels; the filter of every row


class PngWriter:
    """Writes rows of RGBA pixels, the uppermost first; `close` after the last.

    text: what the file says about itself, by keyword.
    """

    def __init__(self, file: BinaryIO, width: int, height: int, text: dict[str, str]) -> None:
        self._file, self._packer = file, zlib.compressobj(LEVEL)
        file.write(_SIGNATURE)
        header = struct.pack(">IIBBBBB", width, height, _DEPTH, _RGBA, 0, 0, 0)
        self._chunk(b"IHDR", header)
        for keyword, words in text.items():  # international text, not compressed
            self._chunk(b"iTXt", keyword.encode("latin-1") + bytes(5) + words.encode())

    def write(self, rows: NDArray[np.uint8]) -> None:
        """Write rows, (n, width, 4)."""
        filtered = np.empty((len(rows), 1 + 4 * rows.shape[1]), np.uint8)
        filtered[:, 0] = _SUB
        pixels = filtered[:, 1:].reshape(rows.shape)
        pixels[:, :1] = rows[:, :1]
        np.subtract(rows[:, 1:], rows[:, :-1], out=pixels[:, 1:])  # modulo 256
        self._data(self._packer.compress(filtered.tobytes()))

    def close(self) -> None:
        """Write the end."""
        self._data(self._packer.flush())
        self._chunk(b"IEND", b"")

    def _data(self, packed: bytes) -> None:
        if packed:
            self._chunk(b"IDAT", packed)

    def _chunk(self, kind: bytes, body: bytes) -> None:
        checked = zlib.crc32(kind + body)
        self._file.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checked))
