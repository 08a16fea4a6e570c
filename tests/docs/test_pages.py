"""The documentation, as far as it can be checked unbuilt; `make docs-test` runs all of it."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from gdsim.app.help.pages import anchor
from gdsim.experiment import Experiment

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def load(name: str) -> ModuleType:
    """A module of those that build the documentation."""
    path = ROOT / "docs" / "building" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def executed() -> ModuleType:
    return load("executed")


@pytest.fixture
def page(
    executed: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """Writes a page of a repository of its own, in whose folder the test runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(executed, "ROOT", tmp_path)

    def write(text: str) -> Path:
        (tmp_path / "page.md").write_text(text, encoding="utf-8")
        return tmp_path / "page.md"

    return write


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def headings(page: Path) -> set[str]:
    """The anchors of a page."""
    found = re.findall(r"^#+ (.+)$", without_code(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {anchor(each) for each in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_to_a_heading_that_it_has(page: Path) -> None:
    faults = []
    for link in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        if "://" in link:
            continue
        file, _, heading = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (heading and heading not in headings(target)):
            faults.append(link)
    assert faults == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_can_be_read(executed: ModuleType, page: Path) -> None:
    for block, expected in executed.blocks(page.read_text(encoding="utf-8")):
        if block.language == "python":
            compile(block.text, f"{page.name}:{block.first}", "exec")
        if block.language == "toml" and not block.file:
            Experiment.from_toml(block.text)
        assert expected is None or expected.text.strip(), (
            f"{page.name}:{block.first} prints nothing"
        )


def test_the_front_door_is_short_and_its_example_runs(
    executed: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(PAGES[0].read_text(encoding="utf-8").splitlines()) < 200
    monkeypatch.chdir(tmp_path)
    assert executed.run(PAGES[0]) == []


def test_what_examples_print_is_compared_and_written(
    executed: ModuleType, page: Callable[[str], Path]
) -> None:
    text = "```python\nx = 2\n```\n\nand\n\n```python\nprint(3 * x)\n```\n\n```text\n7\n```\n"
    assert executed.run(page(text)) == ["page.md:7 prints:\n6"]
    path = page(text)
    assert executed.run(path, write=True) == []
    assert path.read_text() == text.replace("\n7\n", "\n6\n")
    assert executed.run(path) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("```python\nx = 1\n1 / 0\n```\n", "page.md:1: ZeroDivisionError: division by zero"),
        ("```sh\necho no; exit 3\n```\n", "page.md:1: RuntimeError: the commands failed with 3:"),
        ("```csv\n1,2\n```\n", "page.md:1: ValueError: a block of csv is a file: its first line"),
    ],
)
def test_an_example_that_fails_is_a_fault(
    executed: ModuleType, page: Callable[[str], Path], text: str, fault: str
) -> None:
    (found,) = executed.run(page(text))
    assert found.startswith(fault)


def test_files_are_written_and_blocks_that_are_not_run_say_why(
    executed: ModuleType, page: Callable[[str], Path]
) -> None:
    text = (
        "```toml\n# a/b.toml\nx = 1\n```\n\n```sh\ncat a/b.toml\n```\n\n"
        "```text\n# a/b.toml\nx = 1\n```\n\n<!-- not run: it needs a card -->\n"
        "```python\n1 / 0\n```\n"
    )
    assert executed.run(page(text)) == []
    assert executed.run(page(text.replace(": it needs a card", ""))) != []


def test_links_of_built_pages_are_followed(tmp_path: Path) -> None:
    links = load("links")
    (tmp_path / "a.html").write_text(
        '<h1 id="top">A</h1><a href="b.html#end">b</a><a href="#top">a</a><img src="c.png">'
        '<script src="https://example.org/x.js"></script><a href="https://example.org">e</a>'
    )
    (tmp_path / "b.html").write_text('<a href="a.html#nowhere">a</a>')
    assert sorted(links.faults(tmp_path)) == [
        "a.html loads https://example.org/x.js from elsewhere",
        "a.html: b.html#end has no such anchor",
        "a.html: c.png is missing",
        "b.html: a.html#nowhere has no such anchor",
    ]
