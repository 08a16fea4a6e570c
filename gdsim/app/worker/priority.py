"""The priority of threads that advance runs: below that of the one that draws and answers the user.

Threads that make pictures, load and compile keep theirs: somebody waits for them.
"""

from __future__ import annotations

import contextlib
import os
import sys

BELOW = 8  # by so much their number is higher: the larger, the sooner others have a processor


def step_back() -> None:
    """Let others go before the calling thread, and those that it begins from now on.

    Only Linux has priorities of single threads that anybody may lower; elsewhere nothing changes.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a system may forbid it
            now = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, 0, min(now + BELOW, 19))
