"""Ten thousand random events: nothing raises, Qt does not complain, and nothing is left."""

import pytest

from tests.app.soak import Soak

EVENTS = 10_000
# MB, over the second half: pages, pictures and kernels that are first met take room until some
# 15,000 events, after which the memory has stayed level up to 30,000. Seeds differ: 30 to 110.
GROWTH = 150.0


@pytest.mark.slow
@pytest.mark.qt_no_exception_capture
def test_ten_thousand_random_events_do_no_harm(qapp, tmp_path):
    soak = Soak(tmp_path, seed=7)
    try:
        soak.run(EVENTS // 2)
        before = soak.memory()
        soak.run(EVENTS // 2)
        after = soak.memory()
    finally:
        soak.close()
    assert soak.faults == {}
    assert after - before < GROWTH
