"""Executes the examples of pages, and compares what they print with what the pages say.

    python docs/building/executed.py [--write] [PAGE.md ...]

Without pages, README.md and all of docs. A page is run from top to bottom, in an empty folder
with the repository's `assets` in it; its Python blocks share their names. A block in `text` after a
block is what that prints. With --write, what is printed is put there, and pictures that a page
writes into `pictures/` are kept. A block is left out by a comment before it that says why:
`<!-- not run: it needs a cluster -->`. A block whose first line is `# NAME.py` (or .toml, .csv) is
that file. Gdsim's runs have the same bits everywhere, so that numbers can be compared as text.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent
LANGUAGES = ("python", "sh", "toml", "csv")
WIDTH, COLOURS = 960, 255  # of the pictures that are kept
_FILE = re.compile(r"# (\S+\.(?:py|toml|csv))\n")
_NOT_RUN = re.compile(r"<!-- not run: .+ -->")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the lines of the page that it is on."""

    language: str
    text: str
    first: int  # line, counted from 0, of the opening fence
    end: int  # the line after the closing fence
    is_run: bool

    @property
    def file(self) -> str:
        """The file that the block is, or ""."""
        match = _FILE.match(self.text)
        return match[1] if match else ""


def pages() -> list[Path]:
    """README.md and the pages of docs."""
    return [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


def blocks(text: str) -> Iterator[tuple[Block, Block | None]]:
    """Each block of code of a page, with the block that says what it prints, if there is one."""
    found, is_run = [], True
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence" and token.map:
            found.append(Block(token.info.strip(), token.content, *token.map, is_run))
        if token.nesting >= 0:
            is_run = not (token.type == "html_block" and _NOT_RUN.match(token.content))
    lines = text.splitlines()
    for block, after in pairwise([*found, Block("", "", len(lines), len(lines), False)]):
        if block.language in LANGUAGES:
            between = "".join(lines[block.end : after.first])
            yield block, after if after.language == "text" and not between.strip() else None


def run(page: Path, write: bool = False) -> list[str]:
    """Run a page in the current folder; what does not fit, a sentence each."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__main__"}
    faults, printed = [], {}
    for block, expected in blocks(text):
        if not block.is_run:
            continue
        where = f"{page.relative_to(ROOT)}:{block.first + 1}"
        try:
            output = _tidy(_output(block, names, where))
        except (Exception, SystemExit) as error:
            faults.append(f"{where}: {type(error).__name__}: {error}")
            break
        if expected is not None and output != _tidy(expected.text):
            printed[expected] = output
            faults += [] if write else [f"{where} prints:\n{output}"]
    if printed and write:
        lines = text.splitlines()
        for each in sorted(printed, key=lambda each: each.first, reverse=True):
            lines[each.first + 1 : each.end - 1] = printed[each].splitlines()
        page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return faults


def _output(block: Block, names: dict[str, Any], where: str) -> str:
    """What a block prints."""
    if block.file:
        Path(block.file).parent.mkdir(parents=True, exist_ok=True)
        Path(block.file).write_text(block.text, encoding="utf-8")
        return ""
    if block.language == "sh":
        done = subprocess.run(
            ["sh", "-e", "-c", block.text],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"the commands failed with {done.returncode}:\n{done.stdout}")
        return done.stdout
    if block.language == "toml":
        from gdsim import Experiment

        Experiment.from_toml(block.text)
        return ""
    if block.language == "python":
        printed = io.StringIO()
        code = compile("\n" * (block.first + 1) + block.text, where, "exec")
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        return printed.getvalue()
    raise ValueError(f"a block of {block.language} is a file: its first line is # NAME")


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def _alone(page: Path, write: bool) -> int:
    """Run a page in a folder and a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "assets").symlink_to(ROOT / "assets")
        (Path(folder) / "pictures").mkdir()
        command = [sys.executable, str(Path(__file__)), *["--write"] * write, "--here", str(page)]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        plain = {
            "PATH": path,
            "COLUMNS": "100",
            "MPLBACKEND": "Agg",
            "QT_QPA_PLATFORM": "offscreen",
        }
        done = subprocess.run(command, cwd=folder, env={**os.environ, **plain})
        kept = DOCS / "pictures"
        for picture in (Path(folder) / "pictures").iterdir():
            if write:
                kept.mkdir(exist_ok=True)
                _small(picture, kept / picture.name)
            elif not (kept / picture.name).is_file():
                print(f"{page.name} writes pictures/{picture.name}, which is not kept: --write")
                return 1
        return done.returncode


def _small(picture: Path, path: Path) -> None:
    """Keep a picture as wide as pages show it, in few colours; unless it is there already."""
    from PIL import Image

    new = Image.open(picture).convert("RGB")
    if new.width > WIDTH:
        new = new.resize((WIDTH, round(new.height * WIDTH / new.width)), Image.Resampling.LANCZOS)
    new = new.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    if (
        not path.is_file()
        or Image.open(path).convert("RGB").tobytes() != new.convert("RGB").tobytes()
    ):
        new.save(path, optimize=True)


def main(arguments: list[str]) -> int:
    write = "--write" in arguments
    chosen = [Path(each).resolve() for each in arguments if not each.startswith("--")]
    if "--here" in arguments:
        faults = run(chosen[0], write)
        print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
        return bool(faults)
    failed = []
    for page in chosen or pages():
        if any(block.is_run for block, _ in blocks(page.read_text(encoding="utf-8"))):
            print(page.name, flush=True)
            if _alone(page, write):
                failed.append(page.name)
    if failed:
        print(f"Examples do not do what is said of them in: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
