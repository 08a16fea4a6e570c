"""GELU by the formula with tanh that many published networks use."""

from gdsim.catalogue import Activation

# (1 + tanh(u)) / 2 is sigmoid(2 u), which loses no digits below zero. Beyond 22 it is 0 or 1 even
# in float64; without that bound the cube would overflow, and the derivative be 0 times infinity.
DEFINITION = Activation(
    "z*sigmoid(sqrt(8/pi)*min(22, max(-22, z))*(1 + 0.044715*min(22, max(-22, z))**2))",
    summary="GELU by an approximation that is good to three digits.",
    formula=r"a = z\, (1 + \tanh(\sqrt{2/\pi}\,(z + 0.044715\, z^3))) / 2",
    source="Hendrycks and Gimpel 2016, arXiv:1606.08415; torch.nn.GELU(approximate='tanh').",
    name="GELUTanh",
)
