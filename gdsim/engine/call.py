"""The whole numbers that a call of `gdsim.engine.templates.advance` is told, by name."""

from __future__ import annotations

COUNT = 16
(
    # The address of the compiled stride, the lane groups, and the steps to take.
    STRIDE_AT, GROUPS, FIRST_STEP, N_STEPS,
    # The steps of a run, those over which its progress is judged, and where its optimizer began.
    STEPS, WINDOW, BORN,
    # The address of the recorded steps, and how many this call records.
    RECORDED_AT, SLOTS,
    # Rows: of a block, of its settings and of its whole numbers, of a recorded step, of what a
    # stride puts out, and of the memory that it works with.
    ROWS, VARYING_ROWS, INTEGER_ROWS, TRACED_ROWS, OUTPUT_ROWS, SCRATCH_ROWS,
    # Whether the step that is reached is looked at.
    LOOKS,
) = range(COUNT)  # fmt: skip
