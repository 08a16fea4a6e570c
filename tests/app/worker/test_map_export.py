"""Maps in files: every pixel is a run of the experiment, with its bits; or no file is left."""

import errno
import os
from types import SimpleNamespace

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.look.theme import LIGHT
from gdsim.app.model.grid import Grid
from gdsim.app.model.plane import Area, Plane, Span
from gdsim.app.views.plane_colours import Look
from gdsim.app.worker import map_export
from gdsim.app.worker.map_export import Margins, Stopped, bands, write_picture, write_sweep
from gdsim.app.worker.survey import picture_of
from tests.app.by_hand import pixels_of

NOISY = gd.Experiment(
    "himmelblau", [gd.Momentum(lr=0.01, momentum=0.6)], start=(-1.0, 2.0), steps=40, noise=0.2
)
AREA = Area(Span(-3.5, -0.5), Span(-0.25, 1.5))  # a momentum below 0 is not allowed
LOOK = Look("loss", LIGHT)


@pytest.fixture
def grid():
    return Grid.of(Plane.of(NOISY, "optimizer.lr", "optimizer.momentum"), AREA, 23, 28)


def written(path, grid, margins=None, is_wanted=lambda: True, report=lambda share: None):
    margins = margins or Margins.none(len(grid.columns), len(grid.rows))
    paint = lambda picture: LOOK.paint(picture, SCALE).colours  # noqa: E731
    write_picture(path, grid, paint, lambda: margins, report, is_wanted)


SCALE = LOOK.scale(SimpleNamespace(
    drawn=np.array(True), verdict=np.array([0, 0]), numbers={"loss": np.array([1e-3, 1e3])}
))  # fmt: skip


@pytest.mark.parametrize(
    ("x", "y"),
    [("optimizer.lr", "optimizer.momentum"), ("optimizer.momentum", "optimizer.lr"),
     ("start.y", "start.x")],
)  # fmt: skip
def test_every_pixel_is_the_run_of_the_headless_experiment(x, y, monkeypatch):
    monkeypatch.setattr(map_export, "LARGEST", 60)
    spans = {
        "optimizer.lr": Span(-3.0, -1.0), "optimizer.momentum": Span(0.1, 0.9),
        "start.x": Span(-4, 4), "start.y": Span(-3, 5),
    }  # fmt: skip
    grid = Grid.of(Plane.of(NOISY, x, y), Area(spans[x], spans[y]), 17, 11)
    assert grid.shape == (11, 17) and grid.experiment.runs == 187
    result = grid.experiment.run().squeeze("optimizer")
    dims = {"optimizer.lr": "lr", "optimizer.momentum": "momentum", "start.x": "start_x",
            "start.y": "start_y"}  # fmt: skip
    seen = []
    for rows, picture in bands(grid, lambda: True):
        seen.append(rows)
        expected = result.isel({dims[y]: rows}).transpose(dims[y], dims[x], ...)
        for name in ("loss", "best_loss", "grad_norm", "steps", "verdict"):
            np.testing.assert_array_equal(picture.layers.get(name, picture.verdict), expected[name])
    assert seen[0].stop == 11 and seen[-1].start == 0 and len(seen) > 4
    assert max(rows.stop - rows.start for rows in seen) > 1


def test_the_picture_has_a_pixel_for_each_run_and_none_where_nothing_is_allowed(grid, tmp_path):
    shares = []
    margins = Margins(*(np.full(shape, 200, np.uint8) for shape in (
        (2, 23 + 3 + 4, 4), (28, 3, 4), (28, 4, 4), (5, 23 + 3 + 4, 4))))  # fmt: skip
    written(tmp_path / "map.png", grid, margins, report=shares.append)
    pixels = pixels_of(tmp_path / "map.png")
    assert pixels.shape == (2 + 28 + 5, 3 + 23 + 4, 4) and shares[-1] == 1
    assert (np.delete(pixels[2:30], np.s_[3:26], axis=1) == 200).all()
    inside = pixels[2:30, 3:26][::-1]
    assert (grid.rows == -1).sum() == 4 and (inside[grid.rows == -1] == 0).all()
    expected = LOOK.paint(_picture_of(grid), SCALE).colours
    np.testing.assert_array_equal(inside[grid.rows >= 0], expected)
    assert grid.experiment.to_toml().encode() in (tmp_path / "map.png").read_bytes()


def _picture_of(grid):
    """All runs of a grid as a picture, from a headless run."""
    from gdsim.engine.backends import cpu

    (program,) = grid.experiment.programs()
    return picture_of(grid.plane, cpu.run(program), grid.shape)


def test_pixels_share_the_runs_of_whole_numbers():
    experiment = NOISY.replace(schedule=gd.Cosine(warmup=3))
    plane = Plane.of(experiment, "schedule.warmup", "optimizer.lr")
    grid = Grid.of(plane, Area(Span(-2, 6), Span(-3, -1)), 32, 3)
    assert grid.columns.tolist() == [-1] * 8 + np.repeat(range(6), 4).tolist()
    assert grid.experiment.axes["warmup"].tolist() == [0, 1, 2, 3, 4, 5]


def test_the_sweep_opens_as_the_result_of_the_same_experiment(grid, tmp_path):
    write_sweep(tmp_path / "map.zarr", grid, lambda share: None, lambda: True)
    stored = gd.load(tmp_path / "map.zarr")
    run = grid.experiment.run()
    for name in ("loss", "steps", "verdict", "params"):
        np.testing.assert_array_equal(stored[name].values, run[name].values)
    assert gd.Experiment.from_toml(stored.attrs["experiment"], stored) == grid.experiment


@pytest.mark.parametrize("write", [written, lambda path, grid, **options: write_sweep(
    path.with_suffix(".zarr"), grid, lambda share: None, options["is_wanted"])])  # fmt: skip
def test_what_is_stopped_leaves_nothing(grid, tmp_path, write):
    asked = []

    def is_wanted():
        asked.append(1)
        return len(asked) < 4

    with pytest.raises(Stopped):
        write(tmp_path / "map.png", grid, is_wanted=is_wanted)
    assert os.listdir(tmp_path) == []


def test_a_disk_that_gets_full_is_a_sentence_and_the_old_picture_stays(grid, tmp_path, monkeypatch):
    (tmp_path / "map.png").write_bytes(b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(map_export.PngWriter, "close", full)
    with pytest.raises(gd.SettingError) as error:
        written(tmp_path / "map.png", grid)
    assert str(error.value) == f"cannot write {tmp_path / 'map.png'}: No space left on device"
    assert os.listdir(tmp_path) == ["map.png"] and (tmp_path / "map.png").read_bytes() == b"old"


def test_settings_that_no_method_allows_make_no_map():
    plane = Plane.of(NOISY, "optimizer.lr", "optimizer.momentum")
    with pytest.raises(gd.SettingError, match="No momentum that is seen is allowed"):
        Grid.of(plane, Area(Span(-3, 0), Span(-2, -1)), 9, 9)
