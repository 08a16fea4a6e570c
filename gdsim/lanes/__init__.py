"""Numbers of many runs at once: arithmetic, maths and random numbers with the same bits anywhere."""
