"""The table [window] of an experiment file: read, written, and no part of the experiment."""

import re
import tomllib

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.axes import Linspace
from gdsim.experiment.toml import file as experiment_file
from gdsim.experiment.toml.values import value_text
from gdsim.experiment.toml.window import Side, View, WindowTable

PLAIN = """gdsim = 1
objective = "sphere"

[[optimizers]]
name = "sgd"

[[optimizers]]
name = "adam"
"""
WINDOW = """
[window]
names = ["Fast \\"one\\"", ""]
colours = ["#C03030", 3]

[[window.views]]
name = "rates"
x = { setting = "optimizer.lr", range = [0.001, 1.0] }
y = { setting = "start.x", range = [-2.0, 2.5] }
colour = "steps"
ranks = true
optimizer = 1
"""


def test_the_table_comes_back_and_is_no_part_of_the_experiment(tmp_path):
    plain = gd.Experiment.from_toml(PLAIN)
    experiment, table = experiment_file.read_with_window(PLAIN + WINDOW, gd.Experiment)
    view = View(
        "rates", Side("optimizer.lr", (1e-3, 1.0)), Side("start.x", (-2, 2.5)), "steps", True, 1
    )
    assert table == WindowTable(('Fast "one"', ""), ("#C03030", 3), (view,))
    assert gd.Experiment.from_toml(PLAIN + WINDOW) == experiment == plain
    assert experiment.hash == plain.hash and experiment.to_toml() == plain.to_toml()
    experiment_file.save(experiment, tmp_path / "e.toml", table)
    text = (tmp_path / "e.toml").read_text()
    assert experiment_file.read_with_window(text, gd.Experiment) == (experiment, table)
    assert gd.Experiment.load(tmp_path / "e.toml") == plain
    assert experiment_file.write(plain, window=WindowTable()) == plain.to_toml()


def test_saving_an_experiment_over_its_file_loses_nothing_of_the_window_and_the_lesson(tmp_path):
    path = tmp_path / "e.toml"
    lesson = '[lesson]\ntext = """\n[window]\n"""\n\n[[lesson.claims]]  # one\nsentence = "a"\n'
    path.write_text(f"{PLAIN}{WINDOW}{lesson}")
    experiment, table = experiment_file.read_with_window(path.read_text(), gd.Experiment)
    gd.Experiment.load(path).save(path)
    gd.Experiment.load(path).replace(steps=20).save(path)
    text = path.read_text()
    assert text.endswith(f"\n{lesson}")
    changed = experiment_file.read_with_window(text, gd.Experiment)
    assert changed == (experiment.replace(steps=20), table)
    experiment.replace(optimizers="adam").save(path)  # the view is of the second optimizer
    fewer = experiment_file.read_with_window(path.read_text(), gd.Experiment)[1]
    assert fewer == WindowTable(('Fast "one"',), ("#C03030",))
    experiment_file.save(experiment, path, WindowTable())  # as the app does, which knows better
    assert "[window]" not in path.read_text().partition("[lesson]")[0]
    for odd in ("gdsim = 1\n[lesson", "[lesson]\n", f"{PLAIN}[window]\nnames = 3\n[lesson]"):
        path.write_text(odd)
        experiment.save(path)
        assert path.read_text() == experiment.to_toml()


@pytest.mark.parametrize("break_", ["\u2028", "\u2029", "\x85", "\r\n"])
@pytest.mark.parametrize(
    ("keys", "tables"),
    [
        ("", "[lesson]\norder = 1\n"),
        ("lesson.order = 1\n", '[[lesson.claims]]\nsentence = "a"\n'),
        ("lesson = {order = 1, claims = [\n  # one\n  {sentence = 'a'},\n]}\n", ""),
    ],
)
def test_a_lesson_stays_however_it_is_written_and_lines_are_those_of_toml(
    tmp_path, break_, keys, tables
):
    path = tmp_path / "e.toml"
    odd = "" if break_ == "\r\n" else break_
    title = f'title = "a{odd}b{odd}c{odd}d"  # {odd}{odd}\n'
    before = PLAIN.replace("gdsim = 1\n", f"gdsim = 1\n{keys}{title}") + tables
    path.write_text(before.replace("\n", break_) if not odd else before, "utf-8", newline="")
    gd.Experiment.load(path).replace(steps=20).save(path)
    after, wanted = tomllib.loads(path.read_bytes().decode()), tomllib.loads(before)
    assert after["lesson"] == wanted["lesson"] and after["title"] == wanted["title"]
    assert gd.Experiment.load(path).steps == 20
    path.write_text(keys.rstrip("\n"), "utf-8")  # no experiment: nothing of it stays
    gd.Experiment.from_toml(PLAIN).save(path)
    assert "lesson" not in path.read_text()


def test_numbers_of_numpy_are_written_as_numbers(tmp_path):
    view = View("v", Side("lr", (np.float64(0.1), np.float32(1.0))), Side("b", (0.0, 1.0)), "loss",
                np.True_, np.int64(1))  # fmt: skip
    for value in (np.float64(0.1), np.int64(3), np.True_, np.float32(0.5)):
        assert tomllib.loads(f"a = {value_text(value)}")["a"] == value
    assert tomllib.loads(f"a = {value_text(Linspace(np.float64(1), np.float64(2), 3))}")
    experiment_file.save(
        gd.Experiment.from_toml(PLAIN), tmp_path / "e.toml", WindowTable((), (), (view,))
    )
    text = (tmp_path / "e.toml").read_text()
    assert experiment_file.read_with_window(text, gd.Experiment)[1].views == (view,)


def test_a_table_may_name_the_first_optimizers_only_and_say_nothing():
    for text, names in (("names = ['a']", ("a",)), ("", ())):
        _, table = experiment_file.read_with_window(f"{PLAIN}[window]\n{text}", gd.Experiment)
        assert table == WindowTable(names)


VIEW = "[[window.views]]\nname = 'a'\nx = { setting = 'lr', range = [0, 1] }\n"


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("window = 3", 1, "window", "window must be a table, got 3"),
        ("[window]\nname = []", 10, "window.name", "unknown key 'name'"),
        ("[window]\nnames = 'a'", 10, "window.names", "must be a list"),
        ("[window]\nnames = ['a', 'b', 'c']", 10, "window.names", "3 values for 2 optimizers"),
        ('[window]\nnames = ["a\\nb"]', 10, "window.names", "one line of at most"),
        ("[window]\ncolours = ['red']", 10, "window.colours", "#RRGGBB"),
        ("[window]\ncolours = [true]", 10, "window.colours", "got True"),
        (VIEW, 9, "window.views[0]", "has no y"),
        (f"{VIEW}y = 3", 12, "window.views[0].y", "a table with a setting and a range"),
        (f"{VIEW}y = {{ setting = 'b', range = [1, 1] }}", 12, "window.views[0].y", "must rise"),
        (
            f"{VIEW}y = {{ setting = 'b', range = [0, 1] }}\noptimizer = 2", 13,
            "window.views[0].optimizer", "from 0 to 1, got 2",
        ),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_place(text, line, key, words):
    whole = f"{text}\n{PLAIN}" if text.startswith("window") else f"{PLAIN}{text}\n"
    with pytest.raises(gd.SettingError, match=re.escape(words)) as error:
        gd.Experiment.from_toml(whole)
    assert f"line {line} ({key})" in str(error.value), error.value
