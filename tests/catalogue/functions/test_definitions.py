"""Every function of the catalogue says what it is, and says it consistently."""

from __future__ import annotations

import re

import mpmath
import numpy as np
import pytest

from gdsim.base.ranges import Hyper
from gdsim.catalogue.functions import catalogue

CLASSIC = {
    "sphere",
    "quadratic",
    "rosenbrock",
    "beale",
    "booth",
    "himmelblau",
    "rastrigin",
    "ackley",
    "griewank",
    "levy",
    "schwefel",
    "styblinski_tang",
    "matyas",
    "three_hump_camel",
    "six_hump_camel",
    "goldstein_price",
    "easom",
    "eggholder",
    "mccormick",
    "michalewicz",
    "drop_wave",
    "cross_in_tray",
    "holder_table",
    "bukin_6",
    "schaffer_2",
    "schaffer_4",
    "branin",
    "zakharov",
    "dixon_price",
    "powell_ravine",
}
TEACHING = {
    "parabola",
    "absolute",
    "double_well",
    "saddle",
    "monkey_saddle",
    "plateau",
    "cliff",
    "ravine",
    "hills",
    "bumpy_parabola",
}


def test_the_classic_and_the_teaching_functions_are_all_there():
    assert catalogue().keys() >= CLASSIC | TEACHING


def test_titles_and_texts_are_unique():
    titles = [definition.title for definition in catalogue().values()]
    texts = [definition.text.replace(" ", "") for definition in catalogue().values()]
    assert len(set(titles)) == len(titles)
    assert len(set(texts)) == len(texts)


def test_the_text_has_the_variables_of_the_domain_and_the_stated_parameters(reading):
    names = {symbol.name for symbol in reading.expression.free_symbols}
    assert len(reading.definition.domain) in (1, 2)
    assert names == {"x", "y"[: len(reading.definition.domain) - 1]} - {""} | set(
        reading.definition.parameters
    )


def test_the_domain_is_a_box_with_room_inside(reading):
    for low, high in reading.definition.domain:
        assert isinstance(low, float) and isinstance(high, float)
        assert low < high


def test_the_summary_is_one_short_sentence_and_the_source_names_someone(reading):
    definition = reading.definition
    assert re.fullmatch(r"[A-Z][^\n.]*(\d\.\d+[^\n.]*)?\.", definition.summary)
    assert len(definition.summary) <= 100
    own = definition.source == "A teaching shape of gdsim's own."
    assert own or re.search(r"[A-Z]\w+.* (1[89]|20)\d\d", definition.source)
    assert definition.title.strip() == definition.title != ""


def test_the_start_lies_inside_and_has_a_slope(reading):
    start = reading.definition.start
    assert len(start) == len(reading.definition.domain)
    for number, (low, high) in zip(start, reading.definition.domain, strict=True):
        assert low < number < high
    slope = reading.gradient(start)
    assert all(mpmath.isfinite(part) for part in slope)
    assert 1e-4 < mpmath.norm(slope) < 1e4


def test_the_start_is_well_above_the_minimum(reading):
    definition = reading.definition
    if definition.minimum is None:
        return
    values = reading.values(*reading.grid(101))
    drop = reading.value(definition.start) - definition.minimum
    assert drop > 1e-5 * (values.max() - definition.minimum)
    for point in definition.minima:
        assert np.linalg.norm(np.subtract(point, definition.start)) > 0.1


def test_parameters_are_documented_and_their_defaults_allowed(reading):
    for hyper in reading.definition.parameters.values():
        assert isinstance(hyper, Hyper)
        assert re.fullmatch(r"[A-Z].*\.", hyper.summary)
        assert hyper.default in hyper.range
        assert hyper.range.low > 0 or not hyper.log


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_values_on_the_whole_domain_are_finite(reading, precision):
    values = reading.values(*reading.grid(201, precision))
    assert values.dtype == precision
    assert np.isfinite(values).all()


def test_values_are_finite_at_both_ends_of_every_parameter(reading):
    coordinates = reading.grid(101)
    for name, hyper in reading.definition.parameters.items():
        assert np.isfinite([hyper.range.low, hyper.range.high]).all()
        for end in (hyper.range.low, hyper.range.high):
            assert np.isfinite(reading.values(*coordinates, **{name: end})).all()


def test_every_parameter_changes_the_function(reading):
    coordinates = reading.grid(101)
    usual = reading.values(*coordinates)
    for name, hyper in reading.definition.parameters.items():
        changed = reading.values(*coordinates, **{name: 0.7 * hyper.default})
        assert not np.allclose(usual, changed)
