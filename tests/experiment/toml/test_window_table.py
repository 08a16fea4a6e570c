"""The table [window] of an experiment file: read, written, and no part of the experiment."""

import re

import pytest

import gdsim as gd
from gdsim.experiment.toml import file as experiment_file
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
