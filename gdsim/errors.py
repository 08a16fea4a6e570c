"""What gdsim refuses, and where it stood."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterable, Iterator


class SettingError(ValueError):
    """Input that cannot be used: one sentence with the value and what is allowed.

    `key` is its place in an experiment, as an experiment file spells it ("optimizers[1].beta2").
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class SettingTypeError(SettingError, TypeError):
    """Input of a wrong type, such as text where a number belongs."""


@contextlib.contextmanager
def placed(key: str) -> Iterator[None]:
    """Put errors raised inside, whose keys begin at `key`, where they stand in the whole."""
    try:
        yield
    except SettingError as error:
        raise type(error)(str(error), f"{key}.{error.key}" if error.key else key) from error


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to say after "unknown ...": the nearest known names, or all of them."""
    names = list(known)
    by_fold = {each.casefold(): each for each in names}
    near = difflib.get_close_matches(name.casefold(), by_fold, n=2, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(by_fold[each] for each in near)}?"
    return f"known: {', '.join(names)}" if names else "it has none"
