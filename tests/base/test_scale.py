"""Scales of sliders: from a number to its place and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdsim.base.ranges import SEEDS, Hyper, Range, finite, nonnegative, positive, steps, unit
from gdsim.base.scale import Scale, scale_of

SCALES = [
    Scale(-2.0, 3.0),
    Scale(1e-5, 10.0, "log"),
    Scale(1e-6, 1.0, "log", from_zero=True),
    Scale(0.0, 0.9999, "to one"),
    Scale(1, 1_000_000, "log", whole=True),
    Scale(0, 1000, whole=True),
]


@pytest.mark.parametrize("scale", SCALES)
@given(place=st.floats(0, 1))
def test_a_number_read_off_a_scale_is_near_its_place_and_inside(scale, place):
    value = scale.value(place)
    assert scale.low <= value <= scale.high or (scale.from_zero and value == 0)
    assert not scale.whole or value == int(value)
    coarse = 0.1 if scale.whole and scale.kind == "log" else 0.01
    assert scale.place(value) == pytest.approx(place, abs=coarse)


@pytest.mark.parametrize("scale", SCALES)
def test_the_ends_are_exact_and_what_is_outside_is_at_them(scale):
    assert scale.value(0) == (0 if scale.from_zero else scale.low)
    assert scale.value(1) == scale.high
    assert (scale.place(-1e9), scale.place(math.inf)) == (0, 1)


@pytest.mark.parametrize(
    ("hyper", "value", "scale"),
    [
        (Hyper(0.01, positive, log=True), 0.01, Scale(1e-5, 10.0, "log")),
        (Hyper(0.999, unit), 0.9, Scale(0.0, 0.9999, "to one")),
        (Hyper(0.9, nonnegative), 0.9, Scale(0.0, 1.0)),
        (Hyper(0.0, nonnegative), 0.0, Scale(1e-6, 1.0, "log", from_zero=True)),
        (Hyper(0.0, Range(0, 1)), 0.5, Scale(0, 1)),
        (Hyper(5, Range(1, 10), whole=True), 5, Scale(1, 10, whole=True)),
        (Hyper(2.0, finite), 2.0, Scale(-2.0, 6.0)),
        (Hyper(1000, Range(1, 2**24), True, whole=True), 1000, Scale(1, 10**6, "log", True)),
    ],
)
def test_a_setting_has_the_scale_that_suits_it(hyper, value, scale):
    found = scale_of(hyper, value)
    assert (found.kind, found.whole, found.from_zero) == (scale.kind, scale.whole, scale.from_zero)
    assert (found.low, found.high) == pytest.approx((scale.low, scale.high), rel=1e-9)


def test_a_scale_within_bounds_is_even_and_reaches_out_to_its_number():
    assert scale_of(Hyper(0, steps, whole=True), 40, (0, 500)) == Scale(0, 500, whole=True)
    assert scale_of(Hyper(0.0), 7.0, (-2, 2)) == Scale(-2, 7.0)


@pytest.mark.parametrize(
    ("hyper", "ends"),
    [
        (Hyper(0.01, positive, log=True), (1e-14, 1e10)),
        (Hyper(1e-4, Range(0, 0.5), log=True), (0.0, 0.5)),
        (Hyper(0.0, nonnegative), (0.0, 1e9)),
        (Hyper(1000, Range(1, 2**24), True, whole=True), (1, 10**6)),
        (Hyper(2.0, finite), (-2.0, 6.0)),
    ],
)
def test_past_its_ends_a_log_scale_goes_on_within_the_range(hyper, ends):
    scale = scale_of(hyper, hyper.default)
    assert (scale.value(-1e9), scale.value(1e9)) == pytest.approx(ends)


def test_seeds_have_no_order_and_no_scale():
    assert scale_of(Hyper(0, SEEDS, whole=True), 3) is None
