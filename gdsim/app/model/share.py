"""An experiment as one line of text that can be sent in a message, and back.

The line is "gdsim1:" and the experiment file's text, packed by zlib and written in base64 (the
alphabet of URLs). What is opened is bounded in size, packed and unpacked, and is only ever read as
an experiment file that names no other file.
"""

from __future__ import annotations

import base64
import binascii
import tomllib
import zlib
from typing import Any

from gdsim.app.model.document import Document
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.base.errors import SettingError

PREFIX = "gdsim1:"
LONGEST = 100_000  # characters of a share string
LARGEST = 2**20  # bytes of the text that is packed in it
_NO_STRING = QT_TR_NOOP("This is no share string: it would begin with {prefix}")
_DAMAGED = QT_TR_NOOP("The share string is damaged: a part of it is missing or was changed.")


def packed(document: Document) -> str:
    """The share string of an experiment and its look.

    Errors: SettingError for one that needs other files, or that is too long to be sent.
    """
    text = document.text
    if _names_a_file(tomllib.loads(text)):
        raise SettingError(
            tr("A share string cannot carry the experiment's data file; send both files instead.")
        )
    body = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode()
    if len(text.encode()) > LARGEST or len(PREFIX) + len(body) > LONGEST:
        raise SettingError(
            tr("The experiment is too long for a share string; send its file instead.")
        )
    return PREFIX + body


def unpacked(string: str) -> Document:
    """The document of a share string; line breaks and blanks in it are left out.

    Errors: SettingError, in one sentence.
    """
    start = string[: 2 * len(PREFIX)].lstrip()
    if not start.startswith(PREFIX):
        if start.startswith("gdsim") and ":" in start:
            raise SettingError(tr("The share string was made by another version of gdsim."))
        raise SettingError(tr(_NO_STRING, prefix=PREFIX))
    if len(string) > LONGEST:
        most = grouped(LONGEST)
        raise SettingError(tr("A share string has at most {most} characters.", most=most))
    body = "".join(string.split()).removeprefix(PREFIX)
    try:
        given = base64.b64decode(body.encode("ascii"), altchars=b"-_", validate=True)
        text = _inflated(given).decode()
    except (binascii.Error, zlib.error, UnicodeError):
        raise SettingError(tr(_DAMAGED)) from None
    if _names_a_file(_parsed(text)):
        raise SettingError(tr("A share string may not name files, and this one does."))
    return Document.read(text)


def _inflated(given: bytes) -> bytes:
    """What zlib has packed, of at most `LARGEST` bytes."""
    stream = zlib.decompressobj()
    whole = stream.decompress(given, LARGEST + 1)
    if len(whole) > LARGEST:
        raise SettingError(tr("The share string unpacks to more than an experiment may have."))
    if not stream.eof or stream.unused_data:
        raise SettingError(tr(_DAMAGED))
    return whole


def _parsed(text: str) -> Any:
    """The document of a text; None for one that is not TOML, about which its reader complains."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _names_a_file(value: Any) -> bool:
    """Whether a table of a document, however deep, names a file to read."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "file" in value:
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False
