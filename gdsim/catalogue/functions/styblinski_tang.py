"""The function of Styblinski and Tang in two variables."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.5*(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((-2.903534027771177, -2.903534027771177),),
    minimum=-78.33233140754282,
    start=(0.5, 0.8),
    title="Styblinski-Tang",
    summary="Four wells; only the one where both variables are negative is the deepest.",
    source="Styblinski and Tang 1990, Neural Networks 3.",
)
