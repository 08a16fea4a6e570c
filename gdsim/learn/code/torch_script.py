"""The training script of a run for torch."""

from __future__ import annotations

from collections.abc import Sequence

from gdsim.engine.program import Program
from gdsim.learn.code import parts, schedule
from gdsim.learn.code.dialect import TORCH
from gdsim.learn.code.model import model
from gdsim.learn.code.parts import Counterpart, Settings, Translated

PACKAGE = "torch"


def _call(name: str, s: Settings, **arguments: str) -> str:
    """A call with the rate, the weight decay if there is any, and other arguments."""
    given = {"lr": repr(s["lr"]), **arguments}
    if s["weight_decay"]:
        given["weight_decay"] = repr(s["weight_decay"])
    words = ", ".join(f"{key}={value}" for key, value in given.items())
    return f"torch.optim.{name}(params, {words})"


def _adam(name: str, **more: str) -> parts.Translate:
    def translated(s: Settings) -> Translated:
        decay = {"weight_decay": "0.0"} if name == "AdamW" and not s["weight_decay"] else {}
        betas = f"({s['beta1']!r}, {s['beta2']!r})"
        decoupled = {}
        if s.flag("decoupled_weight_decay"):
            decoupled["decoupled_weight_decay"] = "True"
        if name == "NAdam":
            decoupled["momentum_decay"] = repr(s["momentum_decay"])
        call = _call(name, s, betas=betas, eps=repr(s["eps"]), **decay, **decoupled, **more)
        return Counterpart(call)

    return translated


def _momentum(s: Settings) -> Translated:
    if s["dampening"] and not s["momentum"]:
        return "without momentum it has no dampening"
    dampening = {"dampening": repr(s["dampening"])} if s["dampening"] else {}
    return Counterpart(
        _call("SGD", s, momentum=repr(s["momentum"]), **dampening),
        ("Momentum is a method of its own in gdsim; in torch it is an argument of SGD.",),
    )


def _nesterov(s: Settings) -> Translated:
    nesterov = {"momentum": repr(s["momentum"]), "nesterov": "True"} if s["momentum"] else {}
    return Counterpart(_call("SGD", s, **nesterov))


def _adagrad(s: Settings) -> Translated:
    start = repr(s["initial_accumulator"])
    return Counterpart(_call("Adagrad", s, lr_decay=repr(s["lr_decay"]), eps=repr(s["eps"]),
                             initial_accumulator_value=start))  # fmt: skip


def _rmsprop(s: Settings) -> Translated:
    return Counterpart(_call("RMSprop", s, alpha=repr(s["alpha"]), eps=repr(s["eps"]),
                             momentum=repr(s["momentum"]),
                             centered=str(s.flag("centered"))))  # fmt: skip


def _rprop(s: Settings) -> Translated:
    if s.fades:
        return "its lr is the length of the first step alone, which no schedule changes"
    return Counterpart(_call("Rprop", s, etas=f"({s['eta_minus']!r}, {s['eta_plus']!r})",
                             step_sizes=f"({s['step_min']!r}, {s['step_max']!r})"))  # fmt: skip


OPTIMIZERS: dict[str, parts.Translate] = {
    "sgd": lambda s: Counterpart(_call("SGD", s)),
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "adadelta": lambda s: Counterpart(_call("Adadelta", s, rho=repr(s["rho"]), eps=repr(s["eps"]))),
    "rmsprop": _rmsprop,
    "rprop": _rprop,
    "adam": _adam("Adam"),
    "amsgrad": _adam("Adam", amsgrad="True"),
    "adamw": _adam("AdamW"),
    "adamax": _adam("Adamax"),
    "nadam": _adam("NAdam"),
    "radam": _adam("RAdam"),
}


def script(program: Program, title: str, of_data: Sequence[str] = ()) -> str:
    """The text of the script; SettingError in a sentence where torch has no counterpart."""
    parts.check(PACKAGE, program)
    own = parts.counterpart(PACKAGE, program, OPTIMIZERS)
    made, fades = model(program, TORCH), schedule.changes(program)
    told = [*own.notes, *parts.notes(program, made), *of_data]
    if fades:
        told.append("The schedule is gdsim's, a factor of the rate, as LambdaLR takes it.")
    lines = [
        *parts.head(f"{title}, in torch.", told),
        *parts.imports([*made.lines, *(schedule.lines(program) if fades else [])]),
        "import numpy as np", "import torch", "",
        f"torch.set_default_dtype(torch.{program.dtype})",
        f"torch.manual_seed({int(schedule.number_of(program.seed))})",
        "", "",
        *parts.as_tensor(program),
        *made.lines,
        *(schedule.lines(program) if fades else []),
        *parts.batches(program, made),
        f"params = [torch.tensor(each, dtype=torch.{program.dtype}, requires_grad=True)",
        f"          for each in [{', '.join(made.names)}]]",
        f"optimizer = {own.call}",
        *(["schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)"] if fades else []),
        "losses = []",
        f"for step in range({program.steps}):",
        f"    batch = {'torch.as_tensor(next(samples))' if made.batch else 'slice(None)'}",
        "    optimizer.zero_grad()",
        "    loss = loss_of(params, step, batch)",
        "    losses.append(loss.item())",
        "    loss.backward()",
        *_between(program),
        *_update(program),
        *(["    schedule.step()"] if fades else []),
        "with torch.no_grad():",
        f"    losses.append(loss_of(params, {program.steps}, batch).item())",
        *parts.printed(program),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _between(program: Program) -> list[str]:
    """The lines between a gradient and the optimizer's step."""
    lines = []
    if noise := schedule.number_of(program.noise):
        lines += [
            "    for p in params:",
            f"        p.grad += {noise!r} * torch.randn_like(p.grad)",
        ]
    for name, bound in parts.bounds(program).items():
        kind = "value" if name == "clip_value" else "norm"
        lines.append(f"    torch.nn.utils.clip_grad_{kind}_(params, {bound!r})")
    return lines


def _update(program: Program) -> list[str]:
    """The lines of an update, with a decay that is no part of the optimizer."""
    step = ["    optimizer.step()"]
    if not (decay := parts.decay(program)):
        return step
    return [
        "    before = [p.detach().clone() for p in params]",
        *step,
        "    with torch.no_grad():",
        "        for p, old in zip(params, before):",
        f'            p -= optimizer.param_groups[0]["lr"] * {decay!r} * old',
    ]
