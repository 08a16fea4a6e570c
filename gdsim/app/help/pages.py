"""The documentation's pages: their contents, their words, and each as HTML for Qt's rich text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gdsim.base import assets

FIRST = "index.md"
_LINK = re.compile(r"^- \[([^\]]+)\]\(([\w-]+\.md)\)", re.MULTILINE)
_OUTSIDE = re.compile(r"(!?)\[([^\]]+)\]\(\.\./[^)]+\)")  # what is not installed
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """A page in the list of contents, and the heading that it stands below."""

    heading: str
    title: str
    file: str


@cache
def contents() -> tuple[Entry, ...]:
    """The pages that index.md lists, in its order."""
    entries = []
    for section in words(FIRST).split("\n## ")[1:]:
        heading = section.partition("\n")[0]
        entries += [Entry(heading, title, file) for title, file in _LINK.findall(section)]
    return tuple(entries)


@cache
def words(file: str) -> str:
    """The text of a page in Markdown; FileNotFoundError if there is none."""
    return (assets.documentation() / file).read_text(encoding="utf-8")


def html(file: str) -> str:
    """A page as HTML; its headings are anchors, as their links on GitHub name them."""
    from markdown_it import MarkdownIt

    text = _OUTSIDE.sub(r"\2", _COMMENT.sub("", words(file)))
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[place + 1].content))
        elif token.type == "table_open":
            token.attrSet("cellpadding", "5")
    return str(parser.renderer.render(tokens, parser.options, {}))


def anchor(heading: str) -> str:
    """The name of a heading in links: "From Python" is "from-python"."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
