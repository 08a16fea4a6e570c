"""Kernels of networks: their parts, put together by a plan, and the order of their samples."""
