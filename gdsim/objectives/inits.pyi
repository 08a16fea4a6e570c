"""The initializers of networks, for type checkers. Made by packaging/stubs.py."""

# Docstrings here stand for those that the methods compute.
# pyright: reportIncompatibleMethodOverride=false

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.catalogue.choices import Choice, Method

_Values = float | Axis | Sequence[float] | NDArray[Any]

class _constant(Method):
    """All weights equal: hidden units of a layer stay equal and learn the same."""

    def __call__(
        self,
        *,
        value: _Values = 0.1,
        bias: _Values = 0.0,
    ) -> Choice: ...

constant: _constant

class _he_normal(Method):
    """Keeps the spread of signals from layer to layer where ReLU cuts off half of it."""

    def __call__(
        self,
        *,
        bias: _Values = 0.0,
    ) -> Choice: ...

he_normal: _he_normal

class _he_uniform(Method):
    """Keeps the spread of signals from layer to layer where ReLU cuts off half of it."""

    def __call__(
        self,
        *,
        bias: _Values = 0.0,
    ) -> Choice: ...

he_uniform: _he_uniform

class _lecun_normal(Method):
    """Gives the sums of a layer the spread of its inputs."""

    def __call__(
        self,
        *,
        bias: _Values = 0.0,
    ) -> Choice: ...

lecun_normal: _lecun_normal

class _lecun_uniform(Method):
    """Gives the sums of a layer the spread of its inputs."""

    def __call__(
        self,
        *,
        bias: _Values = 0.0,
    ) -> Choice: ...

lecun_uniform: _lecun_uniform

class _normal(Method):
    """Normal numbers of the spread that you say, for every layer."""

    def __call__(
        self,
        *,
        std: _Values = 1.0,
        bias: _Values = 0.0,
    ) -> Choice: ...

normal: _normal

class _ntk(Method):
    """Standard normal weights; layers divide by the root of their width, the output by it."""

    def __call__(
        self,
        *,
        bias: _Values = 0.0,
    ) -> Choice: ...

ntk: _ntk

class _orthogonal(Method):
    """Rows or columns at right angles and of one length: lengths of signals survive depth."""

    def __call__(
        self,
        *,
        gain: _Values = 1.0,
        bias: _Values = 0.0,
    ) -> Choice: ...

orthogonal: _orthogonal

class _uniform(Method):
    """Uniform numbers up to the bound that you say, for every layer."""

    def __call__(
        self,
        *,
        bound: _Values = 0.5,
        bias: _Values = 0.0,
    ) -> Choice: ...

uniform: _uniform

class _xavier_normal(Method):
    """Keeps the spread of signals and of gradients from layer to layer, for tanh."""

    def __call__(
        self,
        *,
        gain: _Values = 1.0,
        bias: _Values = 0.0,
    ) -> Choice: ...

xavier_normal: _xavier_normal

class _xavier_uniform(Method):
    """Keeps the spread of signals and of gradients from layer to layer, for tanh."""

    def __call__(
        self,
        *,
        gain: _Values = 1.0,
        bias: _Values = 0.0,
    ) -> Choice: ...

xavier_uniform: _xavier_uniform

class _zeros(Method):
    """All weights zero: hidden units of a layer stay equal and learn the same."""

    def __call__(
        self,
        *,
        bias: _Values = 0.0,
    ) -> Choice: ...

zeros: _zeros
