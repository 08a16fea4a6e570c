"""The command line: what it prints, writes and refuses, and the status it ends with."""

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.cli import app, doctor, run_command, system_libraries, welcome
from gdsim.cli.screen import print_verdicts
from gdsim.engine import cache, keeping
from gdsim.engine.verdict import Verdict
from tests.conftest import needs_qt

ROOT = Path(__file__).resolve().parents[2]
SMALL = gd.Experiment(
    "rosenbrock", [gd.Momentum(momentum=0.9), gd.Adam(lr=0.2)], lr=gd.logspace(1e-4, 0.1, 9),
    steps=80, target=1e-6, title="Small",
)  # fmt: skip


@pytest.fixture
def file(tmp_path):
    SMALL.save(tmp_path / "small.toml")
    return tmp_path / "small.toml"


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    monkeypatch.delenv("GDSIM_TRACEBACK", raising=False)
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def rows(text):
    """The cells of a printed table's lines, by their first cell."""
    return {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}


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
    (["run", "FILE", "--backend", "gpu"], "unknown backend 'gpu'; did you mean cpu?"),
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

    monkeypatch.setattr("gdsim.cli.screen.Meter.show", show)
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

    monkeypatch.setattr("gdsim.cli.screen.Meter.show", show)
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


def test_doctor_finds_what_matters(capsys):
    assert run_command(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["vector_unit"] in ("AVX-512", "AVX2", "NEON", "plain")
    assert found["float32_lanes"] == 2 * found["float64_lanes"]
    assert found["threads"] >= 1
    assert Path(found["cache_folder"]).is_dir()
    assert found["versions"]["numba"] and found["versions"]["numpy"]
    assert run_command(["doctor"]) == 0
    said = capsys.readouterr().out
    assert found["vector_unit"] in said and found["cache_folder"] in said


@pytest.mark.parametrize(
    ("qt", "python", "warns"),
    [
        ("6.12.0", (3, 11), True),
        ("6.12.1", (3, 11), True),
        ("6.11.3", (3, 11), False),
        ("6.12.0", (3, 12), False),
    ],
)
def test_doctor_warns_of_the_qt_that_breaks_python_311(monkeypatch, qt, python, warns):
    versions = {"PySide6-Essentials": qt}
    monkeypatch.setattr(sys, "version_info", python)
    monkeypatch.setattr(app, "why_no_qt", lambda: None)
    said = doctor._warnings(versions, cache.root() / "kernels" / "x")
    assert any("loses references" in warning for warning in said) == warns


def test_doctor_says_when_kernels_are_kept_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = doctor._warnings({"PySide6-Essentials": None}, keeping.spare_folder() / "kernels" / "x")
    assert f"are kept in {tmp_path}/gdsim-" in said[-1]


@pytest.fixture
def broken_qt(tmp_path, monkeypatch):
    """Has processes find a PySide6 that raises this when it is imported."""

    def broken(raised):
        package = tmp_path / "broken" / "PySide6"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(f"raise {raised}\n")
        monkeypatch.setenv("PYTHONPATH", f"{package.parent}{os.pathsep}{ROOT}")
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    return broken


LIBRARY = "ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')"
MODULE = "ModuleNotFoundError('no PySide6', name='PySide6')"


@pytest.mark.parametrize(
    ("raised", "advice"),
    [(LIBRARY, "(libEGL.so.1: cannot open shared"), (MODULE, "pip install PySide6-Essentials")],
    ids=["library", "package"],
)
def test_where_qt_cannot_be_loaded_doctor_and_app_say_what_to_install(
    broken_qt, raised, advice, file, tmp_path
):
    broken_qt(raised)
    command = [sys.executable, "-m", "gdsim"]
    done = subprocess.run([*command, "doctor"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "no warnings" not in done.stdout
    assert "warning: no window can open: Qt cannot be loaded" in done.stdout
    assert advice in done.stdout
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [*command, "app", str(file), "--screenshot", str(picture)],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1 and not picture.exists()
    assert done.stderr.startswith("gdsim: no window: Qt cannot be loaded")
    assert advice in done.stderr and done.stderr.count("\n") == 1
    command += ["app", "--screenshot", "shot.gif"]  # what is wrong with that comes first
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2 and "must end in .png" in done.stderr


def test_missing_libraries_are_named_by_their_packages(monkeypatch):
    monkeypatch.setattr(system_libraries, "_is_there", lambda name: "xcb" not in name)
    monkeypatch.setattr(sys, "platform", "linux")
    assert system_libraries.missing_packages()[0] == "libxcb-cursor0"
    assert "libegl1" not in system_libraries.missing_packages()
    monkeypatch.setattr(app, "why_no_qt", lambda: None)
    said = doctor._warnings({"PySide6-Essentials": "6.11.3"}, cache.root() / "kernels" / "x")
    assert len(said) == 1 and "sudo apt-get install libxcb-cursor0 libxcb-icccm4" in said[0]


def test_tests_of_the_window_are_skipped_with_a_reason_where_qt_cannot_be_loaded(broken_qt):
    broken_qt(LIBRARY)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/app/test_main.py",
         "tests/app/look/test_theme.py", "tests/project/test_qt.py",
         "tests/project/test_licences.py"],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "Qt cannot be loaded here: libEGL.so.1: cannot open shared" in done.stdout
    assert " passed" in done.stdout and "error" not in done.stdout


def test_the_version_is_told_without_loading_anything_heavy():
    code = (
        "import sys; from gdsim.cli import run_command; run_command(['--version']);"
        "print([m for m in ('numpy', 'numba', 'typer', 'rich', 'PySide6') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:2] == [f"gdsim {gd.__version__}", "[]"]


def test_without_a_display_the_welcome_experiment_runs_headless(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "why_no_window", lambda: "there is no display")
    monkeypatch.setattr("gdsim.base.assets.path", lambda name: tmp_path / "shipped.toml")
    SMALL.save(tmp_path / "shipped.toml")
    assert run_command([]) == 0
    said = capsys.readouterr().out
    assert said.startswith("No window: there is no display; running the welcome experiment")
    assert {"Momentum", "Adam"} <= set(rows(said))
    written = sorted(path.name for path in (tmp_path / welcome.FOLDER).iterdir())
    assert written == ["welcome.nc", "welcome.png", "welcome.toml"]
    assert gd.Experiment.load(tmp_path / welcome.FOLDER / "welcome.toml") == SMALL


def test_with_a_display_the_window_opens(monkeypatch):
    opened = []
    monkeypatch.setattr(app, "why_no_window", lambda: None)
    monkeypatch.setattr("gdsim.app.main.start", lambda *given: opened.append(given) or 0)
    assert run_command([]) == 0
    assert opened == [(None, None)]


@needs_qt
def test_the_app_gets_its_file_once_that_can_be_read(monkeypatch, file, tmp_path, capsys):
    opened = []
    monkeypatch.setattr("gdsim.app.main.start", lambda *given: opened.append(given) or 0)
    shot = tmp_path / "shot.png"
    assert run_command(["app", str(file), "--screenshot", str(shot)]) == 0
    assert opened == [(file, shot)]
    assert run_command(["app", str(tmp_path / "none.toml"), "--screenshot", str(shot)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert len(opened) == 1


@needs_qt
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are named so on Linux")
@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({}, "there is no display"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "there is no display"),
        ({"DISPLAY": ":941"}, "there is no display"),  # named, but not there: Qt would abort
        ({"WAYLAND_DISPLAY": "wayland-0"}, None),
        ({"DISPLAY": "elsewhere:0"}, None),
        ({"QT_QPA_PLATFORM": "vnc"}, None),
    ],
)
def test_a_display_is_known_by_the_variables_that_name_it(monkeypatch, variables, reason):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert app.why_no_window() == reason


def test_the_app_says_why_there_is_no_window(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert run_command(["app"]) == 1
    said = capsys.readouterr().err
    assert said == "gdsim: no window: there is no display; `gdsim run FILE` works without\n"


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


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "x**2 + y"],
        ["lesson"],
        ["lesson", "momentum_in_a_ravine"],
        ["list", "functions"],
    ],
)
def test_a_terminal_of_few_letters_is_written_to(tmp_path, encoding, arguments):
    done = gdsim(*arguments, cwd=tmp_path, PYTHONIOENCODING=encoding)
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
