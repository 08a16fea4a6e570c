"""Ten thousand random events: nothing raises, Qt does not complain, and nothing is left."""

import pytest

from tests.app.soak import Soak

EVENTS = 10_000
GROWTH = 60.0  # MB, from the first fifth to the end


@pytest.mark.slow
@pytest.mark.qt_no_exception_capture
def test_ten_thousand_random_events_do_no_harm(qapp, tmp_path):
    soak = Soak(tmp_path, seed=7)
    try:
        soak.run(EVENTS // 5)
        before = soak.memory()
        soak.run(EVENTS * 4 // 5)
        after = soak.memory()
    finally:
        soak.close()
    assert soak.faults == {}
    assert after - before < GROWTH
