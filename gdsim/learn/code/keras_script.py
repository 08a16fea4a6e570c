"""The training script of a run for Keras, with torch for its gradients."""

from __future__ import annotations

from collections.abc import Sequence

from gdsim.engine.program import Program
from gdsim.learn.code import parts, schedule
from gdsim.learn.code.dialect import TORCH
from gdsim.learn.code.model import model
from gdsim.learn.code.parts import Counterpart, Settings, Translated

PACKAGE = "Keras"
_INSIDE = "its velocity holds the learning rate, so that a schedule would act late"
_COUPLED = "its weight decay is no part of the gradient"
_SMALL = 1e-7  # an epsilon up to which its place makes hardly any difference
_EPSILON = (
    "Keras adds epsilon before it corrects the bias of the mean square, gdsim after: they differ "
    "where gradients are about as small as epsilon."
)


def _plain(s: Settings) -> Translated:
    return _COUPLED if s["weight_decay"] else Counterpart(f"SGD({s['lr']!r})")


def _momentum(nesterov: bool) -> parts.Translate:
    def translated(s: Settings) -> Translated:
        if s["weight_decay"]:
            return _COUPLED
        if s.fades:
            return _INSIDE
        if s["dampening"]:
            return "its momentum has no dampening"
        more = ", nesterov=True" if nesterov else ""
        return Counterpart(f"SGD({s['lr']!r}, momentum={s['momentum']!r}{more})")

    return translated


def _adadelta(s: Settings) -> Translated:
    if s["weight_decay"]:
        return _COUPLED
    return Counterpart(f"Adadelta({s['lr']!r}, rho={s['rho']!r}, epsilon={s['eps']!r})")


def _betas(name: str, s: Settings) -> str:
    decay = f", weight_decay={s['weight_decay']!r}" if s["weight_decay"] else ""
    epsilon = f", epsilon={s['eps']!r}" if name != "Lion" else ""
    return f"{name}({s['lr']!r}, beta_1={s['beta1']!r}, beta_2={s['beta2']!r}{epsilon}{decay})"


def _adam(name: str) -> parts.Translate:
    def translated(s: Settings) -> Translated:
        if s["weight_decay"] and name == "Adam":
            return _COUPLED
        if s["eps"] > _SMALL:
            return f"it adds epsilon elsewhere, which an epsilon of {s['eps']:g} shows"
        return Counterpart(_betas(name if s["weight_decay"] else "Adam", s), (_EPSILON,))

    return translated


OPTIMIZERS: dict[str, parts.Translate] = {
    "sgd": _plain,
    "momentum": _momentum(nesterov=False),
    "nesterov": _momentum(nesterov=True),
    "adadelta": _adadelta,
    "lion": lambda s: Counterpart(_betas("Lion", s)),
    "adam": _adam("Adam"),
    "adamw": _adam("AdamW"),
}


def script(program: Program, title: str, of_data: Sequence[str] = ()) -> str:
    """The text of the script; SettingError in a sentence where Keras has no counterpart."""
    parts.check(PACKAGE, program)
    own = parts.counterpart(PACKAGE, program, OPTIMIZERS)
    made, fades = model(program, TORCH), schedule.changes(program)
    rule = schedule.lines(program) if fades else []
    told = [*own.notes, *parts.notes(program, made), *of_data]
    if fades:
        told.append("The schedule is gdsim's: it sets the learning rate before each step.")
    lines = [
        *parts.head(f"{title}, in Keras.", told),
        *parts.imports([*made.lines, *rule]),
        "import os", "",
        'os.environ["KERAS_BACKEND"] = "torch"',
        "import keras", "import numpy as np", "import torch", "",
        f'keras.config.set_floatx("{program.dtype}")',
        f"torch.set_default_dtype(torch.{program.dtype})",
        f"torch.manual_seed({int(schedule.number_of(program.seed))})",
        "", "",
        *parts.as_tensor(program),
        *made.lines,
        *rule,
        *parts.batches(program, made),
        f'variables = [keras.Variable(each, dtype="{program.dtype}")',
        f"             for each in [{', '.join(made.names)}]]",
        f"optimizer = keras.optimizers.{own.call}",
        "optimizer.build(variables)",
        "losses = []",
        f"for step in range({program.steps}):",
        f"    batch = {'torch.as_tensor(next(samples))' if made.batch else 'slice(None)'}",
        *([f"    optimizer.learning_rate = {parts.rate(program)}"] if fades else []),
        "    params = [variable.value for variable in variables]",
        "    loss = loss_of(params, step, batch)",
        "    losses.append(loss.item())",
        "    gradients = list(torch.autograd.grad(loss, params))",
        *_between(program),
        *_update(program),
        "with torch.no_grad():",
        "    params = [variable.value for variable in variables]",
        f"    losses.append(loss_of(params, {program.steps}, batch).item())",
        *parts.printed(program),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _between(program: Program) -> list[str]:
    """The lines between a gradient and the optimizer's update."""
    lines = []
    if noise := schedule.number_of(program.noise):
        lines.append(f"    gradients = [g + {noise!r} * torch.randn_like(g) for g in gradients]")
    for name, bound in parts.bounds(program).items():
        if name == "clip_value":
            lines.append(f"    gradients = [g.clamp(-{bound!r}, {bound!r}) for g in gradients]")
            continue
        lines += [
            "    # As in torch, which adds 1e-6; global_clipnorm of Keras does not.",
            "    length = sum((g * g).sum() for g in gradients).sqrt()",
            f"    share = torch.clamp({bound!r} / (length + 1e-6), max=1.0)",
            "    gradients = [g * share for g in gradients]",
        ]
    return lines


def _update(program: Program) -> list[str]:
    """The lines of an update, with a decay that is no part of the optimizer."""
    step = ["    with torch.no_grad():", "        optimizer.apply(gradients, variables)"]
    if not (decay := parts.decay(program)):
        return step
    return [
        "    before = [p.detach().clone() for p in params]",
        *step,
        "        for variable, old in zip(variables, before):",
        f"            variable.assign(variable.value - {parts.rate(program)} * {decay!r} * old)",
    ]
