"""`gdsim doctor --report`: what a fault's report needs, and nothing personal."""

import re
import subprocess
import sys
from importlib import metadata

import pytest

import gdsim
from gdsim.cli import report, run_command


@pytest.fixture
def ada(tmp_path, monkeypatch):
    """Ada Lovelace at her machine, which she calls analytical-engine."""
    home = tmp_path / "Ada Lovelace"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.setenv(name, "countess")
    monkeypatch.setattr("platform.node", lambda: "analytical-engine.london.example")
    return home


PERSONAL = re.compile(r"ada\b|lovelace|countess|analytical|engine\.|secret", re.IGNORECASE)


def test_it_has_what_is_needed_and_nothing_personal(ada, monkeypatch, tmp_path, capsys):
    cache = ada / "kernels of Ada"
    cache.mkdir()
    monkeypatch.setattr("gdsim.engine.cache.folder", lambda: cache)
    monkeypatch.setenv("DISPLAY", "Analytical-Engine:10.0")
    monkeypatch.setenv("QT_SCALE_FACTOR", "1.25")
    monkeypatch.setenv("PYTHONPATH", str(ada / "secret work"))
    monkeypatch.setenv("MY_TOKEN", "secret")
    file = tmp_path / "report.txt"
    assert run_command(["doctor", "--report", str(file)]) == 0
    text = file.read_text("utf-8")
    assert str(file) in capsys.readouterr().out
    assert not PERSONAL.search(text)
    lines = set(text.splitlines())
    assert {
        f"gdsim: {gdsim.__version__}", f"numpy: {metadata.version('numpy')}",
        f"pyqtgraph: {metadata.version('pyqtgraph')}", "DISPLAY: HOST:10.0", "PYTHONPATH: (set)",
        "QT_SCALE_FACTOR: 1.25",
    } <= lines  # fmt: skip
    assert "cache folder: ~/kernels of USER" in text
    assert "MY_TOKEN" not in text
    assert run_command(["doctor", "--report"]) == 0
    assert capsys.readouterr().out.startswith("Problems\n")


def test_names_are_replaced_as_whole_words_only(ada):
    said = report.impersonal(f"adaptive steps in {ada}x and {ada}/x of ada; COUNTESS, discounted")
    assert (
        said
        == f"adaptive steps in {ada.parent}/USERx and ~/x of USER; USER, discounted".replace(
            "USERx", "USER Lovelacex"
        )
    )


def test_a_home_behind_a_link_is_replaced_under_both_names(tmp_path, monkeypatch):
    (tmp_path / "disk" / "grace").mkdir(parents=True)
    (tmp_path / "people").symlink_to(tmp_path / "disk")
    monkeypatch.setenv("HOME", str(tmp_path / "people" / "grace"))
    both = f"{tmp_path}/people/grace/a {tmp_path}/disk/grace/b"
    assert report.impersonal(both) == "~/a ~/b"


def test_a_file_without_a_report_is_refused(tmp_path, capsys):
    assert run_command(["doctor", str(tmp_path / "x.txt")]) == 2
    assert "gdsim doctor --report" in capsys.readouterr().err
    assert run_command(["doctor", "--report", str(tmp_path / "none" / "x.txt")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_it_is_written_where_qt_cannot_be_loaded(tmp_path):
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from gdsim.cli import run_command; run_command(['doctor', '--report'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1].startswith("no window can open: Qt cannot be loaded")


def test_a_frozen_program_without_a_list_of_its_packages_names_the_main_ones(monkeypatch, capsys):
    monkeypatch.setattr(report, "needed_by", lambda name: [])
    assert run_command(["doctor", "--report"]) == 0
    assert f"numba: {metadata.version('numba')}" in capsys.readouterr().out.splitlines()
