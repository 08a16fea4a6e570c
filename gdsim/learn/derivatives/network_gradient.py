"""The gradient of a network's loss: its size in every layer, its direction, the sharpness."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.base.figures import number
from gdsim.base.words import counted
from gdsim.learn.derivatives.directions import fan, plane_of
from gdsim.learn.derivatives.rates import rate_steps, rates
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.objectives.network import Network

Array = NDArray[np.float64]


def network_gradient(network: Network, at: Any, mu: float) -> Explanation:
    """The gradient of a network's loss over all training samples, at parameters (P,)."""
    params = network.initial() if at is None else np.asarray(at, dtype=np.float64)
    if params.ndim != 1:
        raise SettingError(
            f"a network's parameters must have shape ({network.size},), got {params.shape}", "at"
        )
    loss = float(network.evaluate(params[np.newaxis])[0])
    slopes = network.gradient(params[np.newaxis])[0]
    if not np.isfinite(loss) or not np.isfinite(slopes).all():
        raise SettingError("the network has no finite loss or gradient at these parameters", "at")
    length = float(np.linalg.norm(slopes))
    sharpness = float(network.sharpness(params[np.newaxis])[0])
    columns = _layers(network, params, slopes)
    samples = counted(len(network.data.inputs), "training sample")
    parameters = counted(network.size, "parameter")
    steps = [
        Step("L", "", "", f"The loss over all {samples}.", loss),
        Step(
            "|∇L|", "", "", f"The length of the gradient by all {parameters}: how "
            "steep the loss is.", length,
        ),
        Step("gradient by layer", "", "", _sentence(columns), values=columns),
    ]  # fmt: skip
    data: dict[str, Any] = {"gradient": slopes.tolist(), "layers": columns, "loss": loss}
    if length and network.size > 2:
        step, data["directions"] = _steepest(network, params, slopes)
        steps.append(step)
    about = "The largest eigenvalue of the Hessian: the curvature where it is steepest."
    steps.append(Step("sharpness", "λmax", r"\lambda_{\max}", about, sharpness))
    steps += rate_steps(sharpness, None, mu, "the Hessian of the loss")
    data |= {"sharpness": sharpness, "rates": rates(sharpness, mu)}
    return Explanation(
        kind="gradient",
        title=f"The gradient of {network.title}",
        subject=network.text,
        steps=tuple(steps),
        conclusion=_conclusion(length, sharpness),
        data=data,
    )


def _layers(network: Network, params: Array, slopes: Array) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("layer", "what", "numbers", "length", "gradient", "share")
    }
    whole = float(slopes @ slopes)
    for tensor in network.perceptron().tensors:
        part = slice(tensor.first, tensor.first + tensor.size)
        squares = float(slopes[part] @ slopes[part])
        columns["layer"].append(tensor.layer + 1)
        columns["what"].append("biases" if tensor.is_bias else "weights")
        columns["numbers"].append(tensor.size)
        columns["length"].append(float(np.linalg.norm(params[part])))
        columns["gradient"].append(float(np.sqrt(squares)))
        columns["share"].append(f"{squares / whole:.1%}" if whole else "")
    return columns


def _sentence(columns: dict[str, list[Any]]) -> str:
    weights = [
        (size, layer)
        for size, layer, what in zip(
            columns["gradient"], columns["layer"], columns["what"], strict=True
        )
        if what == "weights"
    ]
    (least, first), (largest, last) = min(weights), max(weights)
    meaning = "Norm of the parameters, norm of their gradient, and its share of the whole"
    if len(weights) == 1 or not least:
        return f"{meaning}."
    return (
        f"{meaning}; the weights of layer {last} have {number(largest / least)} times the gradient "
        f"of those of layer {first}."
    )


def _steepest(network: Network, params: Array, slopes: Array) -> tuple[Step, dict[str, Any]]:
    around = fan(network.evaluate, params, plane_of(slopes))
    best, count = around.best, len(around.degrees)
    angle = min(best, count - best) * 360 / count
    sentence = (
        f"Steepest ascent: the gradient and a random direction span a plane; of {count} directions "
        f"in it, the loss rises most in the one {angle:.0f} degrees from the gradient."
    )
    check = {"by": "the largest slope in those directions", "value": around.slopes[best].item()}
    length = float(np.linalg.norm(slopes))
    name, latex = "slope along the gradient", r"\left\Vert \nabla L \right\Vert"
    return Step(name, "|∇L|", latex, sentence, length, {}, check), around.data


def _conclusion(length: float, sharpness: float) -> str:
    steep = f"The gradient has length {number(length)}"
    if sharpness <= 0:
        return f"{steep}, and the loss curves nowhere upwards here."
    rate = number(2 / sharpness)
    return f"{steep}; while the sharpness is {number(sharpness)}, rates above {rate} are unstable."
