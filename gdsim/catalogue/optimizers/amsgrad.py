"""AMSGrad: Adam whose scaling never shrinks."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, larger, sqrt
from gdsim.lanes.means import running_mean


def prepare(beta1, beta2, weight1, weight2):
    """Bias corrections; see Adam."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    return 1 / weight1, 1 / sqrt(weight2), weight1, weight2


def step(p, g, m, v, v_max, lr, beta1, beta2, eps, weight_decay, correction1, correction2):
    """One AMSGrad step of one parameter; v_max is the largest v so far.

    Source: Reddi, Kale & Kumar 2018, arXiv:1904.09237; torch.optim.Adam(amsgrad=True): the largest
    of the raw v, bias-corrected afterwards. optax 0.2.8 takes the largest of the corrected v;
    Keras 3.15.1 has another place for eps, see Adam.
    """
    g = g + weight_decay * p
    m = running_mean(m, g, beta1)
    v = running_mean(v, g * g, beta2)
    v_max = larger(v_max, v)
    return p - (lr * correction1) * m / fma(sqrt(v_max), correction2, eps), m, v, v_max


def preconditioner(v_max, eps, correction1, correction2):
    """P, with the largest v; see Adam."""
    return fma(sqrt(v_max), correction2, eps) / correction1


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Adam that remembers the largest gradients it has seen, which mends cases where Adam "
    "fails to converge.",
    formula=r"v_{\max} \leftarrow \max(v_{\max}, v), \quad "
    r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v_{\max}} + \epsilon)",
    source="Reddi, Kale and Kumar 2018, arXiv:1904.09237; torch.optim.Adam(amsgrad=True).",
    name="AMSGrad",
    state={"m": 0.0, "v": 0.0, "v_max": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("correction1", "correction2"),
    preconditioner=preconditioner,
)
