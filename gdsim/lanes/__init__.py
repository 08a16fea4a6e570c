"""SIMD values for Numba: one run per lane, and the same bits at any width and on any machine.

Definitions import their functions from `gdsim.lanes.math` (and `columns`, `random`); kernels import
`simd`, `memory`, `addresses`, `tiles` and others that load Numba.
"""
