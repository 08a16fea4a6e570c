"""Views of a map as they are kept: named by their axes and ranges, found again as areas."""

from __future__ import annotations

import math

from gdsim.app.look.figures import figures
from gdsim.app.model.plane import Area, Plane, Span
from gdsim.app.model.turnable import Turnable
from gdsim.app.translation import tr
from gdsim.app.views.plane_map import digits
from gdsim.experiment.toml.window import Side, View


def view_of(plane: Plane, area: Area, quantity: str, by_rank: bool, colour: int) -> View:
    """The view of an area of a plane; colour: the number of the optimizer whose runs they are."""
    sides = ((plane.x, area.x), (plane.y, area.y))
    name = ", ".join(_named(turnable, span) for turnable, span in sides)
    x, y = (Side(turnable.key, _ends(turnable, span)) for turnable, span in sides)
    return View(name, x, y, quantity, by_rank, colour)


def area_in(plane: Plane, view: View) -> Area:
    """The area of a plane that a view shows, as far as the plane has it."""
    most = plane.limits
    return Area(_span(plane.x, view.x, most.x), _span(plane.y, view.y, most.y))


def _named(turnable: Turnable, span: Span) -> str:
    most = max(digits(span) - 2, 2)  # four more than tell both ends apart are for pixels
    low, high = (figures(end, most) for end in _ends(turnable, span))
    return tr("{setting} {low} to {high}", setting=turnable.title, low=low, high=high)


def _ends(turnable: Turnable, span: Span) -> tuple[float, float]:
    """The settings at both ends of a span."""
    return (10.0**span.low, 10.0**span.high) if turnable.log else (span.low, span.high)


def _span(turnable: Turnable, side: Side, most: Span) -> Span:
    low, high = side.range
    if turnable.log:
        low, high = (math.log10(end) if end > 0 else most.low for end in (low, high))
    return Span(max(low, most.low), min(high, most.high))
