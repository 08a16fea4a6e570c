# mypy: ignore-errors
"""Count places in the cells of a grid, without Python's lock.

It is compiled and cached like every kernel; see `gdsim.engine.places.counts`.
"""

from numba import njit, types


@njit(
    types.void(
        types.float32[:, :], types.float64, types.float64, types.float64, types.float64,
        types.float32[:, ::1],
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def count(places, left, bottom, across, up, cells):
    """Add 1 to the cell of each place, (n, 2), that is in the grid: cells is (rows, columns).

    left, bottom: a corner of the grid; across, up: its cells per unit of the axes.
    """
    rows, columns = cells.shape
    for i in range(len(places)):
        x, y = (places[i, 0] - left) * across, (places[i, 1] - bottom) * up
        if 0 <= x < columns and 0 <= y < rows:
            cells[int(y), int(x)] += 1
