"""The problem of Freudenstein and Roth."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(x - 13 + ((5 - y)*y - 2)*y)**2 + (x - 29 + ((y + 1)*y - 14)*y)**2",
    domain=((-10.0, 20.0), (-3.0, 6.0)),
    minima=((5.0, 4.0),),
    minimum=0.0,
    start=(0.5, -2.0),
    title="Freudenstein-Roth",
    summary="Two curved valleys; the classic start leads to the wrong one, with a loss of 48.98.",
    source="Freudenstein and Roth 1963; Moré, Garbow and Hillstrom 1981, problem 2.",
)
