"""The energy of a chemical bond of length x."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "(1 - exp(-stiffness*(x - 1)))**2",
    domain=((0.0, 5.0),),
    minima=((1.0,),),
    minimum=0.0,
    start=(3.0,),
    parameters={
        "stiffness": Hyper(2.0, Range(0.1, 10), log=True, summary="How narrow the well is."),
    },
    title="Morse",
    summary="A bond: steep when squeezed, nearly flat when stretched.",
    source="Morse 1929, Phys. Rev. 34.",
)
