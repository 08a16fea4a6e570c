"""`python -m gdsim`: the command line; `gdsim-app`: straight into the window."""

from __future__ import annotations

import sys

from gdsim.cli import main


def app() -> None:
    """Open the window, on the experiment file given as first argument if there is one."""
    sys.argv[1:1] = ["app"]
    main()


if __name__ == "__main__":
    main()
