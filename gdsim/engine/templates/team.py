# mypy: ignore-errors
"""Large computations of one run of a network by several threads.

A template of a precision for kernels of width 1. The leader cuts a computation into pieces of its
result, and puts them up on its board (`gdsim.engine.board`); whoever has time takes one. No sum is
divided, so the bits are those of one thread. The leader takes pieces too, and waits only for those
that others have begun.

What one thread wrote is far from the cache of another. So pieces are units of a layer, the same for
its sums, activations, gradient and update, and each thread first takes those that it took before.
"""

from math import lcm

from gdsim.engine.board import (
    CAUTION,
    COUNT,
    DONE,
    GIVEN,
    KEEPS,
    LEAST,
    MOST,
    OF_ACTIVATION_AT,
    OF_BEND_AT,
    OF_COUNT_AT,
    OF_PRODUCT_AT,
    OF_UPDATE_AT,
    OPEN,
    PIECE_AT,
    PIECES,
    THREADS,
    YIELD_AT,
)
from gdsim.engine.room import LINE
from gdsim.lanes.addresses import call_address, put_whole, whole_at
from gdsim.lanes.memory import along, unit
from gdsim.lanes.parts import inner, part
from gdsim.lanes.together import (
    claim_whole,
    highest_bit,
    lowest_bit,
    seen_whole,
    show_whole,
    tally_whole,
    wait_briefly,
)

#: imports

read_one = unit(DTYPE, 1).broadcast
load_some, store_some = along(DTYPE, 1, ALONG).load, along(DTYPE, 1, ALONG).store
# Pieces for each thread, so that all end together; and the work, about 100 us, from which on there
# are more of them: a leader may have to wait for one.
EACH, LARGE = 2, 2**18
# A vector of activations, of slopes and of an update, in such multiply-adds.
ACTIVATION, SLOPE, UPDATE = 18, 6, 20
# Units of a piece are a multiple of those that a panel of a product has, and of a line of memory's.
BLOCK = lcm(MOST_VECTORS * ALONG, LINE // SIZE)
# How often a helper looks before it lets others run; and a leader, which then has waited for many
# times as long as a piece takes: the system runs something else in a helper's place.
LOOKS, LONG = 64, 2**12
# Multiply-adds of vectors that take at least as long as such a look.
QUICK = 8
# The work that a leader then keeps to itself, about 50 ms: more than it waited, and twice as much
# each time, up to a second.
LITTLE, MUCH = 2**27, 2**32


@inner
def give_way(board):
    """Let the system run another thread."""
    if whole_at(board, YIELD_AT) != 0:
        call_address(whole_at(board, YIELD_AT))


@inner
def chosen(board, open, own):
    """The piece that a thread takes: its first one, else the last one of others."""
    pieces, threads = whole_at(board, PIECES), whole_at(board, THREADS)
    first, last = own * pieces // threads, (own + 1) * pieces // threads
    mine = open & ((1 << last) - (1 << first))
    if mine != 0:
        return lowest_bit(mine)
    return highest_bit(open)


@inner
def take(board, room, own):
    """Take pieces of a board's job until none is left; return how many."""
    taken, open = 0, seen_whole(board, OPEN)
    while open != 0:
        piece = chosen(board, open, own)
        if claim_whole(board, OPEN, open, open ^ (1 << piece)) != 0:
            call_address(whole_at(board, PIECE_AT), board, piece, room)
            tally_whole(board, DONE, 1)
            taken += 1
        open = seen_whole(board, OPEN)
    return taken


@inner
def share(board, room, code, pieces, work_of_all):
    """Have the pieces of a job computed, which is described on the board."""
    long = LONG + work_of_all // (pieces * QUICK)
    put_whole(board, PIECE_AT, code)
    put_whole(board, PIECES, pieces)
    put_whole(board, DONE, 0)
    show_whole(board, OPEN, (1 << pieces) - 1)
    own, tries = take(board, room, 0), 0
    while seen_whole(board, DONE) != pieces:
        tries += 1
        wait_briefly()
        if tries > long:
            give_way(board)
    caution = whole_at(board, CAUTION)
    if tries > long:
        caution = max(LITTLE, min(2 * caution, MUCH))
        put_whole(board, KEEPS, caution)
        put_whole(board, CAUTION, caution)
    elif own < pieces and caution > 0:
        put_whole(board, CAUTION, max(caution - work_of_all, 0))


@inner
def pieces_of(board, work):
    """Into how many pieces a job of so many multiply-adds of vectors is cut; below 2, it is not."""
    keeps, pieces = whole_at(board, KEEPS), work // whole_at(board, LEAST)
    if keeps > 0 and pieces > 1:
        put_whole(board, KEEPS, keeps - work)
        return 0
    return min(pieces, max(EACH * whole_at(board, THREADS), work // LARGE), MOST)


@inner
def divided(count, parts, unit):
    """The size of each of at most so many parts of a count: whole units."""
    return -(-count // (parts * unit)) * unit


@part(5)
def help(boards, count, room, own, most):
    """Take pieces from any of some boards, until there were none for `most` looks.

    `own` is the thread's number, from 1 on. Return how many were taken.
    """
    taken = tries = 0
    while tries < most:
        found = 0
        for k in range(count):
            found += take(boards + k * COUNT * 8, room, own)
        taken, tries = taken + found, tries + 1
        if found != 0:
            tries = 0
        else:
            wait_briefly()
            if tries % LOOKS == 0:
                give_way(boards)
    return taken


@part(3)
def product_piece(board, piece, room):
    """A part of the rows and columns of a product; see `multiply`."""
    job = board + GIVEN * 8
    code, a, b, c = whole_at(job, 0), whole_at(job, 1), whole_at(job, 2), whole_at(job, 3)
    ai, ak, bj, bk = whole_at(job, 4), whole_at(job, 5), whole_at(job, 6), whole_at(job, 7)
    ci, cj, terms, go_on = whole_at(job, 8), whole_at(job, 9), whole_at(job, 10), whole_at(job, 11)
    rows, columns = whole_at(job, 12), whole_at(job, 13)
    down, across = whole_at(job, 14), whole_at(job, 15)
    parts = -(-columns // across)
    i, j = piece // parts * down, piece % parts * across
    call_address(
        code, a + i * ai * SIZE, b + j * bj * SIZE, c + (i * ci + j * cj) * SIZE,
        ai, ak, bj, bk, ci, cj, terms, go_on, min(down, rows - i), min(across, columns - j), room,
    )  # fmt: skip
    return 0


@part(16)
def multiply(
    board, code, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns, room
):  # fmt: skip
    """A product of matrices by the code of `gdsim.engine.templates.product_of_one`."""
    work = rows * columns * terms // ALONG
    wanted = pieces_of(board, work)
    if wanted < 2:
        call_address(code, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns, room)
        return 0
    down, across = divided(rows, wanted, BLOCK), columns
    parts = -(-rows // down)
    if 2 * parts <= wanted:
        across = divided(columns, wanted // parts, BLOCK)
    job = board + GIVEN * 8
    put_whole(job, 0, code)
    put_whole(job, 1, a)
    put_whole(job, 2, b)
    put_whole(job, 3, c)
    put_whole(job, 4, ai)
    put_whole(job, 5, ak)
    put_whole(job, 6, bj)
    put_whole(job, 7, bk)
    put_whole(job, 8, ci)
    put_whole(job, 9, cj)
    put_whole(job, 10, terms)
    put_whole(job, 11, go_on)
    put_whole(job, 12, rows)
    put_whole(job, 13, columns)
    put_whole(job, 14, down)
    put_whole(job, 15, across)
    share(board, room, whole_at(board, OF_PRODUCT_AT), parts * -(-columns // across), work)
    return 0


@part(3)
def activation_piece(board, piece, room):
    """The activations of some units; see `activate`."""
    job = board + GIVEN * 8
    code, z, d, bias = whole_at(job, 0), whole_at(job, 1), whole_at(job, 2), whole_at(job, 3)
    step, m, units, each = whole_at(job, 4), whole_at(job, 5), whole_at(job, 7), whole_at(job, 8)
    first = piece * each
    count = min(each, units - first)
    for s in range(whole_at(job, 6)):
        place = (s * units + first) * SIZE
        call_address(code, z + place, d + place, bias + first * step * SIZE, step, m, 1, count)
    return 0


@part(10)
def activate(board, code, z, d, bias, bias_step, multiplier, samples, units, room):
    """Activations by the code of `gdsim.engine.templates.activation_of_one`."""
    work = samples * units * ACTIVATION // ALONG
    wanted = pieces_of(board, work)
    if wanted < 2:
        call_address(code, z, d, bias, bias_step, multiplier, samples, units)
        return 0
    each, job = divided(units, wanted, BLOCK), board + GIVEN * 8
    put_whole(job, 0, code)
    put_whole(job, 1, z)
    put_whole(job, 2, d)
    put_whole(job, 3, bias)
    put_whole(job, 4, bias_step)
    put_whole(job, 5, multiplier)
    put_whole(job, 6, samples)
    put_whole(job, 7, units)
    put_whole(job, 8, each)
    share(board, room, whole_at(board, OF_ACTIVATION_AT), -(-units // each), work)
    return 0


@inner
def bend_units(sums, bends, multiplier, samples, units, first, last):
    """Multiply derivatives of units from `first` to `last` by their slopes; see `bend`."""
    m = read_one(multiplier, 0)
    for s in range(samples):
        for u in range(first, last, ALONG):
            i, left = s * units + u, last - u
            value = load_some(sums, i, left) * m
            store_some(bends, i, value * load_some(bends, i, left), left)


@part(3)
def bend_piece(board, piece, room):
    """The slopes of some units; see `bend`."""
    job = board + GIVEN * 8
    units, each = whole_at(job, 4), whole_at(job, 5)
    bend_units(
        whole_at(job, 0), whole_at(job, 1), whole_at(job, 2), whole_at(job, 3), units,
        piece * each, min((piece + 1) * each, units),
    )  # fmt: skip
    return 0


@part(7)
def bend(board, sums, bends, multiplier, samples, units, room):
    """Multiply derivatives by sums and a multiplier: slopes of the loss."""
    work = samples * units * SLOPE // ALONG
    wanted = pieces_of(board, work)
    if wanted < 2:
        bend_units(sums, bends, multiplier, samples, units, 0, units)
        return 0
    each, job = divided(units, wanted, BLOCK), board + GIVEN * 8
    put_whole(job, 0, sums)
    put_whole(job, 1, bends)
    put_whole(job, 2, multiplier)
    put_whole(job, 3, samples)
    put_whole(job, 4, units)
    put_whole(job, 5, each)
    share(board, room, whole_at(board, OF_BEND_AT), -(-units // each), work)
    return 0


@part(3)
def update_piece(board, piece, room):
    """The update of some numbers of a matrix; see `update`."""
    job = board + GIVEN * 8
    size, each = whole_at(job, 11), whole_at(job, 12)
    first = piece * each
    place = first * SIZE
    call_address(
        whole_at(job, 0), whole_at(job, 1) + place, whole_at(job, 2) + place,
        whole_at(job, 3) + place, whole_at(job, 4), 0, whole_at(job, 5), whole_at(job, 6),
        whole_at(job, 7), whole_at(job, 8), whole_at(job, 9), min(each, size - first), 1,
        whole_at(job, 10),
    )  # fmt: skip
    return 0


@part(16)
def update(
    board, code, p, g, slots, apart, scratch, varying, uniform, known, factor, t_now,
    rows, columns, vector, room,
):  # fmt: skip
    """An update number by number, by the code of `gdsim.engine.templates.update`."""
    size = rows * columns
    work = size * UPDATE // ALONG
    wanted = pieces_of(board, work)
    if wanted < 2:
        call_address(
            code, p, g, slots, apart, scratch, varying, uniform, known, factor, t_now, rows,
            columns, vector,
        )  # fmt: skip
        return 0
    each, job = divided(rows, wanted, BLOCK) * columns, board + GIVEN * 8
    put_whole(job, 0, code)
    put_whole(job, 1, p)
    put_whole(job, 2, g)
    put_whole(job, 3, slots)
    put_whole(job, 4, apart)
    put_whole(job, 5, varying)
    put_whole(job, 6, uniform)
    put_whole(job, 7, known)
    put_whole(job, 8, factor)
    put_whole(job, 9, t_now)
    put_whole(job, 10, vector)
    put_whole(job, 11, size)
    put_whole(job, 12, each)
    share(board, room, whole_at(board, OF_UPDATE_AT), -(-size // each), work)
    return 0


@part(3)
def count_piece(board, piece, room):
    """Some numbers; see `count_off`."""
    job = board + GIVEN * 8
    first, each = piece * whole_at(job, 7), whole_at(job, 7)
    call_address(
        whole_at(job, 0), whole_at(job, 1), whole_at(job, 2), whole_at(job, 3), whole_at(job, 4),
        whole_at(job, 5), first, min(first + each, whole_at(job, 6)),
    )  # fmt: skip
    return 0


@part(10)
def count_off(board, code, a, b, c, d, e, count, price, room):
    """A call `code(a, b, c, d, e, first, last)` for `count` numbers from 0 on, each by itself.

    A vector of them takes as long as `price` multiply-adds. Numbers are not divided in pairs.
    """
    work = count * price // ALONG
    wanted = pieces_of(board, work)
    if wanted < 2:
        call_address(code, a, b, c, d, e, 0, count)
        return 0
    each, job = divided(count, wanted, 2 * BLOCK), board + GIVEN * 8
    put_whole(job, 0, code)
    put_whole(job, 1, a)
    put_whole(job, 2, b)
    put_whole(job, 3, c)
    put_whole(job, 4, d)
    put_whole(job, 5, e)
    put_whole(job, 6, count)
    put_whole(job, 7, each)
    share(board, room, whole_at(board, OF_COUNT_AT), -(-count // each), work)
    return 0
