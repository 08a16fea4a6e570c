"""The test function of Forrester, Sóbester and Keane in one variable."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(6*x - 2)**2*sin(12*x - 4)",
    domain=((0.0, 1.0),),
    minima=((0.7572487578418559,),),
    minimum=-6.0207400557670825,
    start=(0.2,),
    title="Forrester",
    summary="A shallow dip beside a deep one: the start decides which is found.",
    source="Forrester, Sóbester and Keane 2008, Engineering Design via Surrogate Modelling.",
)
