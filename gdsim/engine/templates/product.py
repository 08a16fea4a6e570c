# mypy: ignore-errors
"""Products of matrices of lanes, of any size, tile by tile: the computations of dense layers.

A template of precision and width, like `gdsim.engine.templates.stride`.
"""

from gdsim.lanes.parts import part
from gdsim.lanes.tiles import tile

#: imports

VECTOR, NUMBER = W * SIZE, SIZE


@part(13)
def product_of_shared(a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns):
    """`gdsim.lanes.tiles.tile` for any rows and columns; b has numbers that all runs share."""
    i = 0
    while i < rows:
        down, j = rows - i, 0
        #: shared tiles
    return 0


@part(13)
def product_of_lanes(a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns):
    """`gdsim.lanes.tiles.tile` for any rows and columns; b has lanes, like a and c."""
    i = 0
    while i < rows:
        down, j = rows - i, 0
        #: lanes tiles
    return 0
