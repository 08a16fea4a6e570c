import itertools

import numpy as np
import pytest

from gdsim.engine.copying import gather


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", [1, 8, 64])
def test_numbers_are_copied_wherever_the_lanes_are_and_the_rows_go(size: int, dtype: str) -> None:
    draw = np.random.default_rng(size)
    lanes = 3 * max(size, 37 // size * size)
    rows = draw.standard_normal((lanes // size, 41, size)).astype(dtype)
    by_lane = rows.transpose(0, 2, 1).reshape(lanes, 41)
    some = draw.permutation(lanes)[: lanes - 5].astype(np.int64)
    wanted = np.array([7, 0, *range(2, 40)])
    for is_moved, by_row in itertools.product((False, True), repeat=2):
        out = np.full((len(some) + 1, len(wanted)), 9.0, dtype, order="F" if by_row else "C")
        gather(rows, wanted, some if is_moved else None, out[:-1])
        expected = by_lane[some] if is_moved else by_lane[: len(some)]
        np.testing.assert_array_equal(out[:-1], expected[:, wanted])
        assert (out[-1] == 9.0).all()
