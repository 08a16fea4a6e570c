"""The whole numbers of a call of `gdsim.engine.templates.advance`, by name."""

from __future__ import annotations

COUNT = 26
(
    # The address of the compiled stride, the lane groups, and the steps to take.
    STRIDE_AT, GROUPS, FIRST_STEP, N_STEPS,
    # The steps of a run, the steps over which progress is judged, and the step at which its
    # optimizer begins.
    STEPS, WINDOW, BORN,
    # The address of the recorded steps, and how many this call records.
    RECORDED_AT, SLOTS,
    # Rows: of a block, of its settings and of its whole numbers, of a recorded step, of the output
    # of a stride, and of its scratch memory.
    ROWS, VARYING_ROWS, INTEGER_ROWS, TRACED_ROWS, OUTPUT_ROWS, SCRATCH_ROWS,
    # Whether losses and gradients are computed at the step that is reached.
    LOOKS,
    # Addresses: the rows, settings and whole numbers of the runs; the settings that all share, the
    # coefficients and the schedule's factors; the records; the bounds at which runs end; the plan;
    # and memory for two outputs and the scratch of a stride, zeros from a multiple of 64 bytes.
    ROWS_AT, VARYING_AT, INTEGERS_AT, UNIFORM_AT, PREPARED_AT, FACTORS_AT, TRACE_AT, ENDS_AT,
    PLAN_AT, BUFFERS_AT,
) = range(COUNT)  # fmt: skip
