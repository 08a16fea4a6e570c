"""The whole numbers by which threads take pieces of the work of another, by name.

They are those of `gdsim.engine.templates.team`. A board belongs to one thread, the leader, which
puts up a job at a time; helpers look at the boards of all.
"""

from __future__ import annotations

LINE = 8  # numbers of a cache line
# A bit for each piece of the job that nobody has begun, and how many pieces are done.
OPEN, DONE = 0, LINE
MOST = 62  # pieces of a job
# The job: how many pieces it has, the address of the code of a piece, which is called with the
# board, the piece and memory for a panel, and what that code needs, as its template names it.
PIECES, PIECE_AT, GIVEN = range(2 * LINE, 2 * LINE + 3)
# The threads that share jobs, and the least work of a piece, in multiply-adds of vectors.
# Addresses: of what lets the system run another thread, 0 if there is nothing; of what shares
# products, activations, slopes, updates and what is done number by number, and of the code of their
# pieces.
THREADS, LEAST, YIELD_AT = range(5 * LINE, 5 * LINE + 3)
MULTIPLY_AT, ACTIVATE_AT, BEND_AT, UPDATE_AT, COUNT_OFF_AT = range(YIELD_AT + 1, YIELD_AT + 6)
OF_PRODUCT_AT, OF_ACTIVATION_AT, OF_BEND_AT, OF_UPDATE_AT, OF_COUNT_AT = range(
    YIELD_AT + 6, YIELD_AT + 11
)
# The leader's own: how much work it keeps to itself from here on, and how much the last time that
# it had waited long; and the processor that it began on, or -1.
KEEPS, CAUTION, PROCESSOR = range(7 * LINE, 7 * LINE + 3)
COUNT = 8 * LINE
