"""A kind of objective that gdsim does not have, in one folder: least squares."""

from tests.objectives.toy.least_squares import LeastSquares

__all__ = ["LeastSquares"]
