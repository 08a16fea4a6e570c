"""Adadelta: steps in the parameter's own units, without a learning rate to tune."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import sqrt
from gdsim.lanes.means import running_mean


def step(p, g, square_mean, move_mean, lr, rho, eps, weight_decay):
    """One Adadelta step of one parameter; means of squared gradients and of squared moves.

    Source: Zeiler 2012, arXiv:1212.5701, algorithm 1; torch.optim.Adadelta (lr 1, weight decay is
    L2, added to g). The quotient of two roots is taken as the root of one quotient.
    """
    g = g + weight_decay * p
    square_mean = running_mean(square_mean, g * g, rho)
    move = sqrt((move_mean + eps) / (square_mean + eps)) * g
    move_mean = running_mean(move_mean, move * move, rho)
    return p - lr * move, square_mean, move_mean


def preconditioner(p, g, square_mean, move_mean, rho, eps, weight_decay):
    """P = sqrt((E[g^2] + eps) / (E[move^2] + eps)), with the moves before this step.

    Their mean is what is left of `move_mean` without the new move, g / P; that is solved for P.
    """
    g = g + weight_decay * p
    newest = (1 - rho) * g * g
    return sqrt((rho * (square_mean + eps) + newest) / (move_mean + rho * eps))


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1.0, positive, log=True, summary="A factor of each move; the paper has 1."),
        "rho": Hyper(0.9, unit, summary="Memory of both means."),
        "eps": Hyper(1e-6, positive, log=True, summary="Sets how long the first moves are."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Scales each step by the size of recent moves over the size of recent gradients. It "
    "starts slowly, with steps of about the root of eps.",
    formula=r"\Delta = \sqrt{\frac{E[\Delta^2] + \epsilon}{E[g^2] + \epsilon}}\; g, \quad "
    r"\theta \leftarrow \theta - \eta\, \Delta",
    source="Zeiler 2012, arXiv:1212.5701; torch.optim.Adadelta.",
    name="Adadelta",
    state={"square_mean": 0.0, "move_mean": 0.0},
    preconditioner=preconditioner,
)
