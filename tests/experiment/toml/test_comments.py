"""Saving an experiment over its file keeps the comments of the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.experiment.toml.comments import carried

TEXT = """# What this is about.

# With a licence.
gdsim = 1
title = "a # that is no comment"  # but this is
objective = { function = "x**2" }
# Two lines
#   about lr
lr = [
    0.1,  # inside of a value
    0.2,
]
steps = 10  # few
noise = 0.1  # to be removed

# Of the optimizers
[[optimizers]]
name = "sgd"  # the first
# a weight
weight_decay = 0.1
[[optimizers]]  # the second
name = "adam"
beta1 = 0.8  # its own
# After all.
"""

SAVED = """# What this is about.

# With a licence.
gdsim = 1
title = "a # that is no comment"  # but this is
objective = { function = "x**2" }
# Two lines
#   about lr
lr = [0.1, 0.2]
steps = 20  # few
dtype = "float32"

# Of the optimizers
[[optimizers]]
name = "sgd"  # the first
# a weight
weight_decay = 0.1

[[optimizers]]  # the second
name = "adam"
beta1 = 0.8  # its own
# After all.
"""


def saved(folder: Path, text: str, **changes: object) -> str:
    path = folder / "e.toml"
    path.write_text(text, newline="")
    gd.Experiment.load(path).replace(**changes).save(path)
    return path.read_text()


def test_comments_above_and_beside_keys_that_remain_are_kept(tmp_path: Path) -> None:
    text = saved(tmp_path, TEXT, steps=20, noise=0.0)
    assert text == SAVED
    assert saved(tmp_path, text) == text
    assert saved(tmp_path, text.replace("\n", "\r\n")) == text


def test_comments_of_an_optimizer_stay_with_it(tmp_path: Path) -> None:
    text = saved(tmp_path, TEXT, optimizers=[gd.Adam(beta1=0.8), gd.SGD()])
    assert "its own" not in text and "the first" not in text and "about lr" in text
    text = saved(tmp_path, TEXT, optimizers=[gd.SGD()])
    assert 'name = "sgd"  # the first\n' in text and "the second" not in text


def test_a_lesson_has_its_comments_once(tmp_path: Path) -> None:
    lesson = '\n# of no key\n[lesson]  # one\n# two\ntext = """\n# three\n"""\n# four\n'
    text = saved(tmp_path, TEXT + lesson, steps=11)
    assert text == saved(tmp_path, text)
    for words in ("# one", "# two", "# three", "# four", "# few", "# a weight"):
        assert text.count(words) == 1
    keys = TEXT.replace("title", "lesson.a = 1  # five\n# six\ntitle")
    text = saved(tmp_path, keys, steps=11)
    assert text == saved(tmp_path, text)
    assert text.count("# five") == text.count("# six") == text.count("# but this is") == 1


def test_a_file_that_is_no_experiment_gives_none(tmp_path: Path) -> None:
    experiment = gd.Experiment("x**2", "sgd")
    for text in ("steps = 3  # of another program\n", "steps = = 3  # gdsim", "gdsim = 1 # x\n["):
        (tmp_path / "e.toml").write_text(text)
        experiment.save(tmp_path / "e.toml")
        assert (tmp_path / "e.toml").read_text() == experiment.to_toml()


@given(st.lists(st.sampled_from([*TEXT.splitlines(True), "x = '''\n", "#'''\n", "a.b=1#\n"])))
def test_what_is_carried_never_changes_what_a_file_says(lines: list[str]) -> None:
    new = gd.Experiment("x**2", ["sgd", "adam"], lr=[0.1, 0.2]).to_toml()
    assert tomllib.loads(carried("gdsim = 1\n" + "".join(lines), new, "lesson")) == tomllib.loads(
        new
    )


@pytest.mark.parametrize("title", ["#", "'''", '"""#\n"""', "a\\n# b"])
def test_marks_in_texts_are_no_comments(tmp_path: Path, title: str) -> None:
    experiment = gd.Experiment("x**2", "sgd", title=title)
    text = experiment.to_toml().replace("steps =", "# one\nsteps =")
    assert saved(tmp_path, text) == text
