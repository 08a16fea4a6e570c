"""Networks as kernels know them: layers, data and a loss, and how their parameters are numbered."""

from gdsim.networks.perceptron import Perceptron, Tensor

__all__ = ["Perceptron", "Tensor"]
