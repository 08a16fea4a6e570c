"""Animations in files: GIF and WebP with Pillow, MP4 with imageio-ffmpeg, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.app.worker.strokes import Pixels
from gdsim.base.errors import SettingError, without
from gdsim.base.files import written_whole

if TYPE_CHECKING:
    from PIL.Image import Image

RATES = 10, 20, 25, 50  # frames per second: a GIF counts hundredths of a second
SUFFIXES = ".gif", ".webp", ".mp4"
COLOURS = 256  # of a GIF
APART = 3  # pixels, of those of a sample by which its colours are chosen
QUALITY = 70  # of a WebP animation, of 100
SHARPNESS = 8  # of a video, of 10


def check_movie(path: Path) -> None:
    """SettingError if animations of this kind cannot be written here."""
    if path.suffix.lower() == ".mp4" and find_spec("imageio_ffmpeg") is None:
        raise SettingError(without("MP4 videos", "imageio-ffmpeg", "video"))


def write_movie(
    path: Path, frames: Iterable[Pixels], rate: int, sample: Iterable[Pixels] = ()
) -> None:
    """Write frames of one size as an animation that is repeated; the suffix says of which kind.

    frames: (height, width, 4) each, drawn one after the other. rate: of them in a second. sample:
    some of them, drawn before, for the colours of a GIF, which all its frames share. A video has
    even sides: of odd ones it lacks the last row or column.
    Errors: SettingError if it cannot be written; the file is then what it was before.
    """
    check_movie(path)
    kind = path.suffix.lower()
    with written_whole(path) as part:
        if kind == ".mp4":
            _write_video(part, frames, rate)
        elif kind == ".gif":
            pictures = _in_colours(frames, _palette(sample))
            _write_pictures(part, pictures, rate, optimize=False)
        else:
            pictures = (_picture(frame) for frame in frames)
            _write_pictures(part, pictures, rate, quality=QUALITY)


def _write_pictures(path: Path, pictures: Iterator[Image], rate: int, **how: Any) -> None:
    first = next(pictures)
    first.save(
        path, save_all=True, append_images=pictures, duration=round(1000 / rate), loop=0, **how
    )


def _write_video(path: Path, frames: Iterable[Pixels], rate: int) -> None:
    from imageio_ffmpeg import write_frames

    writer = None
    try:
        for frame in frames:
            rows, columns = (side - side % 2 for side in frame.shape[:2])
            if writer is None:
                writer = write_frames(
                    str(path), (columns, rows), fps=rate, quality=SHARPNESS, macro_block_size=1
                )
                writer.send(None)
            writer.send(np.ascontiguousarray(frame[:rows, :columns, :3]))
    finally:
        if writer is not None:
            writer.close()


def _picture(frame: Pixels) -> Image:
    from PIL import Image

    return Image.fromarray(np.ascontiguousarray(frame[..., :3]))


def _palette(sample: Iterable[Pixels]) -> Image:
    """A picture with the colours that suit a sample of frames, also thin lines of rare ones."""
    from PIL.Image import Quantize

    some = np.concatenate([frame[::APART, ::APART] for frame in sample])
    return _picture(some).quantize(COLOURS, method=Quantize.MAXCOVERAGE, kmeans=1)


def _in_colours(frames: Iterable[Pixels], palette: Image) -> Iterator[Image]:
    from PIL.Image import Dither

    for frame in frames:  # dithered, what stands still would flicker
        yield _picture(frame).quantize(palette=palette, dither=Dither.NONE)
