"""`python -m gdsim`: the command line; `gdsim-app`: straight into the window."""

from __future__ import annotations

import sys


def app() -> None:
    """Open the window, on the experiment file given as first argument if there is one."""
    from gdsim.cli import main

    sys.argv[1:1] = ["app"]
    main()


if __name__ == "__main__":
    from gdsim.cli import main

    main()
