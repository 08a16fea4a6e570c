# mypy: ignore-errors
"""A layer of a network, forward and backward, compiled for its sizes and what surrounds it.

A template of a `gdsim.engine.networks.source.Layer`. The bits are those of products and activations
that serve all sizes.
"""

from gdsim.lanes import layers
from gdsim.lanes.arithmetic import fma, select
from gdsim.lanes.numba_types import LanesType
from gdsim.lanes.parts import part

#: imports


#: functions


@part(7)
def forward(w, x, bias, multiplier, z, d, count):
    """Write the activations of `count` samples x to z, and, if they are kept, derivatives to d.

    After the last layer there is no activation: its sums.
    """
    pass_on(w, x, bias, multiplier, z, d, count)
    return 0


@part(9)
def backward(w, slopes, x, bends, multiplier, weights, biases, count, go_on):
    """Add the gradient of `count` samples with these slopes of the loss to weights and biases.

    Return the address of the slopes for the layer before, which replace what its derivatives are
    known by: they themselves at `bends`, or its activations x.
    """
    add_gradient(slopes, x, weights, biases, count, go_on)
    #: back
