"""Read by Python as it starts, in what tests start: a plain install has neither Dask nor SciPy.

xarray, numba and others load them wherever they are, which takes a second.
"""

import sys

for _name in ("dask", "distributed", "scipy"):
    sys.modules[_name] = None  # type: ignore[assignment]
