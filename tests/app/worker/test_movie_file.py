"""Animations in files, read back."""

import numpy as np
import pytest
from PIL import Image, ImageSequence

from gdsim.app.worker.movie_file import write_movie
from gdsim.base.errors import SettingError

HUES = (200, 30, 20), (20, 160, 60), (30, 60, 210)


def frames():
    """Three frames of 21 x 31 pixels: a square of another colour further right in each."""
    made = []
    for number, hue in enumerate(HUES):
        frame = np.full((21, 31, 4), 255, np.uint8)
        frame[5:15, 10 * number : 10 * number + 10, :3] = hue
        made.append(frame)
    return made


@pytest.mark.parametrize(("name", "off"), [("a.gif", 2), ("a.webp", 25)])
def test_frames_come_back_with_their_colours_and_times(tmp_path, name, off):
    made, drawn = frames(), []
    stream = (drawn.append(1) or frame for frame in made)
    write_movie(tmp_path / name, stream, 20, made if name.endswith("gif") else ())
    assert len(drawn) == 3
    with Image.open(tmp_path / name) as file:
        assert (file.size, file.n_frames, file.info["loop"]) == ((31, 21), 3, 0)
        for number, read in enumerate(ImageSequence.Iterator(file)):
            pixels = np.asarray(read.convert("RGB")).astype(int)
            middle = pixels[7:13, 10 * number + 2 : 10 * number + 8]
            np.testing.assert_allclose(middle, np.broadcast_to(HUES[number], middle.shape), 0, off)
            assert read.info["duration"] == 50
            assert pixels[0, 0].min() > 240


# imageio-ffmpeg's own reader leaves its pipes open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_video_has_even_sides(tmp_path):
    package = pytest.importorskip("imageio_ffmpeg")
    write_movie(tmp_path / "a.mp4", [each for each in frames() for _ in range(5)], 10)
    reader = package.read_frames(str(tmp_path / "a.mp4"))
    about = next(reader)
    assert (about["size"], about["fps"]) == ((30, 20), 10)
    read = [np.frombuffer(each, np.uint8).reshape(20, 30, 3) for each in reader]
    assert len(read) == 15
    np.testing.assert_allclose(read[7][8, 15], HUES[1], 0, 40)


def test_an_animation_that_fails_leaves_nothing(tmp_path):
    def failing():
        yield frames()[0]
        raise SettingError("no more")

    for name in ("a.webp", "a.gif"):
        with pytest.raises(SettingError, match="no more"):
            write_movie(tmp_path / name, failing(), 10, frames())
    assert list(tmp_path.iterdir()) == []
