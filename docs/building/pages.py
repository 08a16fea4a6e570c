"""A Sphinx extension: pages that are made from the library, contents from index.md, and MathML.

The pages in Markdown read as they are, in the repository and in the window. What only the built
ones have is made here: a page for each lesson, the catalogue and the interface.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import catalogue
import interface
import lessons
from docutils.utils.math.latex2mathml import tex2mathml

from gdsim import page

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parents[1]
MADE = DOCS / "made"
ROOT = DOCS.parent
EXAMPLE = "welcome"  # of which the documentation has a page to scrub
OTHERS = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
_OUTSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\(\.\./([^)#]+)\)")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", make)
    app.connect("source-read", complete)
    app.connect("autodoc-process-docstring", interface.as_rst)
    renderers = ((_inline, None), (_block, None))
    app.add_html_math_renderer("mathml", *renderers)
    return {"parallel_read_safe": True}


def make(app: Sphinx) -> None:
    """Write the pages that are made."""
    for name, text in {**catalogue.pages(), **interface.pages()}.items():
        _write(MADE / name, text)
    for name, made in OTHERS.items():
        _write(MADE / made, (ROOT / name).read_text(encoding="utf-8"))
    lessons.make(MADE / "lessons")
    (MADE / "files").mkdir(exist_ok=True)
    page(EXAMPLE, MADE / "files" / f"{EXAMPLE}.html")
    app.config.html_extra_path = [str(MADE / "files")]


def complete(app: Sphinx, name: str, source: list[str]) -> None:
    """Add contents to a page, and lead links out of this folder to pages that are made."""
    text = source[0]
    if name == "index":
        text += _contents(text)
    elif name == "tutorial-teacher":
        text += f'\n<p><a href="{EXAMPLE}.html">A page of the example {EXAMPLE}</a></p>\n'
    elif name == "lessons":
        text += _listing("lessons", lessons.listed())
    elif name == "catalogue":
        text += _listing("", catalogue.listed())
    elif name == "api":
        text += _listing("", interface.listed())
    source[0] = _OUTSIDE.sub(_led, text)


def _write(path: Path, text: str) -> None:
    """Write a page, unless it is the same: Sphinx then reads it again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _contents(text: str) -> str:
    """The hidden tree of contents: the links below each heading of index.md."""
    trees = []
    for section in text.split("\n## ")[1:]:
        caption, _, rest = section.partition("\n")
        names = re.findall(r"\]\(([\w-]+)\.md\)", rest)
        if caption == "About":
            names += [f"made/{each.removesuffix('.md')}" for each in OTHERS.values()]
        trees.append(_tree(names, f":caption: {caption}\n:hidden:\n:maxdepth: 1"))
    return "".join(trees)


def _listing(folder: str, names: list[str]) -> str:
    place = f"made/{folder}/" if folder else "made/"
    return _tree([place + each for each in names], ":maxdepth: 1")


def _tree(names: list[str], options: str) -> str:
    return f"\n\n```{{toctree}}\n{options}\n\n" + "\n".join(names) + "\n```\n"


def _led(match: re.Match[str]) -> str:
    """A link to a file of the repository: to the page that is made of it, or its path in words."""
    label, path = match.groups()
    if path in OTHERS:
        return f"[{label}](made/{OTHERS[path]})"
    return f"`{path}`" if label == path else f"{label} (`{path}`)"


def _inline(translator: Any, node: Any) -> None:
    _formula(translator, node, False)


def _block(translator: Any, node: Any) -> None:
    _formula(translator, node, True)


def _formula(translator: Any, node: Any, is_block: bool) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(tex2mathml(node.astext(), is_block))
    raise SkipNode
