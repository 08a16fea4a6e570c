"""The chain rule as a graph: text to value, gradient and Hessian, as numbers and as code."""

from gdsim.calculus.code import Code, emit
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.expression import Expression, parse

__all__ = ["Code", "Expression", "ExpressionError", "emit", "parse"]
