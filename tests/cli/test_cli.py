"""The command line: what it prints, writes and refuses, and the status it ends with."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.cli import run_command
from gdsim.cli.screen import print_verdicts
from gdsim.engine.verdict import Verdict
from tests.cli.conftest import SMALL, rows
from tests.engine.kept import with_loop

ROOT = Path(__file__).resolve().parents[2]


def test_a_run_prints_verdicts_and_writes_result_and_picture(file, tmp_path, capsys):
    out, picture = tmp_path / "r.nc", tmp_path / "r.png"
    assert run_command(["run", str(file), "-o", str(out), "--picture", str(picture)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    result = gd.load(out)
    assert result["loss"].identical(SMALL.run()["loss"])
    header, table = said.out.splitlines()[1].split(), rows(said.out)
    for name in ("Momentum", "Adam"):
        counts = dict(zip(header[1:], table[name], strict=False))
        verdicts = result["verdict"].sel(optimizer=name)
        assert int(counts["runs"]) == 9
        for verdict in Verdict:
            assert int(counts.get(str(verdict), 0)) == int((verdicts == verdict).sum())
    assert f"wrote {out}" in said.out and f"wrote {picture}" in said.out
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("columns", "narrow"), [(60, True), (80, True), (200, False)])
def test_verdicts_can_be_read_in_a_narrow_terminal(columns, narrow, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    result = SMALL.replace(lr=gd.logspace(1e-4, 0.1, 15)).run()
    result["verdict"].values[:] = np.arange(15) % 5  # three of each
    print_verdicts(result)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= columns
    words = " ".join(lines).split()
    for verdict in Verdict:
        assert words.count(str(verdict)) + words.count(f"{verdict},") == (2 if narrow else 1)
    assert words.count("3") == 2 * len(Verdict)
    for row in gd.verdict_table(result):
        assert row["optimizer"] in words and f"{row['best_loss']:.4g}" in words


@pytest.mark.parametrize("kind", ["functions", "optimizers", "schedules"])
def test_lists_can_be_read_in_a_narrow_terminal(kind, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run_command(["list", kind]) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    for word in ("initial_accumulator", "chebyshev_rosenbrock", "warmup_stable_decay"):
        monkeypatch.setenv("COLUMNS", "160")
        run_command(["list", kind])
        assert (word in said) == (word in capsys.readouterr().out)  # no name is broken in two


def test_threads_change_nothing(file, tmp_path):
    for threads in ("1", "2"):
        out = tmp_path / f"{threads}.nc"
        assert run_command(["run", str(file), "-o", str(out), "--threads", threads]) == 0
    assert gd.load(tmp_path / "1.nc").identical(gd.load(tmp_path / "2.nc"))


REFUSED = [
    (["run", "missing.toml"], "missing.toml: cannot be read (No such file or directory)"),
    (["run", "FILE", "-o", "r.xls"], "r.xls: a result's name must end in .nc, .npz, .csv"),
    (
        ["run", "FILE", "-o", "no/such/r.nc"],
        "cannot write no/such/r.nc: there is no folder no/such",
    ),
    (["run", "FILE", "--picture", "r.gif"], "must end in .png, .svg, .pdf"),
    (["run", "FILE", "-o", "/.nc"], "/.nc: a result's name must end in"),
    (["run", "FILE", "-o", "FOLDER.nc"], "FOLDER.nc: it is a folder"),
    (["run", "FILE", "--picture", "/proc/r.png"], "cannot write /proc/r.png: No such file"),
    (["app", "--screenshot", "shot.gif"], "shot.gif: a screenshot's name must end in .png"),
    (["app", "--screenshot", "no/such/shot.png"], "there is no folder no/such"),
    (["run", "FILE", "--backend", "gpu"], "unknown backend 'gpu'; known: cpu, cuda, auto"),
    (["run", "FILE", "--threads", "0"], "threads must be a whole number from 1 to 4,096, got 0"),
    (["run", "FILE", "--threads", "two"], "'--threads': it must be a whole number (see gdsim run"),
    (["run"], "Missing argument 'file'"),
    (["rnu"], "No such command 'rnu'"),
    (["list", "optimisers"], "'kind': 'optimisers' is not one of 'functions', 'optimizers', 'mod"),
    (["explain", "rosenbrok"], "unknown function 'rosenbrok'; did you mean rosenbrock"),
    (["explain", "x +* y"], "column 4"),
    (["explain", "-x +* y"], "column 5"),
    (["explain", "x + y", "--at", "x=1"], "--at must also give y"),
    (["explain", "x + y", "--at", "z=1"], "--at must give each of x, y once"),
    (["explain", "x + y", "--at", "x=1,x=2"], "--at must give each of x, y once"),
    (["explain", "x + y", "--at", "x=1,y=two"], "--at: y must be a number, got 'two'"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_bad_input_is_one_sentence_and_status_2(file, arguments, sentence, capsys, monkeypatch):
    arguments = [each.replace("FILE", str(file)) for each in arguments]
    monkeypatch.chdir(file.parent)
    Path("FOLDER.nc").mkdir()
    assert run_command(arguments) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.startswith("gdsim: ")
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_an_error_in_a_file_names_its_line(file, capsys):
    file.write_text(file.read_text().replace("momentum = 0.9", "momentun = 0.9"))
    assert run_command(["run", str(file)]) == 2
    line = file.read_text().splitlines().index("momentun = 0.9") + 1
    assert capsys.readouterr().err.startswith(
        f"gdsim: {file}, line {line} (optimizers[0].momentun)"
    )


def test_a_failure_is_one_sentence_and_status_1(file, monkeypatch, capsys):
    def fails(*_, **__):
        raise RuntimeError("the engine\nstalled")

    monkeypatch.setattr("gdsim.engine.backends.cpu.run", fails)
    assert run_command(["run", str(file)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("gdsim: failed with RuntimeError: the engine stalled (")
    monkeypatch.setenv("GDSIM_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        run_command(["run", str(file)])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl_c", "terminate"])
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_promptly_and_what_was_done_is_kept(
    number, tmp_path, monkeypatch, capsys
):
    long = SMALL.replace(
        # The first diverges at once; the second would take minutes.
        optimizers=[gd.Adam(lr=1e3), gd.Adam(lr=1e-7)], limit=1e3, target=None,
        lr=None, start=gd.uniform(2000), steps=2**20,
    )  # fmt: skip
    long.save(tmp_path / "long.toml")
    interrupted = []

    def show(meter, done):
        if done == 2000 and not interrupted:
            interrupted.append(done)
            os.kill(os.getpid(), number)

    monkeypatch.setattr("gdsim.cli.bar.Meter.show", show)
    out = tmp_path / "r.nc"
    assert run_command(["run", str(tmp_path / "long.toml"), "-o", str(out)]) == 130
    said = capsys.readouterr()
    assert (
        said.err
        == f"gdsim: interrupted with 2,000 runs not done; completed runs are kept in {out}\n"
    )
    assert "not done" in said.out
    result = gd.load(out)
    assert result["done"].isel(optimizer=0).all()
    assert not result["done"].isel(optimizer=1).any()
    assert (result["verdict"].isel(optimizer=0) == Verdict.DIVERGED).all()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_is_ignored_where_it_was_from_the_start_as_in_the_background(
    file, tmp_path, monkeypatch, capsys
):
    def show(meter, done):
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("gdsim.cli.bar.Meter.show", show)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert run_command(["run", str(file), "-o", str(tmp_path / "r.nc")]) == 0
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == ""
    assert gd.load(tmp_path / "r.nc")["loss"].identical(SMALL.run()["loss"])


@pytest.mark.slow
def test_json_says_how_many_kernels_were_compiled_and_how_many_were_found(file, tmp_path):
    with_loop(tmp_path / "kept")

    def kernels():
        done = subprocess.run(
            [sys.executable, "-m", "gdsim", "run", str(file), "--json"],
            env={**os.environ, "GDSIM_CACHE": str(tmp_path / "kept")},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])["kernels"]

    first, second = kernels(), kernels()
    assert first["compiled"] > 0
    assert second == {"compiled": 0, "loaded": first["loaded"] + first["compiled"]}


def test_an_interrupt_while_loading_is_status_130(monkeypatch, file, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("gdsim.experiment.experiment.Experiment.load", interrupted)
    assert run_command(["run", str(file)]) == 130
    assert capsys.readouterr().err == "gdsim: interrupted\n"


@pytest.mark.parametrize("kind", ["functions", "optimizers", "schedules"])
def test_lists_have_the_whole_catalogue(kind, capsys):
    from gdsim.catalogue.discovery import discover

    assert run_command(["list", kind, "--json"]) == 0
    found = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(found) == list(discover(kind.removesuffix("s")))
    assert run_command(["list", kind]) == 0
    printed = rows(capsys.readouterr().out)
    assert set(found) <= set(printed)
    if kind == "optimizers":
        assert found["adam"]["settings"]["beta2"]["default"] == 0.999
        assert found["adam"]["settings"]["beta2"]["allowed"] == "a number in [0, 1)"
    if kind == "schedules":
        assert found["cosine"]["settings"]["warmup"]["default"] == 0


def test_explain_shows_derivatives_and_their_values(capsys):
    assert run_command(["explain", "(2*x + 3)**2 * y", "--at", "y=0.5, x=1"]) == 0
    values = {name: cells[-1] for name, cells in rows(capsys.readouterr().out).items() if cells}
    assert values["f"] == "12.5"
    assert values["∂f/∂x"] == "10"
    assert values["∂f/∂y"] == "25"
    assert values["∂²f/∂x²"] == "4"
    assert values["∂²f/∂x∂y"] == "20"
    assert values["∂²f/∂y²"] == "0"


def test_a_formula_may_begin_with_a_minus_sign(capsys):
    assert run_command(["explain", "-x**2", "--at", "x=-3"]) == 0
    assert rows(capsys.readouterr().out)["f"][-1] == "-9"


def test_explain_knows_the_minima_of_the_catalogue(capsys):
    assert run_command(["explain", "himmelblau"]) == 0
    said = capsys.readouterr().out
    assert said.count("minimum: 0 at x=") == 4
    assert "minimum: 0 at x=3, y=2" in said
