"""A gentle slope with a cliff across it."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "0.1*(x - 2)**2 + 0.5*y**2 + height*sigmoid(-steepness*x)",
    domain=((-4.0, 4.0), (-3.0, 3.0)),
    minima=((2.000000000000001, 0.0),),
    minimum=0.0,
    start=(-2.5, 2.0),
    parameters={
        "height": Hyper(2.0, Range(0, 100), summary="Height of the cliff."),
        "steepness": Hyper(
            20.0, Range(1, 1000), log=True, summary="Steepness of the cliff's face."
        ),
    },
    title="Cliff",
    summary="A slope that ends in a cliff: one huge gradient throws the run far away.",
    source="After Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063.",
)
