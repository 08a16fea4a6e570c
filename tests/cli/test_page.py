"""gdsim page writes one file, and says in a sentence what it cannot do."""

import pytest

import gdsim as gd
from gdsim.cli import run_command


def test_a_page_is_written_and_replaced(tmp_path, capsys):
    file, out = tmp_path / "small.toml", tmp_path / "page.html"
    bowl = gd.Function("x**2 + 3*y**2", domain=((-2, 3), (-1, 2)))
    gd.Experiment(bowl, gd.SGD(lr=0.05), start=(1.5, 1.0), steps=80, title="Small").save(file)
    out.write_text("an older page")
    assert run_command(["page", str(file), "-o", str(out), "--steps", "20"]) == 0
    assert capsys.readouterr().out.startswith(f"wrote {out} (")
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and "<h1>Small</h1>" in text
    assert "Of 81 recorded steps" in text


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["nothing.toml", "-o", "page.html"], "nothing.toml"),
        (["no-such-lesson", "-o", "page.html"], "there is no file, lesson or example"),
        (["welcome", "-o", "page.png"], "a page's name ends in .html, got page.png"),
        (["welcome", "-o", "nowhere/page.html"], "there is no folder nowhere"),
        (["welcome", "-o", "page.html", "--steps", "1"], "steps must be"),
        (["welcome"], "--out"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments, sentence, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert run_command(["page", *arguments]) == 2
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1 and "Traceback" not in error
    assert not list(tmp_path.iterdir())
