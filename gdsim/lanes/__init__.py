"""Numbers of many runs at once: arithmetic, maths and random numbers, the same bits anywhere."""
