"""A short description of an object for people: a title and rows of names with their values."""

from __future__ import annotations

from html import escape

LONGEST = 300  # characters of a value that are shown


class Card:
    """A class whose objects `print` and a notebook show as a title and rows."""

    def card(self) -> tuple[str, dict[str, str]]:
        """The title, and the rows by name."""
        raise NotImplementedError

    def __str__(self) -> str:
        title, rows = self.card()
        width = max(map(len, rows), default=0)
        return "\n".join(
            [_cut(title), *(f"    {n:<{width}}  {_cut(row)}" for n, row in rows.items())]
        )

    def _repr_html_(self) -> str:
        title, rows = self.card()
        lines = "".join(
            f'<tr><th style="text-align: left">{escape(name)}</th>'
            f'<td style="text-align: left">{escape(_cut(row))}</td></tr>'
            for name, row in rows.items()
        )
        return f"<div><strong>{escape(_cut(title))}</strong><table>{lines}</table></div>"


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
