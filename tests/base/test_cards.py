"""Objects are shown readably: one line in lists, a few rows by `print`, a table in a notebook."""

import re

import pytest

import gdsim as gd
from gdsim.learn.lessons.lesson import Measured
from gdsim.learn.lessons.lessons import lesson, lessons

EXPERIMENT = gd.Experiment(
    "x**2 + a*y**2; a = 3", [gd.SGD(), gd.Adam(beta2=0.9)], lr=gd.logspace(1e-3, 1, 7),
    schedule=gd.Cosine(warmup=3), start=(1.0, 2.0), steps=20, noise=0.1, record="loss",
)  # fmt: skip


def test_an_experiment_is_shown_as_the_call_that_makes_it():
    assert repr(EXPERIMENT) == (
        "Experiment(objective=Function('x**2 + a*y**2; a = 3'), optimizers=[SGD(), "
        "Adam(beta2=0.9)], lr=logspace(0.001, 1.0, 7), start=(1.0, 2.0), "
        "schedule=Cosine(warmup=3), steps=20, noise=0.1, record='loss')"
    )
    made = eval(repr(EXPERIMENT), {name: getattr(gd, name) for name in dir(gd)})
    assert made == EXPERIMENT
    assert repr(gd.Experiment("sphere", "sgd")) == (
        "Experiment(objective=Function('sphere'), optimizers=SGD())"
    )


def test_an_experiment_is_printed_with_its_runs():
    lines = str(EXPERIMENT).splitlines()
    assert lines[0] == "Experiment"
    assert "    runs        14: optimizer (2) x lr (7)" in lines
    assert "    lr          logspace(0.001, 1.0, 7)" in lines
    named = EXPERIMENT.replace(title="two\nlines <b>" + "." * 400)
    assert str(named).splitlines()[0].startswith("two lines <b>...")
    assert len(str(named).splitlines()) == len(lines) and "two\n" not in named._repr_html_()
    assert "Session: Experiment" in str(gd.Session(EXPERIMENT))
    assert repr(gd.Session(EXPERIMENT)) == "<Session of 14 runs at step 0>"


def test_lessons_and_suites_are_listed_in_a_line_and_printed_in_a_page():
    assert len(repr(lessons())) < 150 * len(lessons())
    one = lesson(next(iter(lessons())))
    assert one.claims[0].sentence[:40] in str(one) and one.title in str(one)
    assert repr(Measured(one, ())).endswith("measured: 0 of 0 as expected>")
    suite = gd.suite("classic_1d")
    assert repr(suite) == f"<Suite 'classic-1d': {len(suite)} problems>"
    assert all(name in str(suite) for name in suite.names)


@pytest.mark.parametrize("shown", [EXPERIMENT, lesson("adamw_and_l2"), gd.suite("classic_1d")])
def test_a_notebook_shows_the_same_rows(shown):
    _title, rows = shown.card()
    html = shown._repr_html_()
    assert html.count("<tr>") == len(rows) and len(html) < 10_000
    assert not re.search(r"<(?!/?(div|strong|table|tr|th|td)\b)", html), "nothing else is markup"
    assert all(name in html for name in rows)
