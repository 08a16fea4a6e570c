"""Words of sentences that depend on a number or on the next word."""

from __future__ import annotations

from collections.abc import Sequence


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: "1 run", "12,000 runs"; `plural` if that is not the noun and an s."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def with_article(word: str) -> str:
    """A word with its article: "a Network", "an Experiment"."""
    return f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"


def in_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which empty lines part, each in one line."""
    parts = (" ".join(each.split()) for each in text.split("\n\n"))
    return tuple(filter(None, parts))


def listed(words: Sequence[str]) -> str:
    """Words one after another: "a", "a and b", "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
