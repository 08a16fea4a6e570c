"""Waits until something is painted on Xvfb's screen: screen.py FRAMEBUFFER PICTURE.png.

Ends with 1 if the screen has fewer than a hundred colours after a minute. The framebuffer is what
`Xvfb -fbdir` keeps in a file, an XWD of version 7: a header of 32-bit numbers, colours, pixels.
"""

from __future__ import annotations

import struct
import sys
import time
from pathlib import Path

from PIL import Image

COLOURS, PATIENCE = 100, 60  # seconds


def picture(data: bytes) -> Image.Image:
    """The picture of a screen of 32 bits per pixel."""
    header = struct.unpack(">25I", data[:100])
    size, width, height, row, colours = header[0], header[4], header[5], header[12], header[19]
    pixels = data[size + 12 * colours :]
    return Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX", row)


def main() -> int:
    """Return 0 once the screen is painted, and keep its picture."""
    screen, begun, last = Path(sys.argv[1]), time.monotonic(), -1
    while time.monotonic() - begun < PATIENCE:
        shown = picture(screen.read_bytes())
        colours = len(shown.getcolors(shown.width * shown.height) or ())
        if colours >= COLOURS and colours == last:  # it is painted, and at rest
            shown.save(sys.argv[2])
            return 0
        last = colours
        time.sleep(1)
    print(f"the screen has {last} colours", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
