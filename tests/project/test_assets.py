"""The files that gdsim ships are found, complete and usable."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gdsim.base import assets
from tests.conftest import needs_qt


def test_a_file_that_is_not_shipped_is_refused_by_name() -> None:
    with pytest.raises(FileNotFoundError, match=r"no file 'icon/none\.svg'"):
        assets.path("icon/none.svg")


@pytest.mark.parametrize("size", [16, 24, 32, 48, 64, 128, 256, 512])
def test_the_icon_has_the_size_that_its_name_says(size: int) -> None:
    header = assets.path(f"icon/gdsim-{size}.png").read_bytes()[:24]
    assert struct.unpack(">II", header[16:24]) == (size, size)


@needs_qt
@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_the_typeface_loads_and_has_figures_of_one_width(weight: str, qapp: object) -> None:
    del qapp
    from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

    number = QFontDatabase.addApplicationFont(str(assets.path(f"fonts/Inter-{weight}.ttf")))
    assert "Inter" in QFontDatabase.applicationFontFamilies(number)
    font = QFont(
        "Inter", 13, QFont.Weight.DemiBold if weight == "SemiBold" else QFont.Weight.Normal
    )
    proportional = QFontMetricsF(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    tabular = QFontMetricsF(font)
    assert len({proportional.horizontalAdvance(digit) for digit in "0123456789"}) > 1
    assert len({tabular.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_typeface_comes_with_its_licence() -> None:
    assert "SIL Open Font License" in assets.path("fonts/LICENSE-Inter.txt").read_text()


def test_an_installed_package_finds_the_assets_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "icon").mkdir()
    monkeypatch.setattr(assets, "_INSTALLED", tmp_path)
    assert assets.path("icon") == tmp_path / "icon"


@pytest.mark.parametrize(
    "file", sorted(assets.path("experiments").glob("*.toml")), ids=lambda f: f.stem
)
def test_an_example_is_an_experiment_that_this_version_reads(file: Path) -> None:
    from gdsim import Experiment

    experiment = Experiment.load(file)
    assert experiment.title
    assert Experiment.from_toml(experiment.to_toml()) == experiment
    assert experiment.memory_estimate < 2**30


def test_the_welcome_experiment_races_twenty_different_optimizers() -> None:
    from gdsim import Experiment

    experiment = Experiment.load(assets.path("experiments/welcome.toml"))
    assert len({choice.name for choice in experiment.optimizers}) == 20
    assert experiment.runs == 20
