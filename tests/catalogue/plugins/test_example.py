"""The example catalogue passes the checks of gdsim's own definitions, and works as it says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import gdsim as gd
from gdsim.catalogue.definitions import Function, Optimizer, Schedule
from gdsim.catalogue.discovery import discover
from gdsim.catalogue.schedules import factor_at
from gdsim.engine.schedule import table
from tests.catalogue.functions.conftest import Reading
from tests.catalogue.optimizers.test_definitions import one_update
from tests.catalogue.plugins.conftest import EXAMPLE


@pytest.fixture(autouse=True)
def in_use(none_in_use: None) -> Iterator[None]:
    gd.use_catalogue(EXAMPLE)
    yield


def sign_momentum() -> Optimizer:
    return discover("optimizer")["sign_momentum"]


def crater() -> Function:
    return discover("function")["crater"]


def staircase() -> Schedule:
    return discover("schedule")["staircase"]


def test_every_file_says_what_it_does_and_who_published_it() -> None:
    assert {path.stem for path in EXAMPLE.glob("*.py")} == {"sign_momentum", "crater", "staircase"}
    for definition in (sign_momentum(), crater(), staircase()):
        assert definition.summary[0].isupper() and definition.summary.endswith(".")
        assert definition.source.endswith(".")
        settings = getattr(definition, "hyper", None) or definition.parameters
        assert settings and all(each.summary.endswith(".") for each in settings.values())
    for definition in (sign_momentum(), staircase()):
        picture = MathTextParser("agg").parse(f"${definition.formula}$", dpi=72)
        assert picture.width > 10


@pytest.mark.parametrize("number", [float, np.float32, np.float64])
def test_the_optimizer_keeps_the_precision_of_its_numbers(number: type) -> None:
    results = one_update(sign_momentum(), number)
    assert [type(each) for each in results] == [number, number]
    # From p = 1.5, g = -0.25 and mean = 0.3, with lr = 0.01 and beta = 0.9.
    assert results == pytest.approx([1.5 - 0.01, 0.9 * 0.3 - 0.1 * 0.25])


def test_the_schedule_has_the_same_bits_in_lanes_as_in_plain_python() -> None:
    settings = {"stairs": 7.0}
    found = table("staircase", 100, 12.0, settings)
    plain = [factor_at(staircase(), t, 100, 12, settings) for t in range(100)]
    np.testing.assert_array_equal(found, plain)
    stairs, lengths = np.unique(found[12:], return_counts=True)
    np.testing.assert_allclose(stairs, np.arange(1, 8) / 7)
    assert set(lengths) <= {12, 13}


def test_the_function_is_what_its_text_says_to_another_reader() -> None:
    reading = Reading(crater())
    points = np.array([(0.3, -1.1), (-2.0, 0.4), (1.7, 2.2)])
    function = gd.Function("crater", radius=2.2)
    expected = reading.values(points[:, 0], points[:, 1], radius=2.2)
    np.testing.assert_allclose(function.evaluate(points), expected, rtol=1e-13)
    slopes = [[float(x) for x in reading.gradient(tuple(point))] for point in points]
    np.testing.assert_allclose(gd.Function("crater").gradient(points), slopes, rtol=1e-12)


def test_the_functions_minimum_is_the_lowest_of_its_domain() -> None:
    ((minimum,), lowest) = crater().minima, crater().minimum
    function = gd.Function("crater")
    np.testing.assert_allclose(function.gradient([minimum]), [[0, 0]], atol=1e-9)
    values = Reading(crater()).values(*Reading(crater()).grid(201))
    assert values.min() == pytest.approx(lowest, abs=1e-3) and values.min() > lowest


def test_they_work_together() -> None:
    experiment = gd.Experiment(
        "crater", gd.SignMomentum(beta=0.8), lr=0.05, schedule=gd.Staircase(stairs=40), steps=400
    )
    found = experiment.run()
    assert found["best_loss"].item() == pytest.approx(gd.Function("crater").minimum, abs=1e-3)
