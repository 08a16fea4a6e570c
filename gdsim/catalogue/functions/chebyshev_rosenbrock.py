"""Nesterov's nonsmooth Chebyshev-Rosenbrock function, second variant."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.25*abs(x - 1) + abs(y - 2*x**2 + 1)",
    domain=((-1.5, 1.5), (-1.5, 2.0)),
    minima=((1.0, 1.0),),
    minimum=0.0,
    start=(-1.0, 1.3),
    title="Chebyshev-Rosenbrock",
    summary="A valley folded along a sharp crease: methods stop where no minimum is.",
    source="Gürbüzbalaban and Overton 2012, Nonlinear Analysis 75.",
)
