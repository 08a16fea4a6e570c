"""The training script of a run for optax and JAX."""

from __future__ import annotations

from collections.abc import Sequence

from gdsim.engine.program import Program
from gdsim.learn.code import parts, schedule
from gdsim.learn.code.dialect import JAX
from gdsim.learn.code.model import model
from gdsim.learn.code.parts import Counterpart, Settings, Translated

PACKAGE = "optax"
_OUTSIDE = "In optax weight decay that joins the gradient is a step of its own, before the others."


def _coupled(s: Settings, call: str, *notes: str) -> Counterpart:
    """A call behind the weight decay that is added to the gradient."""
    if not s["weight_decay"]:
        return Counterpart(call, notes)
    decay = f"optax.add_decayed_weights({s['weight_decay']!r})"
    return Counterpart(f"optax.chain({decay}, {call})", (*notes, _OUTSIDE))


def _momentum(s: Settings) -> Translated:
    if s["dampening"]:
        return "its momentum has no dampening"
    return _coupled(s, f"optax.sgd(rate, momentum={s['momentum']!r})")


def _rmsprop(s: Settings) -> Translated:
    kind = "scale_by_stddev" if s.flag("centered") else "scale_by_rms"
    scaled = f"optax.{kind}(decay={s['alpha']!r}, eps={s['eps']!r}, eps_in_sqrt=False)"
    note = "eps stands outside the root, as in torch; optax.rmsprop has it inside by default."
    last = "optax.scale_by_learning_rate(rate)"
    if s["momentum"]:
        trace = f"optax.trace({s['momentum']!r})"
        last = f"{trace}, {last}"
        note += " The rate stands outside the velocity; in optax.rmsprop it is inside."
    return _coupled(s, f"optax.chain({scaled}, {last})", note)


def _adam(name: str, *, decoupled: bool = False) -> parts.Translate:
    def translated(s: Settings) -> Translated:
        decay = f", weight_decay={s['weight_decay']!r}" if decoupled else ""
        betas = f"b1={s['beta1']!r}, b2={s['beta2']!r}"
        call = f"optax.{name}(rate, {betas}, eps={s['eps']!r}{decay})"
        return Counterpart(call) if decoupled else _coupled(s, call)

    return translated


def _yogi(s: Settings) -> Translated:
    scaled = (
        f"optax.scale_by_yogi(b1={s['beta1']!r}, b2={s['beta2']!r}, eps={s['eps']!r}, "
        f"initial_accumulator_value={s['initial_accumulator']!r})"
    )
    return Counterpart(f"optax.chain({scaled}, optax.scale_by_learning_rate(rate))")


OPTIMIZERS: dict[str, parts.Translate] = {
    "sgd": lambda s: _coupled(s, "optax.sgd(rate)"),
    "momentum": _momentum,
    "nesterov": lambda s: _coupled(
        s, f"optax.sgd(rate, momentum={s['momentum']!r}, nesterov=True)"
    ),
    "adadelta": lambda s: _coupled(s, f"optax.adadelta(rate, rho={s['rho']!r}, eps={s['eps']!r})"),
    "rmsprop": _rmsprop,
    "sign_sgd": lambda s: Counterpart("optax.sign_sgd(rate)"),
    "lion": lambda s: Counterpart(
        f"optax.lion(rate, b1={s['beta1']!r}, b2={s['beta2']!r}, "
        f"weight_decay={s['weight_decay']!r})"
    ),
    "adam": _adam("adam"),
    "adamw": _adam("adamw", decoupled=True),
    "adamax": _adam("adamax"),
    "adabelief": lambda s: Counterpart(
        f"optax.adabelief(rate, b1={s['beta1']!r}, b2={s['beta2']!r}, eps={s['eps']!r}, "
        f"eps_root={s['eps_root']!r})"
    ),
    "yogi": _yogi,
}


def script(program: Program, title: str, of_data: Sequence[str] = ()) -> str:
    """The text of the script; SettingError in a sentence where optax has no counterpart."""
    parts.check(PACKAGE, program)
    own = parts.counterpart(PACKAGE, program, OPTIMIZERS)
    made, fades = model(program, JAX), schedule.changes(program)
    rule = schedule.lines(program) if fades else []
    told = [*own.notes, *parts.notes(program, made), *of_data]
    if fades:
        told.append("The schedule is gdsim's; optax takes it as a function of the update's number.")
    rates = [f"rate = {parts.rate(program)}"]
    if fades:
        lr = parts.rate(program).partition(" ")[0]
        rates = [
            f"rates = jnp.array([{lr} * factor(step) for step in range({program.steps})])",
            "",
            "",
            "def rate(step):",
            '    """The learning rate, for optax."""',
            "    return rates[step]",
            "",
            "",
        ]
    double = ['jax.config.update("jax_enable_x64", True)'] if program.dtype == "float64" else []
    noise = schedule.number_of(program.noise)
    lines = [
        *parts.head(f"{title}, in optax.", told),
        *parts.imports([*made.lines, *rule]),
        "import jax", "import numpy as np", "import optax", "from jax import numpy as jnp", "",
        *double,
        "", "",
        *made.lines,
        *rule,
        *parts.batches(program, made),
        *rates,
        f"optimizer = {own.call}",
        "", "",
        "@jax.jit",
        "def update(params, state, step, batch, key):",
        '    """The loss before an update, and the parameters and the state after it."""',
        "    loss, gradients = jax.value_and_grad(loss_of)(params, step, batch)",
        *_between(program),
        "    updates, state = optimizer.update(gradients, state, params)",
        *_decayed(program),
        "    return loss, optax.apply_updates(params, updates), state",
        "", "",
        f"params = [jnp.array(each) for each in [{', '.join(made.names)}]]",
        "state = optimizer.init(params)",
        f"key = jax.random.key({int(schedule.number_of(program.seed))})",
        "losses = []",
        f"for step in range({program.steps}):",
        f"    batch = {'next(samples)' if made.batch else _all(program)}",
        *(["    key, _ = jax.random.split(key)"] if noise else []),
        "    loss, params, state = update(params, state, step, batch, key)",
        "    losses.append(float(loss))",
        f"losses.append(float(loss_of(params, {program.steps}, batch)))",
        *parts.printed(program),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _all(program: Program) -> str:
    """All samples as a batch that jax.jit takes."""
    return "None" if program.network is None else f"jnp.arange({len(program.network.inputs)})"


def _between(program: Program) -> list[str]:
    """The lines between a gradient and the optimizer's update."""
    lines = []
    if noise := schedule.number_of(program.noise):
        lines += [
            "    keys = jax.random.split(key, len(gradients))",
            f"    gradients = [g + {noise!r} * jax.random.normal(k, g.shape, g.dtype)",
            "                 for g, k in zip(gradients, keys)]",
        ]
    for name, bound in parts.bounds(program).items():
        if name == "clip_value":
            lines.append(f"    gradients = [jnp.clip(g, -{bound!r}, {bound!r}) for g in gradients]")
            continue
        lines += [
            "    # As in torch, which adds 1e-6; optax.clip_by_global_norm does not.",
            "    length = jnp.sqrt(sum((g * g).sum() for g in gradients))",
            f"    share = jnp.minimum(1.0, {bound!r} / (length + 1e-6))",
            "    gradients = [g * share for g in gradients]",
        ]
    return lines


def _decayed(program: Program) -> list[str]:
    """The lines of a decay that is no part of the optimizer."""
    if not (decay := parts.decay(program)):
        return []
    rate = "rate(step)" if schedule.changes(program) else "rate"
    return [f"    updates = [u - {rate} * {decay!r} * p for u, p in zip(updates, params)]"]
