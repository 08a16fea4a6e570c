"""A GPU has the bits of the CPU and of plain Python.

What NVVM is given is compiled for the host and run there; see `tests.engine.backends.cuda.host`.
Together the programs have every kind of kernel; tests/benchmarks compares all of the catalogue.
"""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.engine.backends import cpu, cuda
from gdsim.engine.verdict import Verdict
from tests.engine.backends.cuda.host import HostDriver
from tests.engine.backends.cuda.programs import PROGRAMS, case
from tests.engine.programs import noisy, same_as_naive, same_bits
from tests.engine.test_ends import ENDINGS, spikes

pytestmark = pytest.mark.usefixtures("card")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_gpu_has_the_bits_of_plain_python(name: str) -> None:
    given = case(name)
    found = cuda.run(given)
    if given.stop is None and "state" not in given.record:  # which the slow twin does not know
        same_as_naive(given, found, range(min(given.runs, 9)))
    else:
        same_bits(found, cpu.run(given))


def test_many_runs_of_several_launches_have_the_bits_of_the_cpu(card: HostDriver) -> None:
    found = cuda.run(noisy())
    assert {Verdict.DIVERGED, Verdict.RUNNING} < set(found.verdict)
    assert len(card.launches) > 2
    same_bits(found, cpu.run(noisy()))


@pytest.mark.parametrize("ending", ["nan", "minus infinite", "above the limit", "at the target"])
def test_a_run_ends_at_the_very_step(ending: str) -> None:
    given, verdict = ENDINGS[ending]
    found = cuda.run(given)
    np.testing.assert_array_equal(found.steps, np.arange(given.runs))
    assert set(found.verdict) == {verdict}
    same_as_naive(given, found, [0, 1, 16, 40])


def test_progress_is_judged_in_the_windows_of_the_cpu() -> None:
    # Losses that fall, stand still, or move: 400 steps are ten windows.
    given = spikes(1.0, steps=400, target=-1.0)
    same_as_naive(given, cuda.run(given), [0, 7, 40])
