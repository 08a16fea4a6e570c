"""The file that HDF5 writes to, which survives a full disk."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType


class CalmFile:
    """A file for HDF5, which aborts the process if a write fails while it closes a file.

    So HDF5 does not see the error: `check` raises it, and so does the end of the `with` block.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self.error: OSError | None = None
        # HDF5 calls these methods; it reads only what it wrote.
        self.readinto, self.seek, self.tell = self._file.readinto, self._file.seek, self._file.tell
        self.read = self._file.read

    def write(self, data: bytes) -> int:
        """Write, or keep the error."""
        if self.error is None:
            try:
                return self._file.write(data)
            except OSError as error:
                self.error = error
        return memoryview(data).nbytes

    def truncate(self, size: int | None = None) -> int:
        """Set the size, or keep the error."""
        if self.error is None:
            try:
                return self._file.truncate(size)
            except OSError as error:
                self.error = error
        return size or 0

    def flush(self) -> None:
        """Write the buffer, or keep the error."""
        if self.error is None:
            try:
                self._file.flush()
            except OSError as error:
                self.error = error

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
