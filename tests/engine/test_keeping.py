"""If the user's own folder cannot be written, kernels are kept in another safe place."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gdsim.engine import keeping
from gdsim.engine.keeping import writable

SCRIPT = "from gdsim.engine import cache; print(cache.folder())"

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have owners elsewhere")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder as systems have it: for all, and nobody may remove what is another's."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    folder.chmod(0o1777)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(keeping, "_of_process", [])
    return folder


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """What no folder can be made in, not even by root."""
    (tmp_path / "file").write_text("in the way")
    return tmp_path / "file"


def test_a_folder_that_can_be_written_is_taken_as_it_is(tmp_path: Path, temporary: Path) -> None:
    assert writable(tmp_path, "a/b") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir() and not list(temporary.iterdir())


def test_another_is_found_again_and_it_is_said_once(
    nowhere: Path, temporary: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = temporary / f"gdsim-{os.getuid()}"
    with caplog.at_level(logging.WARNING):
        assert writable(nowhere, "a/b") == own / "a" / "b"
        assert writable(nowhere, "a/b") == own / "a" / "b"
    assert caplog.text.count("cannot be written") == 1
    assert str(nowhere) in caplog.text and str(own) in caplog.text
    assert own.stat().st_mode & 0o777 == 0o700
    assert list(temporary.iterdir()) == [own]


def test_later_processes_use_the_same_folder_and_say_nothing_more(
    nowhere: Path, temporary: Path
) -> None:
    def start() -> tuple[str, str]:
        environment = {"GDSIM_CACHE": str(nowhere), "TMPDIR": str(temporary)}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout, done.stderr

    first, second = start(), start()
    assert first[0] == second[0]
    assert Path(first[0].strip()).is_dir()
    assert first[1].count("\n") == 1 and "cannot be written" in first[1]
    assert second[1] == ""
    assert len(list(temporary.iterdir())) == 1


def open_to_others(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o770)


def led_elsewhere(folder: Path) -> None:
    (folder.parent / "others").mkdir(mode=0o700)
    folder.symlink_to(folder.parent / "others")


def a_file(folder: Path) -> None:
    folder.write_text("in the way")


def in_a_folder_where_others_may_rename(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    folder.parent.chmod(0o777)


@pytest.mark.parametrize(
    "prepare", [open_to_others, led_elsewhere, a_file, in_a_folder_where_others_may_rename]
)
def test_code_is_not_loaded_from_where_others_may_have_put_it(
    prepare: object, nowhere: Path, temporary: Path
) -> None:
    guessed = temporary / f"gdsim-{os.getuid()}"
    prepare(guessed)  # type: ignore[operator]
    found = writable(nowhere, "kernels")
    assert guessed not in found.parents and temporary / "others" not in found.parents
    assert found.parent.stat().st_mode & 0o777 == 0o700
    assert writable(nowhere, "kernels") == found


def test_a_folder_of_another_user_is_not_taken(
    nowhere: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = os.getuid()
    (temporary / f"gdsim-{me + 1}").mkdir(mode=0o700)  # which is mine
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert writable(nowhere, "kernels").parent != temporary / f"gdsim-{me + 1}"


def test_a_folder_of_one_process_goes_with_it(nowhere: Path, temporary: Path) -> None:
    (temporary / f"gdsim-{os.getuid()}").write_text("in the way")
    environment = {**os.environ, "GDSIM_CACHE": str(nowhere), "TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(temporary) in done.stdout and len(list(temporary.iterdir())) == 1
