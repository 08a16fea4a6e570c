"""Orthonormal rows or columns."""

from gdsim.catalogue import Hyper, Initializer, positive


def scale(gain: float) -> float:
    """The length of each row or column: the gain."""
    return gain


DEFINITION = Initializer(
    "orthogonal",
    scale,
    summary="Rows or columns at right angles and of one length: lengths of signals survive depth.",
    formula=r"W W^T = g^2 I\;\;or\;\;W^T W = g^2 I",
    source="Saxe, McClelland and Ganguli 2014, arXiv:1312.6120; torch.nn.init.orthogonal_.",
    name="Orthogonal",
    hyper={"gain": Hyper(1.0, positive, log=True, summary="Factor on all weights.")},
)
