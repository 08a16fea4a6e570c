"""The file that HDF5 writes to, which survives a full disk."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any


class CalmFile:
    """A file for HDF5, which ends the process if anything fails while it closes a file.

    So HDF5 sees no error, from its first one on: `check` raises it, and so does the end of the
    `with` block. Nothing is kept in a buffer: moving to another place would write it, and fail.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=0)
        self.error: OSError | None = None
        # HDF5 calls these methods; where they stand cannot fail.
        self.seek, self.tell, self.read = self._file.seek, self._file.tell, self._file.read

    def write(self, data: Any) -> int:
        """Write all of it, or keep the error."""
        left = memoryview(data).cast("B")
        size = left.nbytes
        while left.nbytes and self.error is None:
            try:
                left = left[self._file.write(left) :]
            except OSError as error:
                self.error = error
        return size

    def readinto(self, data: Any) -> int:
        """Read what was written; after an error what is missing is zero."""
        left = memoryview(data).cast("B")
        size = left.nbytes
        while left.nbytes:
            read = 0
            if self.error is None:
                try:
                    read = self._file.readinto(left)
                except OSError as error:
                    self.error = error
            if read == 0:
                left[:] = bytes(left.nbytes)
            left = left[read or left.nbytes :]
        return size

    def truncate(self, size: int | None = None) -> int:
        """Set the size, or keep the error."""
        if self.error is None:
            try:
                return self._file.truncate(size)
            except OSError as error:
                self.error = error
        return size or 0

    def flush(self) -> None:
        """There is no buffer."""

    def check(self) -> None:
        """Raise the first error so far."""
        if self.error is not None:
            raise self.error

    def __enter__(self) -> CalmFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        except OSError as failed:
            self.error = self.error or failed
        if kind is None or issubclass(kind, OSError | RuntimeError):
            self.check()
