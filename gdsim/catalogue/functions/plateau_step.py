"""A logistic step between a high plateau and a low one."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.02*x**2 + sigmoid(5*(x - 2))",
    domain=((-3.0, 6.0),),
    minima=((-0.005520015201514242,),),
    minimum=4.477148325720747e-05,
    start=(5.5,),
    title="Plateau and step",
    summary="A step down at the end of a long flat: almost no slope, then suddenly a lot.",
    source="A teaching shape of gdsim's own.",
)
