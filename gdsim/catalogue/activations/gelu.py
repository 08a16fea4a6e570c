"""GELU: the input times the chance that a normal number is below it."""

from gdsim.catalogue import Activation

DEFINITION = Activation(
    "0.5*z*(1 + erf(z/sqrt(2)))",
    summary="A smooth ReLU that dips below zero; the exact form, with the error function.",
    formula=r"a = z\, \Phi(z)",
    source="Hendrycks and Gimpel 2016, arXiv:1606.08415; torch.nn.GELU().",
    name="GELU",
)
