"""Tiles of products fit into the registers of every vector unit, and cover all rows and columns."""

from __future__ import annotations

import itertools

import pytest

from gdsim.lanes.host import PADDED
from gdsim.lanes.shapes import parts, tile


@pytest.mark.parametrize("most", [1, 3, 8])
def test_parts_are_alike_and_together_the_whole(most: int) -> None:
    for count in range(1, 40):
        found = parts(count, most)
        assert sum(found) == count and max(found) <= most
        assert found == sorted(found, reverse=True) and found[0] - found[-1] <= 1
        assert len(found) == -(-count // most)


@pytest.mark.parametrize("registers", [16, 32])
@pytest.mark.parametrize("divided", [True, False])
def test_sums_and_what_they_are_made_of_fit(registers: int, divided: bool) -> None:
    for rows, columns, terms, besides in itertools.product(
        (1, 2, 7, 16, 33), (1, 5, 24), (1, 16), (0, 1)
    ):
        m, n = tile(rows, columns, terms, registers, divided=divided, besides=besides)
        assert m <= rows and m * (n + besides) < registers
        # A factor of one row is read where it is used.
        assert m == 1 or m * (n + besides) + n + 1 <= registers
        assert n <= columns if divided else PADDED % n == 0


def test_tiles_of_16_units_have_no_rest() -> None:
    assert tile(16, 24, 16, 32, divided=False) == (4, 4)
    assert tile(16, 16, 24, 32, divided=True) == (4, 4)


def test_few_samples_are_not_rounded_up_to_large_tiles() -> None:
    assert tile(16, 1, 16, 32, divided=False)[1] == 1
    assert tile(16, 5, 16, 32, divided=False)[1] in (1, 2, 3, 6)
