"""Formulas: from text to an expression graph to value, gradient and Hessian, as numbers or code.

Import `parse` and `Expression`, and `ExpressionError` for texts that cannot be used.
"""

from gdsim.calculus.code import Code, emit
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.expression import Expression, parse

__all__ = ["Code", "Expression", "ExpressionError", "emit", "parse"]
