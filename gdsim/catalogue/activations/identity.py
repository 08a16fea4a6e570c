"""Identity: the weighted sum itself."""

from gdsim.catalogue import Activation

DEFINITION = Activation(
    "z",
    summary="Passes its input on. A network of such units only is linear, however deep.",
    formula=r"a = z",
    source="torch.nn.Identity.",
    name="Identity",
)
