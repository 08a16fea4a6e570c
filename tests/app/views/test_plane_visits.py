"""Views of a map that were seen are gone through back and forth."""

from __future__ import annotations

import pytest

from gdsim.app.views.plane_visits import Visit, Visits


def visits(qapp, found):
    """Visits of the views "1", "2", "3", of which the last is seen; and those shown since."""
    shown = []

    def show(view):
        if found is Visit.SHOWN:
            shown.append(view)
        return found

    made = Visits(lambda: shown[-1] if shown else "3", show)
    for view in ("1", "2"):
        made.remember(view)
    return made, shown


def test_back_and_forward_show_them_in_order(qapp):
    made, shown = visits(qapp, Visit.SHOWN)
    made.go_back()
    made.go_back()
    made.go_forward()
    assert shown == ["2", "1", "2"] and made.back.isEnabled() and made.forward.isEnabled()


@pytest.mark.parametrize(("found", "left"), [(Visit.GONE, False), (Visit.NOT_NOW, True)])
def test_one_that_is_gone_is_forgotten_and_one_that_is_hidden_stays(qapp, found, left):
    made, _ = visits(qapp, found)
    made.go_back()
    assert made.back.isEnabled() == left and not made.forward.isEnabled()


def test_another_experiment_that_is_opened_on_the_way_has_none(qapp):
    made, _ = visits(qapp, Visit.SHOWN)
    made._show = lambda _: made.forget() or Visit.SHOWN
    made.go_back()
    assert not made.back.isEnabled() and not made.forward.isEnabled()
