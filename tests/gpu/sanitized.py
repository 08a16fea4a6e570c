"""Kernels for the memory checker: with records, a Hessian, noise, clipping; and networks."""

from __future__ import annotations

from gdsim.engine.backends import cuda
from tests.gpu.cases import cases

KINDS = ("noise", "a Hessian", "modifiers and a far gradient", "network, batches of their own")

if __name__ == "__main__":
    for name in KINDS:
        print(name, cuda.run(cases()[name]).verdict.tolist()[:9])
