"""When the layers of a network are compiled for their sizes: once that pays.

Kernels of networks begin with code that serves all sizes, so that a new network need not wait for a
compiler. Code for its own sizes (`gdsim.engine.templates.layer`) has the same bits and takes a
tenth to a quarter less time. It is loaded when some work has been done on networks with these
layers, if it is in the cache; else it is compiled, in a thread beside the runs, when so much time
has gone into their steps that as much again saves more than compiling takes. Whoever asks for the
work, a sweep, many short runs or a session: runs take the new code with their next call.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace

from gdsim.engine.networks import modules
from gdsim.engine.networks.source.layer import Layer
from gdsim.engine.perceptron import Perceptron
from gdsim.lanes.host import vector_unit

log = logging.getLogger(__name__)

# Steps of runs on a function of two variables (`gdsim.engine.networks.parts.cost`) that take about
# 0.04 s and 5 s of a thread.
LOADED_AFTER, COMPILED_AFTER = 2.0**26, 2.0**33
THREAD = "gdsim-layers"


@dataclass
class _Progress:
    """The work done on networks with some layers, and the layers' modules once they are loaded."""

    work: float = 0.0
    codes: tuple[SimpleNamespace, ...] | None = None


_known: defaultdict[tuple[Layer, ...], _Progress] = defaultdict(_Progress)
_lock = threading.Lock()


def layers_of(network: Perceptron, dtype: str, width: int, own_inputs: bool) -> tuple[Layer, ...]:
    """What the layers of a network are compiled for; own_inputs: whether each run has its own."""
    registers = vector_unit().registers_for(dtype, width)
    activations = (None, *network.activations, None)
    return tuple(
        Layer(
            dtype,
            width,
            registers=registers,
            samples=network.batch or network.samples,
            inputs=network.sizes[layer],
            units=network.sizes[layer + 1],
            shared=layer == 0 and not own_inputs,
            biased=network.bias,
            scaled=network.multipliers[layer] != 1.0,
            below=activations[layer],
            activation=activations[layer + 1],
        )
        for layer in network.layers
    )


def codes(layers: tuple[Layer, ...], work: float) -> tuple[SimpleNamespace, ...] | None:
    """The modules of layers if they are loaded; `work` is what their network does now."""
    with _lock:
        progress = _known[layers]
        before, after = progress.work, progress.work + work
        progress.work = after
    passed = [at for at in (LOADED_AFTER, COMPILED_AFTER) if before < at <= after]
    if passed and progress.codes is None:
        arguments = (layers, progress, COMPILED_AFTER in passed)
        threading.Thread(target=_load, args=arguments, name=THREAD).start()
    return progress.codes


def _load(layers: tuple[Layer, ...], progress: _Progress, compiles: bool) -> None:
    """Load the modules, if they are compiled or may be; the program's end waits for one at most."""
    try:
        sources = [modules.layer(each) for each in layers]
        if not compiles and not all(source.is_compiled for source in sources):
            return
        loaded = []
        for source in sources:
            if not threading.main_thread().is_alive():
                return
            loaded.append(source.load())
        progress.codes = tuple(loaded)
    except Exception:  # the code for all sizes goes on
        log.exception("layers could not be compiled for their sizes")
