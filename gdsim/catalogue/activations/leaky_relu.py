"""Leaky ReLU: ReLU that keeps a small slope below zero."""

from gdsim.catalogue import Activation, Hyper

DEFINITION = Activation(
    "where(z > 0, z, slope*z)",
    summary="ReLU with a small slope below zero, so that no unit dies.",
    formula=r"a = \max(0, z) + s \min(0, z)",
    source="Maas, Hannun and Ng 2013, Rectifier nonlinearities; torch.nn.LeakyReLU.",
    name="LeakyReLU",
    parameters={"slope": Hyper(0.01, summary="The slope below zero.")},
)
