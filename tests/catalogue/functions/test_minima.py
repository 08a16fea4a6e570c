"""Every stated minimum is one, is stated to the last digit, and none is missing."""

from __future__ import annotations

from itertools import product

import mpmath
import numpy as np
import pytest

KINKED = {"absolute", "ackley", "bukin_6", "chebyshev_rosenbrock", "lasso"}
ON_THE_EDGE = {"eggholder"}
ROOT_OF_ZERO = {"drop_wave"}  # smooth, but its text takes the square root of 0 at the minimum
UNBOUNDED = {"saddle", "monkey_saddle"}


def scale(definition):
    return max(1.0, abs(definition.minimum))


def test_only_the_saddles_have_no_minimum(readings):
    without = {name for name, reading in readings.items() if not reading.definition.minima}
    assert without == UNBOUNDED
    assert all(readings[name].definition.minimum is None for name in UNBOUNDED)


def test_the_saddles_fall_below_any_number(readings):
    assert readings["saddle"].value((0.0, 1e9)) < -1e17
    assert readings["monkey_saddle"].value((-1e9, 0.0)) < -1e26


def test_the_value_at_every_minimum_is_the_minimum(reading):
    definition = reading.definition
    for point in definition.minima:
        assert len(point) == len(definition.domain)
        assert all(
            low <= number <= high
            for number, (low, high) in zip(point, definition.domain, strict=True)
        )
        assert abs(reading.value(point) - definition.minimum) <= 1e-12


def test_the_gradient_vanishes_at_every_minimum(reading, request):
    """To the last digit: the Newton step from the stated point is below two units of it.

    On the edge of the domain the function falls outwards, and the rest of the gradient vanishes.
    """
    if request.node.callspec.id in KINKED | ROOT_OF_ZERO:
        return
    domain = reading.definition.domain
    for point in reading.definition.minima:
        slope = reading.gradient(point)
        assert all(slope[i] < 0 for i, x in enumerate(point) if x == domain[i][1])
        assert all(slope[i] > 0 for i, x in enumerate(point) if x == domain[i][0])
        free = [i for i, x in enumerate(point) if x not in domain[i] and slope[i] != 0]
        if not free:
            continue
        with mpmath.workdps(30):
            step = mpmath.lu_solve(
                hessian(reading, point, free), mpmath.matrix([slope[i] for i in free])
            )
        for part, i in zip(step, free, strict=True):
            assert abs(part) <= 2 * np.spacing(max(abs(point[i]), 0.25))


def hessian(reading, point, free):
    """Central differences of the 30-digit gradient, along the free coordinates."""
    h = mpmath.mpf(10) ** -9
    columns = mpmath.matrix(len(free), len(free))
    for column, j in enumerate(free):
        ends = [
            reading.gradient([mpmath.mpf(x) + sign * h * (i == j) for i, x in enumerate(point)])
            for sign in (1, -1)
        ]
        for row, i in enumerate(free):
            columns[row, column] = (ends[0][i] - ends[1][i]) / (2 * h)
    return columns


def test_from_a_kink_and_from_the_edge_the_function_rises_at_once(readings):
    """The six exceptions are real: a smooth minimum is a million times flatter at this distance."""
    for name in KINKED | ON_THE_EDGE:
        definition = readings[name].definition
        point = np.array(definition.minima[0])
        steps = -1e-7 * np.eye(len(point))  # inwards, at the Eggholder's edge
        beside = [readings[name].value(tuple(point + step)) for step in steps]
        assert max(beside) - definition.minimum > 1e-9


def test_the_gradient_of_the_drop_wave_divides_by_zero_at_its_minimum(readings):
    with pytest.raises(ZeroDivisionError):
        readings["drop_wave"].gradient((0.0, 0.0))


def test_no_neighbour_of_a_minimum_is_lower(reading):
    definition = reading.definition
    widths = [high - low for low, high in definition.domain]
    if len(widths) == 1:
        ring = np.array([[-1.0], [1.0]])
    else:
        angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    low, high = np.transpose(definition.domain)
    for point, radius in product(definition.minima, [1e-7, 1e-5, 1e-3, 1e-2]):
        around = np.clip(np.array(point) + radius * ring * widths, low, high)
        lowest = reading.values(*around.T).min()
        assert lowest >= definition.minimum - 1e-12 * scale(definition)


def local_minima(values):
    """Indices of the grid's points that no neighbour undercuts, lowest first."""
    padded = np.pad(values, 1, constant_values=np.inf)
    lowest = np.ones(values.shape, bool)
    for shift in product((0, 1, 2), repeat=values.ndim):
        window = tuple(slice(k, k + n) for k, n in zip(shift, values.shape, strict=True))
        lowest &= values <= padded[window]
    found = np.argwhere(lowest)
    return found[np.argsort(values[tuple(found.T)])]


def descended(reading, points, sizes):
    """Every point moved to the lowest of a shrinking grid around it, again and again."""
    low, high = np.transpose(reading.definition.domain)
    offsets = np.array(list(product(np.linspace(-1, 1, 9), repeat=len(low))))
    for shrunk in 0.7 ** np.arange(60):
        around = np.clip(points[:, None, :] + shrunk * sizes * offsets, low, high)
        best = reading.values(*np.moveaxis(around, -1, 0)).argmin(axis=1)
        points = around[np.arange(len(points)), best]
    return points, reading.values(*points.T)


def test_a_search_of_the_whole_domain_finds_the_stated_minima_and_nothing_lower(reading, request):
    definition = reading.definition
    if not definition.minima:
        return
    n = 400 if len(definition.domain) == 2 else 20_000
    coordinates = reading.grid(n)
    values = reading.values(*coordinates)
    assert values.min() >= definition.minimum - 1e-9 * scale(definition)
    candidates = tuple(local_minima(values)[:40].T)
    widths = np.array([high - low for low, high in definition.domain])
    starts = np.stack([axis[candidates] for axis in coordinates], axis=1)
    points, lowest = descended(reading, starts, 2 * widths / n)
    assert lowest.min() >= definition.minimum - 1e-9 * scale(definition)
    for point in points[lowest <= definition.minimum + 1e-7 * scale(definition)]:
        away = np.abs(np.array(definition.minima) - point) / widths
        assert away.max(axis=1).min() < 2e-2, f"{point} is a minimum too"
    if request.node.callspec.id == "bukin_6":
        return  # nothing that only goes down can follow its knife edge to the minimum
    reached = np.abs(np.array(definition.minima)[:, None] - points) / widths
    assert reached.max(axis=2).min(axis=1).max() < 2e-2, "a stated minimum was not found"


@pytest.mark.parametrize(
    ("name", "parameters", "point", "value"),
    [
        ("rosenbrock", {"a": -1.5, "b": 7}, (-1.5, 2.25), 0.0),
        ("quadratic", {"condition": 8}, (3.0, 0.5), 5.5),
        ("rotated_quadratic", {"condition": 8, "angle": 0.0}, (3.0, 0.5), 5.5),
        ("rotated_quadratic", {"condition": 8, "angle": np.pi / 2}, (-0.5, 3.0), 5.5),
        ("double_well", {"tilt": 0}, (-1.0,), 0.0),
        ("deep_linear", {"decay": 0.3}, (np.sqrt(0.7),) * 2, 0.51),
        ("bumpy_parabola", {"d": 0.5, "L": 0.25}, (0.75,), 0.84375),
        ("bumpy_parabola", {"d": 0.5, "L": 0.25}, (0.875,), 0.3828125),
        ("pseudo_huber", {"delta": 2}, (1.5,), 0.25),
        ("morse", {"stiffness": np.log(2)}, (2.0,), 0.25),
        ("gaussian_well", {"width": 3}, (0.0, 3.0), 1 - np.exp(-0.5)),
        ("michalewicz", {"m": 3}, (0.0, np.pi / 2), -1.0),
        ("michalewicz", {"m": 3}, (0.0, np.pi / np.sqrt(12)), -np.sin(np.pi / np.sqrt(12)) / 64),
        ("rastrigin", {"height": 3}, (0.5, 2.0), 10.25),
        ("lasso", {"penalty": 1}, (0.5, 0.0), 1.02),
        ("cliff", {"height": 5, "steepness": 3}, (0.0, 2.0), 4.9),
    ],
)
def test_parameters_do_what_they_are_called(readings, name, parameters, point, value):
    got = readings[name].value(point, **parameters)
    assert got == pytest.approx(value, rel=1e-6, abs=1e-14)
