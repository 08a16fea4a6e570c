"""`gdsim lesson` and `gdsim diagnose`: what they print, and the status they end with."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser

import pytest

import gdsim as gd
from gdsim.cli import run_command
from gdsim.learn.lessons.lessons import lesson, lessons

SHELF = lessons()
FALSE = """\
gdsim = 1
title = "A lesson that is wrong"
objective = "parabola"
optimizers = "sgd"
lr = 0.1
steps = 5

[lesson]
text = "Nothing here is so, and of that there is a lot, in a paragraph that is a little long."

[[lesson.claims]]
sentence = "The loss rises."
rising = [{ of = "value", name = "before" }, { of = "loss", name = "after" }]
"""


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("GDSIM_TRACEBACK", raising=False)


@pytest.fixture
def wrong(tmp_path):
    (tmp_path / "wrong.toml").write_text(FALSE)
    return str(tmp_path / "wrong.toml")


def said(capsys):
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    return out


def words(text):
    return " ".join(text.split())


def test_all_lessons_are_listed_in_their_order(capsys):
    assert run_command(["lesson"]) == 0
    listed = [line.split()[0] for line in said(capsys).splitlines() if line.strip()]
    assert [name for name in listed if name in SHELF] == list(SHELF)


def test_the_list_as_json_has_everything(capsys):
    assert run_command(["lesson", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(SHELF)
    for row in rows:
        assert [c["sentence"] for c in row["claims"]] == [
            claim.sentence for claim in SHELF[row["name"]].claims
        ]
        assert tuple(row["paragraphs"]) == SHELF[row["name"]].paragraphs


@pytest.mark.parametrize("name", SHELF)
def test_every_lesson_can_be_read_in_80_columns(name, capsys):
    assert run_command(["lesson", name]) == 0
    out = words(said(capsys))
    chosen = SHELF[name]
    for text in (chosen.title, *chosen.paragraphs, *(c.sentence for c in chosen.claims)):
        assert words(text) in out
    assert "✓" not in out and "✗" not in out


def test_a_lesson_that_is_run_has_its_claims_ticked_with_numbers(capsys):
    assert run_command(["lesson", "chain-rule", "--run"]) == 0
    out = said(capsys)
    findings = lesson("chain_rule").run().findings
    assert out.count("✓") == len(findings) and "✗" not in out
    for finding in findings:
        assert words(finding.numbers) in words(out)


def test_what_is_not_so_is_crossed_and_put_right(capsys):
    assert run_command(["lesson", "noise_leaves_a_local_minimum", "--run"]) == 0
    out = words(said(capsys))
    assert "✗ The more noise, the more runs end in the deep valley." in out
    assert "Often said, but not true: there is a best amount" in out
    assert "This is not what the lesson says" not in out


def test_a_lesson_that_is_wrong_is_status_1(wrong, capsys):
    assert run_command(["lesson", wrong, "--run"]) == 1
    out = words(said(capsys))
    assert (
        "✗ The loss rises. 6.25 (before) > 0.6711 (after) This is not what the lesson says." in out
    )
    assert run_command(["lesson", wrong]) == 0


def test_json_has_what_was_measured(wrong, capsys):
    assert run_command(["lesson", wrong, "--run", "--json"]) == 1
    (claim,) = json.loads(capsys.readouterr().out)["claims"]
    assert claim["held"] is False and claim["expected"] is True
    assert [each["name"] for each in claim["numbers"]] == ["before", "after"]
    assert claim["numbers"][0]["value"] == 6.25


def test_all_lessons_are_run_and_counted(monkeypatch, wrong, capsys):
    few = {"chain_rule": SHELF["chain_rule"], "lion": SHELF["lion"], "wrong": lesson(wrong)}
    # Of the name gdsim.learn.lessons.lessons is the function, which hides its module.
    monkeypatch.setattr(sys.modules["gdsim.learn.lessons.lessons"], "lessons", lambda: few)
    assert run_command(["lesson", "--all"]) == 1
    out = said(capsys)
    count = sum(len(each.claims) for each in few.values())
    assert f"3 lessons, {count} claims in" in out
    assert f"{count - 1} hold, 0 fail as their lessons say." in words(out)
    assert "wrong: not as the lesson says: The loss rises." in out
    few.pop("wrong")
    assert run_command(["lesson", "--all", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(claim["held"] for row in rows for claim in row["claims"])


def test_what_a_lesson_is_about_is_worked_through(capsys):
    assert run_command(["lesson", "chain_rule", "--explain"]) == 0
    assert "df/du * du/dx = 10 * 2 = 20" in said(capsys)
    assert run_command(["lesson", "chain_rule", "--explain", "--json"]) == 0
    (made,) = json.loads(capsys.readouterr().out)["explanations"]
    assert made["kind"] == "chain_rule"


def test_a_lesson_is_run_as_an_experiment_too(capsys):
    assert run_command(["run", str(SHELF["conditioning"].path)]) == 0
    assert "Momentum" in capsys.readouterr().out


REFUSED = [
    (["lesson", "adm"], "there is no lesson 'adm'"),
    (["lesson", "--run"], "--run needs a lesson's name; --all measures every lesson"),
    (["lesson", "--explain"], "--explain needs a lesson's name"),
    (["lesson", "lion", "--all"], "--all measures every lesson; leave out"),
    (["lesson", "none.toml"], "none.toml: cannot be read (No such file or directory)"),
    (["diagnose", "xor"], "there is no file, lesson or example 'xor'; "),
    (["diagnose", "."], ". is a folder, and neither an experiment"),
    (["diagnose", "none.toml"], "none.toml: cannot be read (No such file or directory)"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_bad_input_is_one_sentence_and_status_2(arguments, sentence, capsys):
    assert run_command(arguments) == 2
    found = capsys.readouterr()
    assert sentence in found.err and found.err.count("\n") == 1 and found.out == ""


def test_a_run_is_diagnosed(tmp_path, capsys):
    experiment = gd.Experiment(gd.Function("3.1*x**2", start=(1.0,)), gd.SGD(), lr=[0.1, 0.5])
    experiment.save(tmp_path / "e.toml")
    gd.save(experiment.run(), tmp_path / "r.nc")
    for file in ("e.toml", "r.nc"):
        assert run_command(["diagnose", str(tmp_path / file), "--run", "1"]) == 0
        assert "lr 0.5 x largest curvature 6.2 = 3.1 > 2; try lr below 0.32." in words(said(capsys))
    assert run_command(["diagnose", str(tmp_path / "e.toml"), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["kind"] == "diagnosis" and made["data"]["finding"] == "minimum"
    assert run_command(["diagnose", str(tmp_path / "e.toml"), "--run", "2"]) == 2
    assert "run must be a whole number from 0 to 1, got 2" in capsys.readouterr().err


ASKING = """
[lesson.task]
text = "Reach a loss below 1e-9."
change = ["lr"]
rising = [{ of = "loss", name = "loss" }, 1e-9]
solution = { lr = 0.5 }
wrong = [{ reason = "The steps are too short." }]

[lesson.picture]
caption = "Down the bowl <b>."
x = "step"
label = "loss"
lines = [{ of = "loss" }]
"""


@pytest.fixture
def asking(tmp_path):
    """A lesson with a question of each form, a task and a picture."""
    made = FALSE.replace("steps = 5", 'steps = 5\ntolerance = 0.0\nrecord = ["loss"]')
    made = made.replace('"The loss rises."', '"The loss falls: w <- w - rate * 2w, as x^2 < 1."')
    made = made.replace('[{ of = "value", name = "before" }, { of = "loss", name = "after" }]',
        '[{ of = "loss", name = "after" }, { of = "value", name = "before" }]\n'
        'ask = { question = "How low?", number = "after" }\n\n'
        '[[lesson.claims]]\nsentence = "At first it is 6.25."\n'
        'equal = [{ of = "value", name = "at first" }, 6.25]\n'
        'ask = { question = "Is it?", choices = ["no", "yes"], right = "yes" }')  # fmt: skip
    (tmp_path / "asking.toml").write_text(made + ASKING)
    return str(tmp_path / "asking.toml")


def test_a_reader_is_asked_before_anything_is_measured(asking, capsys, monkeypatch):
    answers = iter(["much", "0.06711", "2"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert run_command(["lesson", asking, "--ask"]) == 0
    out = words(said(capsys))
    assert "the answer must be a number, got 'much'" in out
    assert out.index("How low?") < out.index("1. no 2. yes") < out.index("Claims, measured:")
    assert "You said 0.06711, 10 times too small; measured: 0.6711." in out
    assert "You were right." in out
    monkeypatch.setattr("builtins.input", lambda _: "")
    assert run_command(["lesson", asking, "--ask"]) == 0
    assert "You" not in said(capsys)


def test_a_task_is_tried(asking, capsys):
    assert run_command(["lesson", asking, "--try", "lr=0.1"]) == 1
    assert "0.6711 (loss) > 1e-9 (stated) Not reached. The steps are too short." in words(
        said(capsys)
    )
    assert run_command(["lesson", asking, "--try", "lr=0.5"]) == 0
    assert "Reached." in said(capsys)
    assert run_command(["lesson", asking, "--try", "lr=0.1", "--try", "lr=0.5"]) == 2
    assert "--try gives lr twice; give one value" in capsys.readouterr().err
    assert run_command(["lesson", asking, "--try", "lr"]) == 2
    assert "--try takes NAME=VALUE, such as lr=0.01, got 'lr'" in capsys.readouterr().err
    assert run_command(["lesson", asking, "--try", "lr=0.5", "--run"]) == 2
    assert "--try is a way of its own; leave out the other options" in capsys.readouterr().err


class Tags(HTMLParser):
    """The elements that are open; each is closed in its turn."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "input", "source"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_lesson_is_written_as_a_page_that_needs_nothing_else(asking, tmp_path, capsys):
    assert run_command(["lesson", asking, "-o", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "w ← w - rate * 2w, as x<sup>2</sup> &lt; 1." in page
    assert "Down the bowl &lt;b&gt;." in page and page.count("data:image/svg+xml;base64,") == 2
    assert page.count("<details>") == 3 and "gd.Experiment(" in page
    assert "prefers-color-scheme: dark" in page and "width=device-width" in page


def test_a_lesson_is_written_as_a_notebook_whose_cells_run(asking, tmp_path, capsys):
    assert run_command(["lesson", asking, "-o", str(tmp_path / "l.ipynb")]) == 0
    made = json.loads((tmp_path / "l.ipynb").read_text("utf-8"))
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    texts = [c["source"] for c in made["cells"] if c["cell_type"] == "markdown"]
    assert "1. How low?\n\n2. Is it? (no / yes)" in texts[1]
    names: dict = {"display": lambda shown: None}
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], names)
    assert names["experiment"] == gd.Experiment.load(asking)
    assert "<svg" in names["lesson"].run()._repr_html_()


def test_a_lessons_picture_is_written(asking, tmp_path, capsys):
    assert run_command(["lesson", asking, "-o", str(tmp_path / "l.svg")]) == 0
    assert "<svg" in (tmp_path / "l.svg").read_text("utf-8")
    assert run_command(["lesson", asking, "-o", str(tmp_path / "l.doc")]) == 2
    assert "a lesson's file must end in .html, .ipynb, .png" in capsys.readouterr().err
