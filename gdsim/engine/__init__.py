"""From a program (objective, optimizer, schedule) to compiled kernels and the outcome of runs."""
