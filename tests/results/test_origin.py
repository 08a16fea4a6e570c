"""The experiment of a file, a stored sweep or a name; what is none says what it is."""

import pytest

import gdsim as gd
from gdsim.base import assets
from gdsim.learn import diagnosis
from gdsim.results.interchange.coco import write_coco
from gdsim.results.origin import experiment_at
from gdsim.sweeps.planning import plan

SMALL = gd.Experiment("sphere", gd.SGD(lr=[0.1, 0.2]), steps=3, target=1e-3, record=["loss"])


def test_a_file_a_sweep_and_a_name_have_an_experiment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    SMALL.save("small.toml")
    gd.run(SMALL, "small.zarr")
    shipped = gd.Experiment.load(assets.path("experiments/iris.toml"))
    assert experiment_at("small.toml") == experiment_at("small.zarr") == SMALL
    assert experiment_at("iris") == gd.Experiment.load("iris") == plan("iris").experiment == shipped


def test_a_folder_says_what_is_in_it(tmp_path):
    with pytest.raises(gd.SettingError, match=r"is a folder, and neither .* sweep \(\.zarr\)$"):
        experiment_at(tmp_path)
    SMALL.save(tmp_path / "small.toml")
    for refuse in (experiment_at, plan, diagnosis, gd.code):
        with pytest.raises(gd.SettingError, match=r"is a folder, .*small\.toml is a file in it"):
            refuse(tmp_path)
    write_coco(SMALL.run(), tmp_path / "coco")
    with pytest.raises(gd.SettingError, match="coco is data of COCO or IOHprofiler, which `gdsim"):
        experiment_at(tmp_path / "coco")
