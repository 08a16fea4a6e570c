# mypy: ignore-errors
"""Products of matrices of one run's numbers, of any size, tile by tile.

A template of a precision for kernels of width 1; it replaces `gdsim.engine.templates.product`. What
all runs share is like what each has. Vectors go along the direction in which the result is
contiguous; some of them are a panel of the first factor. Where its numbers are not contiguous in
it, are far apart from term to term, or end within a vector, panels are copied to memory where they
are without gaps, from long pieces of the factor. Some columns are multiplied with all panels before
the next ones, so that the result is passed through in order. A result whose contiguous rows are
shorter than a vector is computed by columns, and then copied.
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
# Numbers from one term to the next from which on panels are copied, for at least `SEVERAL` columns.
FAR, SEVERAL = 1024 // SIZE, 8
# The terms of panels that are copied row by row, of those whose terms are contiguous in the factor,
# and of those that stay where they are; and the columns that all panels are multiplied with at a
# time.
BY_ROWS, BY_TERMS, IN_PLACE, DOWN = 64, 512, 128, 48


@inner
def vectors_of(left):
    """The vectors of the next panel, where so many numbers are left: one only if that is all."""
    needed = (left + ALONG - 1) // ALONG
    if needed == MOST + 1:
        return MOST - 1
    return min(needed, MOST)


@inner
def copy_panel(a, ai, ak, target, numbers, terms, vectors):
    """Copy a[i, k] to target[k, i], for `numbers` values of i, in rows of whole vectors."""
    row = vectors * ALONG
    if ai == 1:
        for k in range(terms):
            for i in range(0, numbers, ALONG):
                store_vector(target, k * row + i, load_some(a, k * ak + i, numbers - i))
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


@inner
def copy_rows(a, ak, target, numbers, terms):
    """Copy all panels of `numbers` contiguous numbers, term by term."""
    for k in range(terms):
        i = 0
        while i < numbers:
            size = vectors_of(numbers - i) * ALONG
            source, place = k * ak + i, i * terms + k * size
            for v in range(0, size, ALONG):
                store_vector(target, place + v, load_some(a, source + v, numbers - i - v))
            i += size


@inner
def copy_panels(a, ai, ak, target, numbers, terms, all_of_them):
    """Copy the panels of `numbers` numbers, or only the last one if that is not whole."""
    if all_of_them and ai == 1:
        copy_rows(a, ak, target, numbers, terms)
    else:
        i = 0
        while i < numbers:
            left = numbers - i
            vectors = vectors_of(left)
            if all_of_them or left < vectors * ALONG:
                copy_panel(
                    a + i * ai * SIZE, ai, ak, target + i * terms * SIZE,
                    min(left, vectors * ALONG), terms, vectors,
                )  # fmt: skip
            i += vectors * ALONG


@inner
def copy_turned(source, i_apart, j_apart, target, row, rows, columns):
    """Copy source[i, j], at strides, to target[i, j], at `row` numbers from one i to the next."""
    for i in range(rows):
        for j in range(columns):
            store(target, i * row + j, load(source, i * i_apart + j * j_apart))


@part(14)
def product_of_lanes(a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns, room):
    """c[i, j] = the sum over k of a[i, k] * b[j, k], as `gdsim.lanes.tiles.tile` computes it.

    ci or cj is 1; so is a stride of the factor along it. `room` is the address of memory for
    `SHORT` numbers and then `ROOM`, or as many as copies of a factor have.
    """
    if ci != 1 or (cj == 1 and columns > rows):
        a, b, ai, ak, bj, bk = b, a, bj, bk, ai, ak
        cj, rows, columns = ci, columns, rows
    turned_at = (room + 63) // 64 * 64  # so that no vector crosses a cache line
    room, result, apart = turned_at + SHORT * SIZE, c, cj
    turned = rows < ALONG <= columns and bj == 1 and terms >= ALONG and rows * columns <= SHORT
    if turned:
        a, b, ai, ak, bj, bk = b, a, bj, bk, ai, ak
        c, cj, rows, columns = turned_at, columns, columns, rows
        if go_on != 0:
            copy_turned(result, 1, apart, c, cj, columns, rows)
    copied = ai != 1 or (ak >= FAR and columns >= SEVERAL)
    most_terms = IN_PLACE
    if ai != 1:
        most_terms = BY_TERMS
    elif copied:
        most_terms = BY_ROWS
    wide = rows
    if rows * min(terms, most_terms) > ROOM - MOST * ALONG * most_terms:
        wide = ROOM // most_terms // (MOST * ALONG) * (MOST * ALONG)
    for k in range(0, terms, most_terms):
        size, going = min(most_terms, terms - k), go_on + k
        first = 0
        while first < rows:
            numbers = min(wide, rows - first)
            if 0 < rows - first - numbers <= ALONG:
                numbers -= MOST * ALONG
            source_of_all = a + (first * ai + k * ak) * SIZE
            copy_panels(source_of_all, ai, ak, room, numbers, size, copied)
            for begin in range(0, columns, DOWN):
                end, i = min(begin + DOWN, columns), 0
                while i < numbers:
                    left = numbers - i
                    vectors = vectors_of(left)
                    source, step = source_of_all + i * SIZE, ak
                    if copied or left < vectors * ALONG:
                        source, step = room + i * size * SIZE, vectors * ALONG
                    factor, j = b + (begin * bj + k * bk) * SIZE, begin
                    place = c + (begin * cj + first + i) * SIZE
                    #: tiles
                    i += vectors * ALONG
            first += numbers
    if turned:
        copy_turned(c, 1, cj, result, apart, rows, columns)
    return 0
