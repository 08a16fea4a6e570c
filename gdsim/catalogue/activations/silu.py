"""SiLU or swish: the input times its sigmoid."""

from gdsim.catalogue import Activation

DEFINITION = Activation(
    "z*sigmoid(z)",
    summary="A smooth ReLU that dips a little below zero.",
    formula=r"a = z / (1 + e^{-z})",
    source="Elfwing, Uchibe and Doya 2018, arXiv:1702.03118; torch.nn.SiLU.",
    name="SiLU",
)
