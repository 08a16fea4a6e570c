"""The whole numbers of a call of `gdsim.engine.templates.advance`, by name."""

from __future__ import annotations

COUNT = 38
(
    # The addresses of the compiled stride, and of what it calls where a run ends.
    STRIDE_AT, END_AT,
    # The lanes of a group of the stride, the groups in use, the first step, and the steps to take.
    WIDTH, GROUPS, FIRST_STEP, N_STEPS,
    # The steps of a run, the steps over which progress is judged, and the step at which its
    # optimizer begins.
    STEPS, WINDOW, BORN,
    # The steps after which lanes of ended runs are given to others at first, while runs end; 0: not
    # during a call.
    ROUND,
    # The address of the recorded steps, and how many this call records.
    RECORDED_AT, SLOTS,
    # Rows: of a block, of its settings and of its whole numbers, of a recorded step, and of the
    # scratch memory of a stride.
    ROWS, VARYING_ROWS, INTEGER_ROWS, TRACED_ROWS, SCRATCH_ROWS,
    # The lanes of all blocks, and the address of the number of the run in each.
    ALL_LANES, HELD_AT,
    # Whether losses and gradients are computed at the step that is reached.
    LOOKS,
    # Addresses: the rows, settings and whole numbers of the runs; the settings that all share, the
    # coefficients and the schedule's factors; the records; the bounds at which runs end; the plan;
    # and memory for the scratch, the results and the kept numbers of a stride, zeros from a
    # multiple of 64 bytes.
    ROWS_AT, VARYING_AT, INTEGERS_AT, UNIFORM_AT, PREPARED_AT, FACTORS_AT, TRACE_AT, ENDS_AT,
    PLAN_AT, BUFFERS_AT,
    # Written by the call, for the stride and for what it calls: the block, and how many of its
    # lanes are in use; where the results at a step are, and the numbers that ended runs keep; how
    # the step is taken.
    BLOCK_AT, LANES, RESULTS_AT, KEPT_AT, SHOWN,
    # Written by the call: whether a run has ended in a round, or since 0 was last written here, and
    # whether runs were moved to other lanes.
    ENDED, ANY_ENDED, MOVED,
) = range(COUNT)  # fmt: skip

# A step is taken; or only shown, at the end of a call; or it is the last, which has no update.
TAKEN, ONLY_SHOWN, LAST = range(3)
