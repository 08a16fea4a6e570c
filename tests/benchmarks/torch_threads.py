"""How many threads suit torch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from measure import interleaved, processors


def on_best_threads(run: Callable[[], np.ndarray]) -> Callable[[], np.ndarray]:
    """The same on one thread or on all, whichever is faster.

    Threads that wait for each other after every operation lose where there is little to do or where
    other programs run.
    """

    def on(threads: int) -> np.ndarray:
        torch.set_num_threads(threads)
        return run()

    choices = {str(threads): partial(on, threads) for threads in {1, processors()}}
    return choices[interleaved(choices, 2).best(list(choices))]
