"""The command line in a terminal or pipe: letters, names, broken pipes, what can be pasted."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.cli import run_command
from tests.cli.conftest import SMALL

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arguments", ["list functions", "list functions --json", "explain beale"])
def test_a_reader_that_stops_early_is_no_error(arguments):
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = f"{sys.executable} -m gdsim {arguments} | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, env=environment
    )
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize(
    ("redirection", "status", "sentence"),
    [("> /dev/full", 1, "gdsim: failed: No space left on device\n"), (">&-", 0, "")],
)
def test_output_that_cannot_be_written_is_one_sentence(redirection, status, sentence):
    command = f"{sys.executable} -m gdsim list functions {redirection}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, sentence)


def test_help_lists_the_commands(capsys):
    assert run_command(["--help"]) == 0
    said = capsys.readouterr().out
    for command in ("run", "list", "explain", "doctor", "app"):
        assert f"\n  {command} " in said


# --- What is shown on a terminal ------------------------------------------------------------------


def gdsim(*arguments, cwd, **environment):
    """A process of the command line; what it printed, as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "gdsim", *map(str, arguments)],
        env={**os.environ, **environment}, cwd=cwd, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "encoding"),
    [
        ("explain x**2+y", "ascii"),
        ("explain x**2+y", "latin-1"),
        ("explain x**2+y", "utf-8"),
        ("lesson", "ascii"),
        ("lesson momentum_in_a_ravine", "ascii"),
        ("list functions", "ascii"),
    ],
)
def test_a_terminal_of_few_letters_is_written_to(tmp_path, arguments, encoding):
    done = gdsim(*arguments.split(), cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0 and not done.stderr
    assert len(done.stdout.decode(encoding)) > 100


def test_json_keeps_every_letter_in_any_encoding(tmp_path):
    same = [
        json.loads(gdsim("explain", "θ**2", "--json", cwd=tmp_path, PYTHONIOENCODING=each).stdout)
        for each in ("ascii", "latin-1", "utf-8")
    ]
    assert same[0] == same[1] == same[2]
    assert not json.dumps(same[0], ensure_ascii=False).isascii()


def test_what_a_file_says_moves_no_cursor(tmp_path, capsys):
    bad = tmp_path / "bad.toml"
    bad.write_text(
        'gdsim = 1\n"ste\\u001b[2Jps" = 5\nobjective = "x"\noptimizers = [{ name = "sgd" }]\n'
    )
    assert run_command(["run", str(bad)]) == 2
    said = capsys.readouterr().err
    assert "\x1b" not in said and "\\x1b[2J" in said


LONG = "n" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", f"{LONG}.toml"], ["run", f"{LONG}.zarr"], ["diagnose", f"{LONG}.nc"],
        ["run", "FILE", "-o", f"{LONG}.nc"], ["run", "FILE", "--picture", f"{LONG}.png"],
        ["run", "FILE", "-o", f"{LONG}.zarr"], ["status", f"{LONG}.zarr"],
        ["verify", f"{LONG}.zarr"], ["export", f"{LONG}.zarr", "OUT"],
        ["compare", "sgd", "adam", "-o", f"{LONG}.png"], ["plot", f"{LONG}.nc"],
        ["lesson", f"{LONG}.toml"], ["run", "FILE", "--catalogue", f"/tmp/{LONG}"],
        ["app", f"{LONG}.toml"], ["explain", "--network", f"{LONG}.toml"],
    ],
)  # fmt: skip
def test_a_name_that_is_too_long_stands_in_the_sentence(file, arguments, capsys, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    given = {"FILE": str(file), "OUT": str(file.with_suffix(".nc"))}
    assert run_command([given.get(each, each) for each in arguments]) in (1, 2)
    said = capsys.readouterr().err
    assert LONG in said and said.count("\n") == 1 and "failed with" not in said


def test_a_file_may_have_the_longest_name_there_is(file, tmp_path, capsys):
    out = tmp_path / f"{'n' * 252}.nc"
    assert run_command(["run", str(file), "-o", str(out)]) == 0
    assert gd.load(out)["loss"].identical(SMALL.run()["loss"])
    assert [each.name for each in tmp_path.iterdir() if "part" in each.name] == []


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_before_anything_is_done_gives_the_whole_time(monkeypatch, tmp_path, capsys):
    from gdsim.engine.segment import Segment

    long = SMALL.replace(optimizers=gd.SGD(lr=1e-9), lr=None, target=None, steps=2**24)
    long.save(tmp_path / "long.toml")
    advance, calls = Segment.advance, []

    def interrupted(segment, *given, **more):
        advance(segment, *given, **more)
        calls.append(given)
        if len(calls) == 1:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Segment, "advance", interrupted)
    assert run_command(["run", str(tmp_path / "long.toml")]) == 130
    (line,) = (each for each in capsys.readouterr().out.splitlines() if "steps in" in each)
    assert line.endswith(" s with preparing") and float(line.split()[-4]) > 0


def test_the_speed_of_a_run_counts_no_compiling(monkeypatch, file, capsys):
    from gdsim.engine.backends import cpu
    from gdsim.engine.kernel import Kernel

    clock, compiling = time.perf_counter, []

    def slow(program, width=None):
        compiling.append(1000)
        return of(program, width)

    of = Kernel.of
    monkeypatch.setattr(cpu.Kernel, "of", slow)
    monkeypatch.setattr(time, "perf_counter", lambda: clock() + sum(compiling))
    assert run_command(["run", str(file)]) == 0
    (line,) = (each for each in capsys.readouterr().out.splitlines() if "steps in" in each)
    assert float(line.split("steps in ")[1].split(" s")[0]) < 1000
    assert float(line.split("after ")[1].split(" s")[0]) >= 2000


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "sgd", "adam", "--objective", "x**"], ["explain", "x**"],
        ["explain", "--optimizer", "adam", "--on", "x**"],
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_read_is_bad_input(arguments, capsys):
    assert run_command(arguments) == 2
    assert capsys.readouterr().err.startswith("gdsim: column 4: ")


def test_the_command_to_go_on_with_can_be_pasted(tmp_path, file, capsys):
    sweep = tmp_path / "a sweep; it's mine.zarr"
    assert run_command(["run", str(file), "-o", str(sweep)]) == 0
    capsys.readouterr()
    assert run_command(["status", str(sweep)]) == 0
    command = capsys.readouterr().out.splitlines()[-1].split("finished; gdsim ")[1]
    assert str(sweep) in shlex.split(command.replace(" draws it, gdsim", ""))
