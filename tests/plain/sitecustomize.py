"""Read by Python as it starts, in what tests start: a plain install has none of these packages.

xarray, pandas, numba and others load them wherever they are, which takes a second.
"""

import sys

for _name in ("cloudpickle", "coverage", "dask", "distributed", "pyarrow", "scipy"):
    sys.modules[_name] = None  # type: ignore[assignment]
