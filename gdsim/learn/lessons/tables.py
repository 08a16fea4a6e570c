"""What the tables of a lesson's claims, questions, pictures and tasks have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gdsim.base.errors import SettingError, suggestion


def needed_text(table: Mapping[str, Any], name: str, problem: str, key: str, end: str = "") -> str:
    """The text of a table with this name, without spaces around it; SettingError with `problem`.

    end: what it must end with.
    """
    text = table.get(name)
    if not isinstance(text, str) or not text.strip() or not text.strip().endswith(end):
        raise SettingError(problem, key)
    return text.strip()


def only_kind(table: Mapping[str, Any], kinds: Sequence[str], problem: str, key: str) -> str:
    """The one of `kinds` that a table has; SettingError with `problem` if not just one."""
    given = [kind for kind in kinds if kind in table]
    if len(given) != 1:
        raise SettingError(problem, key)
    return given[0]


def known_variant(table: Mapping[str, Any], variants: Sequence[str], key: str) -> str:
    """The experiment that a table is of, by default the first; SettingError if there is none."""
    variant: str = table.get("variant", variants[0])
    if variant not in variants:
        hint = suggestion(str(variant), variants)
        raise SettingError(f"unknown variant {variant!r}; {hint}", f"{key}.variant")
    return variant
