# mypy: ignore-errors
"""Count places in the cells of a grid, without Python's lock.

It is compiled and cached like every kernel; see `gdsim.engine.places.counts`.
"""

from gdsim.lanes.memory import scalars
from gdsim.lanes.parts import part

single = scalars("float32")
load, store, load_double = single.load, single.store, scalars("float64").load


@part(8)
def count(places, n, apart, beside, grid, cells, rows, columns):
    """Add 1 to the cell of each place that is in the grid; cells: (rows, columns).

    places: x and y of place i are numbers i * apart and i * apart + beside; grid: left and bottom
    of the grid, and its cells per unit across and up.
    """
    left, bottom = load_double(grid, 0), load_double(grid, 1)
    across, up = load_double(grid, 2), load_double(grid, 3)
    for i in range(n):
        x = (load(places, i * apart) - left) * across
        y = (load(places, i * apart + beside) - bottom) * up
        if 0 <= x < columns and 0 <= y < rows:
            cell = int(y) * columns + int(x)
            store(cells, cell, load(cells, cell) + 1)
    return 0
