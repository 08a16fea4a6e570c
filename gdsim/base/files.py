"""Bounded reading of users' files, and atomic writing: readers see the whole new file or the old.

The size of a file, also unpacked, is checked before memory is allocated for it, and the numbers in
a file's header are checked against its content.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import math
import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown

StrPath = str | os.PathLike[str]

LARGEST_TEXT = 64 * 2**20  # bytes of an experiment, a lesson or a catalogue's file
LARGEST_DATA = 2**30  # bytes of arrays, unpacked
_BLOCK = 2**20  # bytes
_LONGEST_NAME = 4096  # characters of a path, as on Linux
_GZIP = b"\x1f\x8b"


def reason(error: OSError) -> str:
    """Why a file cannot be used, in the system's words, which are shorter than HDF5's."""
    return os.strerror(error.errno) if error.errno else str(error)


def file_name(path: Any, key: str = "") -> Path:
    """A file's name from a user, as a path; SettingError if no file can have the name."""
    if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
        # Python would take a number for the descriptor of an open file.
        raise SettingTypeError(f"a file must be given by its name, got {shown(path)}", key)
    name = os.fspath(path)
    try:
        possible = b"\0" not in os.fsencode(name) and 0 < len(name) <= _LONGEST_NAME
        name.encode()  # messages print the name, so it must be printable
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise SettingError(f"no file can have the name {shown(name)}", key)
    return Path(name)


@contextlib.contextmanager
def reading(path: StrPath, key: str = "", pipes: bool = False) -> Iterator[BinaryIO]:
    """Open a file for reading; SettingError for a folder, a device, or an unreadable file.

    pipes: whether it may be a pipe, which is read until all its writers have closed it.
    """
    path = file_name(path, key)
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(open(path, "rb", opener=open_at_once))
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_ISFIFO(mode) and pipes:
                os.set_blocking(file.fileno(), True)
            elif not stat.S_ISREG(mode):
                kind = "pipe" if stat.S_ISFIFO(mode) else "device"
                raise _unreadable(path, f"it is a {kind}", key)
        except ValueError as error:  # no file can have the name
            if isinstance(error, SettingError):
                raise
            raise _unreadable(repr(os.fspath(path)), str(error), key) from error
        except OSError as error:
            why = "it is a folder" if os.path.isdir(path) else reason(error)
            raise _unreadable(path, why, key) from error
        try:
            yield file
        except OSError as error:
            raise _unreadable(path, reason(error), key) from error


def open_at_once(name: str, flags: int) -> int:
    """A file descriptor; without the flag, opening a pipe would wait for a writer."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def read_bytes(path: StrPath, largest: int, key: str = "") -> bytes:
    """The content of a file; SettingError if it has more than `largest` bytes."""
    with reading(path, key, pipes=True) as file:
        # The size alone is not enough: a pipe has none, and a file may grow.
        if os.fstat(file.fileno()).st_size <= largest:
            content = _at_most(file, largest)
            if content is not None:
                return content
    raise _too_large(path, largest, key)


def _at_most(file: Any, largest: int) -> bytes | None:
    """The rest of a file, or None if it has more than `largest` bytes."""
    blocks, size = [], 0
    while block := file.read(_BLOCK):
        size += len(block)
        if size > largest:
            return None
        blocks.append(block)
    return b"".join(blocks)


def read_text(path: StrPath, largest: int = LARGEST_TEXT, key: str = "") -> str:
    """The content of a text file in UTF-8."""
    try:
        return read_bytes(path, largest, key).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, "not a text file in UTF-8", key) from None


def unpacked(content: bytes, path: StrPath, largest: int, key: str = "") -> bytes:
    """The unpacked content of a gzip file; any other content unchanged. `path` is for errors."""
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            plain = _at_most(file, largest)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _unreadable(path, str(error), key) from None
    if plain is None:
        raise _too_large(path, largest, key)
    return plain


def read_array(path: StrPath, largest: int = LARGEST_DATA, key: str = "") -> NDArray[Any]:
    """The array of an .npy file, of numbers or text; it is read-only."""
    return _array(read_bytes(path, largest, key), path, "NumPy file", key)


def read_arrays(
    path: StrPath, largest: int = LARGEST_DATA, key: str = ""
) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by name, of numbers or text, together at most `largest` bytes."""
    with reading(path, key) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
                if sum(info.file_size for info in members) > largest:
                    raise _too_large(path, largest, key)
                contents = {info.filename[:-4]: _member(archive, info) for info in members}
        except SettingError:
            raise
        except Exception as error:  # a damaged archive may raise anything
            raise _no_arrays(path, "NPZ file", key) from error
    return {name: _array(content, path, "NPZ file", key) for name, content in contents.items()}


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The content of a member of an archive, at most as long as it declares."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("NumPy compresses with deflate only")
    with archive.open(member) as file:
        content = file.read(member.file_size)  # without a limit it would unpack all at once
        if len(content) < member.file_size or file.read(1):
            raise EOFError("a member does not have the length that it declares")
    return content


def _array(content: bytes, path: StrPath, kind: str, key: str) -> NDArray[Any]:
    """The array of an .npy file's content, as a view: a false header cannot allocate memory."""
    try:
        file = io.BytesIO(content)
        version = npy.read_magic(file)
        read_header = {
            (1, 0): npy.read_array_header_1_0,
            (2, 0): npy.read_array_header_2_0,
        }[version]
        shape, fortran, dtype = read_header(file)
        if dtype.hasobject or not dtype.itemsize:
            raise ValueError("no plain values")
        if any(length < 0 for length in shape):
            raise ValueError("no shape")
        flat = np.frombuffer(content, dtype, math.prod(shape), file.tell())
        return flat.reshape(shape[::-1]).T if fortran else flat.reshape(shape)
    except Exception as error:  # a header is a Python literal, whose parser raises many kinds
        raise _no_arrays(path, kind, key) from error


def _no_arrays(path: StrPath, kind: str, key: str) -> SettingError:
    return SettingError(f"{Path(path).name} is not a valid {kind} of numbers and text", key)


def _too_large(path: StrPath, largest: int, key: str) -> SettingError:
    size = f"{largest >> 20} MiB" if largest < 2**30 else f"{largest >> 30} GiB"
    return _unreadable(path, f"larger than {size}", key)


def _unreadable(path: StrPath, why: str, key: str) -> SettingError:
    return SettingError(f"{path}: cannot be read ({why})", key)


def check_writable(path: str | os.PathLike[str]) -> None:
    """SettingError if the file cannot be written; to be called before a long computation."""
    target = file_name(path)
    folder = target.absolute().parent
    try:
        if not folder.is_dir():
            raise SettingError(f"cannot write {target}: there is no folder {target.parent}")
        if target.is_dir():  # raises OSError for a name that is too long
            raise SettingError(f"cannot write {target}: it is a folder")
        _check_file(target)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingError(f"cannot write {target}: {reason(error)}") from error


def _check_file(target: Path) -> None:
    """SettingError for a device or a pipe, which a file must not replace."""
    try:
        is_other = target.exists() and not (target.is_file() or target.is_dir())
    except (OSError, ValueError):  # an impossible name, which writing will report
        return
    if is_other:
        raise SettingError(f"cannot write {target}: it is a device or a pipe, not a file")


@contextlib.contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary path to write to, which replaces `path` at the end; SettingError if it cannot.

    It lies in the same folder and has the same suffix. If writing fails, it is removed and `path`
    is unchanged.
    """
    target = file_name(path)
    _check_file(target)
    # Its length does not depend on the target's, whose name may have the maximum length.
    part = target.with_name(f".gdsim-{uuid4().hex[:12]}.part{target.suffix}")
    try:
        yield part
        os.replace(part, target)
    except OSError as error:
        raise SettingError(f"cannot write {target}: {reason(error)}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
