"""Three kernels for the memory checker: with records, a Hessian, noise and clipping."""

from __future__ import annotations

from gdsim.engine.backends import cuda
from tests.gpu.cases import cases

KINDS = ("noise", "a Hessian", "modifiers and a far gradient")

if __name__ == "__main__":
    for name in KINDS:
        print(name, cuda.run(cases()[name]).verdict.tolist()[:9])
