"""Every byte of every file of a small stored sweep flipped; each file cut, lengthened and removed.

Target: each of these is found, in one sentence, and changes no value that is read; of a thousand,
some are mended, and the store is then what it was.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Line

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.sweeps.damages import harm_all


def run(quick: bool) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        every, mend_every = (1000, 50) if quick else (1, 100)
        report = harm_all(Path(folder), every, mend_every, seed=5)
    note = f"{report.harms:,} damages to {report.files} files, {report.repaired:,} repaired"
    yield Line("damages that are not found or not mended", len(report.wrong), "", 0, note=note)
    for words in report.wrong[:5]:
        print(words)
