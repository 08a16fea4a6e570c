"""The import of the compiler."""

from __future__ import annotations

import subprocess
import sys


def test_the_compiler_is_imported_without_the_linear_algebra_of_scipy() -> None:
    code = (
        "import sys; from gdsim.engine.compiler import load_compiler; load_compiler()\n"
        "import numba; from numba.np import linalg\n"
        "print(numba.njit('f8(f8)')(lambda x: 2 * x)(3.0), 'scipy.linalg' in sys.modules)\n"
        "print(linalg.ensure_blas.__module__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["6.0", "False", "numba.np.linalg"]
