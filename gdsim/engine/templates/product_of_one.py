# mypy: ignore-errors
"""Products of matrices of one run's numbers, of any size, tile by tile.

A template of a precision for kernels of width 1; it replaces `gdsim.engine.templates.product`.
Vectors go along the direction in which the result is contiguous. Where the factor's numbers are not
contiguous in it, or end within a vector, they are copied to a panel whose vectors are whole.
"""

from gdsim.lanes.memory import along, unit
from gdsim.lanes.panels import panel, transposer
from gdsim.lanes.parts import inner, part

#: imports

one, load_some, store_vector = (
    unit(DTYPE, 1), along(DTYPE, 1, ALONG).load, unit(DTYPE, ALONG).store,
)  # fmt: skip
load, store = one.load, one.store
transpose = transposer(DTYPE, ALONG)


@inner
def fill(a, ai, ak, target, numbers, terms, vectors):
    """Copy a[i, k] to target[k, i], for `numbers` values of i, in rows of whole vectors."""
    row = vectors * ALONG
    if ai == 1:
        for k in range(terms):
            for i in range(0, numbers, ALONG):
                value = load_some(a, k * ak + i, numbers - i)
                store_vector(target, k * row + i, value)
    else:
        whole = terms // ALONG * ALONG
        for i in range(0, numbers, ALONG):
            for k in range(0, whole, ALONG):
                transpose(
                    a + (i * ai + k) * SIZE, ai, numbers - i - 1, target + (k * row + i) * SIZE, row
                )
        for k in range(whole, terms):
            for i in range(numbers):
                store(target, k * row + i, load(a, i * ai + k))


@part(14)
def product_of_lanes(a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns, room):
    """c[i, j] = the sum over k of a[i, k] * b[j, k], as `gdsim.lanes.tiles.tile` computes it.

    ci or cj is 1; so is a stride of the factor along it. `room` is the address of memory for a
    panel of `MOST` vectors for each of `TERMS` terms.
    """
    if ci != 1 or (cj == 1 and columns > rows):
        a, b, ai, ak, bj, bk = b, a, bj, bk, ai, ak
        cj, rows, columns = ci, columns, rows
    room = (room + 63) // 64 * 64  # so that no vector crosses a cache line
    i = 0
    while i < rows:
        needed = (rows - i + ALONG - 1) // ALONG
        vectors = min(needed, MOST)
        if needed == MOST + 1 and MOST > 2:
            vectors = MOST - 1
        left = min(rows - i, vectors * ALONG)
        for k in range(0, terms, TERMS):
            size = min(TERMS, terms - k)
            source, step, going = a + (i * ai + k * ak) * SIZE, ak, go_on + k
            if ai != 1 or left < vectors * ALONG:
                fill(source, ai, ak, room, left, size, vectors)
                source, step = room, vectors * ALONG
            j = 0
            while j < columns:
                down = columns - j
                factor, place = b + (j * bj + k * bk) * SIZE, c + (j * cj + i) * SIZE
                #: tiles
        i += vectors * ALONG
    return 0


product_of_shared = product_of_lanes  # numbers that all runs share are like those of each
