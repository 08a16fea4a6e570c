"""The import of the compiler, for processes that are gdsim's own."""

from __future__ import annotations

import sys
import threading

# Held while Numba may be imported: of two threads that enter its packages, which import each other,
# at different ones, Python gives each what the other has only begun.
IMPORTING = threading.RLock()


def load_compiler() -> None:
    """Import Numba and what its first kernel needs, without SciPy.

    Numba imports SciPy's linear algebra to see whether arrays can be multiplied by BLAS, which no
    kernel does: half of the time to the first kernel. Code with `numpy.dot` on arrays, which
    others compile in the same process, would not find it.
    """
    with IMPORTING:
        if "numba.np.arraymath" in sys.modules:
            return
        from numba.np import linalg

        kept, linalg.ensure_blas = linalg.ensure_blas, _refuse
        try:
            import numba.np.arraymath  # noqa: F401
        finally:
            linalg.ensure_blas = kept


def _refuse() -> None:
    """Say what Numba says where SciPy is not installed."""
    raise ImportError("gdsim multiplies no arrays in compiled code")
