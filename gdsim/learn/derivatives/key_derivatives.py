"""The derivatives that machine learning is built on, derived, each with its use."""

from __future__ import annotations

from typing import Any

from gdsim.base.settings import number as checked
from gdsim.calculus import parse
from gdsim.catalogue.discovery import discover
from gdsim.learn.derivatives import kinks, points
from gdsim.learn.derivatives.derivative import shown
from gdsim.learn.derivatives.slice import Slice
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step

# What each function is used for; the calculus derives it.
USES = {
    "x**2": "squared error: the gradient is proportional to the error",
    "exp(x)": "softmax, which turns scores into probabilities; it is its own derivative",
    "log(x)": "log-likelihood and cross-entropy: the smaller the probability, the steeper",
    "relu": "the commonest activation of hidden layers: cheap, and its slope above 0 does not "
    "shrink",
    "sigmoid": "gates, and the output for two classes; its slope is at most 1/4, and vanishes far "
    "out",
    "tanh": "activation with outputs around 0; its slope is 1 at 0, and vanishes far out",
    "softplus": "a smooth ReLU; its derivative is the sigmoid",
    "abs(x)": "absolute error and the L1 penalty: the same slope however small the error",
    "gelu": "activation of transformers: a smooth gate",
    "x**n; n = 3": "powers of any degree: polynomials, penalties",
    "sin(x)": "encodings of positions, and periodic activations; its derivative is the cosine",
}
WINDOW = (-3.0, 3.0)
_SAMPLES = 120


def key_derivatives(at: float = 1.0) -> Explanation:
    """The key derivatives, each derived, with its value at x = `at` (above 0) and its use.

    `data` has "rows": the text, derivative, use, and both curves on [-3, 3]. Errors: SettingError.
    """
    x = checked(at, "at")
    steps, rows = [], []
    for name, use in USES.items():
        text = _text(name)
        place = points.place(text, x)
        formula, latex, numbers = shown(place.expression.gradient[0], place)
        value = place.expression.gradient_at(place.point)[0]
        corners = [kink.sentence for kink in kinks.between(place, "x", *WINDOW)]
        sentence = " ".join([_sentence(use), *corners])
        steps.append(Step(f"d({place.text})/dx", formula, latex, sentence, value, numbers))
        rows.append({"function": place.text, "derivative": formula, "latex": latex, "use": use,
                     "value": value, **_curves(text)})  # fmt: skip
    return Explanation(
        kind="key_derivatives",
        title="The derivatives that machine learning is built on",
        subject="key derivatives",
        steps=tuple(steps),
        conclusion="The chain rule builds every other derivative from these, sums and products.",
        data={"at": x, "rows": rows},
    )


def key_slices() -> list[tuple[Slice, str]]:
    """Each key function, prepared to be looked at at many points, with its use."""
    return [(Slice(_text(name), 1.0), _sentence(use)) for name, use in USES.items()]


def _sentence(use: str) -> str:
    return f"{use[0].upper()}{use[1:]}."


def _text(name: str) -> str:
    """The formula in x: one of the catalogue's activations, or the text itself."""
    activations = discover("activation")
    if name not in activations:
        return name
    text: str = activations[name].text
    return text.replace("z", "x")


def _curves(text: str) -> dict[str, Any]:
    expression = parse(text)
    low, high = WINDOW
    xs = [low + (high - low) * i / _SAMPLES for i in range(_SAMPLES + 1)]
    return {
        "x": xs,
        "f": [expression.value([x]) for x in xs],
        "slope": [expression.gradient_at([x])[0] for x in xs],
    }
