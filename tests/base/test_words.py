"""Counts in sentences, and that the commands use them: nobody reads "1 runs"."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.base.words import counted, listed, with_article
from gdsim.cli import run_command

ONE = gd.Experiment("booth", "sgd", lr=1e-3, steps=1, title="One run")


@pytest.mark.parametrize(
    ("count", "words", "sentence"),
    [
        (1, ("run",), "1 run"), (0, ("run",), "0 runs"), (12345, ("run",), "12,345 runs"),
        (1, ("class", "classes"), "1 class"), (2, ("class", "classes"), "2 classes"),
        (1, ("thing is", "things are"), "1 thing is"), (3, ("new start",), "3 new starts"),
    ],
)  # fmt: skip
def test_a_count_stands_before_a_noun_of_its_number(count, words, sentence):
    assert counted(count, *words) == sentence


@pytest.mark.parametrize("phrase", ["a Network", "an Experiment", "a run", "an optimizer"])
def test_a_word_has_its_article(phrase):
    assert with_article(phrase.split()[1]) == phrase


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with an experiment of one run, its result, and its sweep."""
    folder = tmp_path_factory.mktemp("one")
    ONE.save(folder / "one.toml")
    gd.run(ONE, folder / "one.nc")
    gd.run(ONE, folder / "one.zarr")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "run one.toml", "run one.toml -o again.zarr", "run one.zarr", "status one.zarr",
        "verify one.zarr", "export one.zarr one.csv", "plot one.nc best", "plot one.nc",
        "diagnose one.nc",
        "compare sgd --objective x**2 --budget 1 --trials 1 --fresh 1 --steps 1 --lr 0.1:0.2",
    ],
)  # fmt: skip
def test_a_command_that_counts_to_one_says_so(folder, monkeypatch, capsys, command):
    monkeypatch.chdir(folder)
    run_command(command.split())
    said = "".join(capsys.readouterr())
    assert said
    plural = re.findall(r"(?<![\w.,])1 (?!is\b|has\b|was\b)[a-z]+s\b", said)
    assert plural == []


def test_words_are_listed():
    assert [listed("abc"[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
