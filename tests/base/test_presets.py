"""A word names what gdsim ships, unless a file has that name."""

from pathlib import Path

import pytest

from gdsim.base import assets, presets
from gdsim.base.errors import SettingError


@pytest.mark.parametrize(
    "name, place",
    [
        ("welcome", "experiments/welcome.toml"),
        ("learning-rate-map", "experiments/learning_rate_map.toml"),
        ("overfitting", "lessons/overfitting.toml"),  # there is an example of that name
        ("lion", "lessons/lion.toml"),
    ],
)
def test_a_name_is_that_of_a_shipped_file(name, place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = presets.experiment_file(name)
    assert file == assets.path(place) and presets.is_shipped(file)


@pytest.mark.parametrize("kind", ["touch", "mkdir"])
def test_a_file_or_folder_of_that_name_comes_first(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    getattr(Path("welcome"), kind)()
    assert presets.experiment_file("welcome") == Path("welcome")
    assert not presets.is_shipped(Path("welcome"))


@pytest.mark.parametrize(
    "path",
    ["own.toml", "welcome.txt", "sub/welcome.toml", "experiments/welcome", "/welcome", ".", ".."],
)
def test_what_looks_like_a_path_is_one(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert presets.experiment_file(path) == Path(path)


@pytest.mark.parametrize(
    "name, words",
    [
        ("welcom", "no file, lesson or example 'welcom'; did you mean welcome?"),
        ("x" * 300, "no file, lesson or example 'xx"),
        (
            "learning-rate-map.toml",
            "the one that gdsim ships is called learning_rate_map, without an ending",
        ),
        ("", "no file can have the name ''"),
        ("welcome\0", "no file can have the name"),
    ],
)
def test_a_word_that_names_nothing_is_refused(name, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError) as refused:
        presets.experiment_file(name)
    assert words in str(refused.value)
