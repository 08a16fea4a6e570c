"""A shell is told what may follow, from the commands themselves; so is the manual."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
import typer

from gdsim.catalogue.discovery import discover
from gdsim.cli import run_command, welcome
from gdsim.cli.commands import build

ADA = [name for name in discover("optimizer") if name.startswith("ada")]
PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(scope="module")
def manual() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manual", PACKAGING / "manual.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("gdsim ex", ["export", "explain"]),
        ("gdsim list sui", ["suites"]),
        ("gdsim run --thr", ["--threads"]),
        ("gdsim explain rosen", ["rosenbrock"]),
        ("gdsim explain --optimizer ada", ADA),
        ("gdsim plot result.nc se", ["sensitivity"]),
        ("gdsim compare sgd adam lio", ["lion"]),
        ("gdsim compare --suite qui", ["quick-2d"]),
        ("gdsim page welc", ["welcome"]),
        ("gdsim code file.toml --to to", ["torch"]),
        ("gdsim run welc", ["welcome"]),
        ("gdsim run overf", ["overfitting"]),
        ("gdsim app trainability_r", ["trainability_relu"]),
        ("gdsim diagnose my", ["my.nc", "my.toml"]),
        ("gdsim run my", ["my.toml"]),
        ("gdsim verify my", []),
    ],
)
def test_a_shell_is_offered_commands_options_and_values(
    monkeypatch, tmp_path, capsys, typed: str, offered: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("my.toml", "my.nc", "my.txt"):
        (tmp_path / name).touch()

    def opened() -> int:
        raise AssertionError("the window opened")

    monkeypatch.setattr(welcome, "welcome", opened)
    monkeypatch.setenv("_GDSIM_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    try:
        run_command([])
    except SystemExit as end:
        assert not end.code
    assert capsys.readouterr().out.split() == offered


def test_the_manual_has_every_command_and_option_and_no_line_that_is_a_request_by_chance(
    manual: ModuleType,
) -> None:
    command = typer.main.get_command(build())
    page = manual.manual(command, "1.0", datetime(2026, 1, 2, tzinfo=UTC))
    assert '.TH GDSIM 1 "2026-01-02" "gdsim 1.0"' in page
    for name, each in command.commands.items():
        assert f".SS gdsim {name} [OPTIONS]" in page
        for option in each.params:
            if option.opts[0].startswith("-") and not getattr(option, "hidden", False):
                assert max(option.opts, key=len).replace("-", r"\-") in page
    requests = {".TH", ".SH", ".SS", ".B", ".br", ".PP", ".TP"}
    dotted = {line.split()[0] for line in page.splitlines() if line.startswith((".", "'"))}
    assert dotted <= requests
    assert manual.text(".5 or -1") == r"\&.5 or \-1"


def test_a_command_is_made_alone_and_is_what_it_is_among_all() -> None:
    everything = typer.main.get_command(build())
    for name, among in everything.commands.items():
        (alone,) = typer.main.get_command(build(name)).commands.values()
        help_of = [each.get_help(typer.Context(each, info_name=name)) for each in (alone, among)]
        assert help_of[0] == help_of[1] and alone.context_settings == among.context_settings
    assert typer.main.get_command(build("of none")).commands.keys() == everything.commands.keys()
