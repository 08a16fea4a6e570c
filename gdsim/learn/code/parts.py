"""What the scripts of all packages share: their checks, their head, and the settings of methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gdsim.base.errors import SettingError
from gdsim.catalogue.discovery import look_up
from gdsim.engine.program import Program
from gdsim.learn.code import schedule
from gdsim.learn.code.model import Model
from gdsim.learn.code.schedule import number, number_of
from gdsim.objectives.network_parameters import PER_LAYER

_CLIPPINGS = {"clip_value": "clipping by value", "clip_norm": "clipping by norm"}
_PASSED_ON = (*_CLIPPINGS, "decoupled_decay")


@dataclass(frozen=True)
class Settings:
    """The settings of a run's optimizer, by name."""

    program: Program

    def __getitem__(self, name: str) -> float:
        return number(self.program.settings, name)

    def flag(self, name: str) -> bool:
        """A setting that is True or False."""
        return bool(self.program.settings.get(name, False))

    @property
    def fades(self) -> bool:
        """Whether the learning rate changes over the run."""
        return schedule.changes(self.program)


@dataclass(frozen=True)
class Counterpart:
    """The call of a package that takes the steps of an optimizer, and conventions that differ."""

    call: str
    notes: tuple[str, ...] = ()


# The counterpart of an optimizer with settings, or the words of why there is none.
Translated = Counterpart | str
Translate = Callable[[Settings], Translated]


def counterpart(package: str, program: Program, known: Mapping[str, Translate]) -> Counterpart:
    """The counterpart of a run's optimizer; SettingError in a sentence if there is none."""
    title = look_up("optimizer", program.optimizer).name
    if program.optimizer not in known:
        names = ", ".join(look_up("optimizer", name).name for name in sorted(known))
        raise SettingError(
            f"{package} has no optimizer that takes the steps of {title}; it has those of {names}",
            "to",
        )
    found = known[program.optimizer](Settings(program))
    if isinstance(found, str):
        raise SettingError(f"{package} cannot take these steps of {title}: {found}", "to")
    return found


def check(package: str, program: Program) -> None:
    """SettingError for a run with something that no other package has."""
    for name in program.applied:
        if name not in _PASSED_ON:
            title = look_up("modifier", name).name
            raise SettingError(f"{package} has no counterpart of the modifier {title}", "to")
    if any(pair != (1.0, 1.0) for pair in program.rate_factors):
        raise SettingError(
            f"gdsim's script for {package} has one learning rate for all layers: leave out "
            f"{_own_rates(program)}, or give the script groups of parameters with rates",
            "to",
        )
    for name, value in program.parameters.items():
        if name.startswith("drift_") and program.network and value != 0.0:
            raise SettingError(
                f"gdsim's script for {package} adds nothing to gradients; leave out drift", "to"
            )


def _own_rates(program: Program) -> str:
    """The setting that gives layers rates of their own."""
    for prefix in ("lr", "bias_lr"):
        for name, value in program.parameters.items():
            if name.startswith(f"{prefix}_") and value != 1.0:
                return PER_LAYER[prefix]
    return 'parametrization="mup"'


def notes(program: Program, model: Model) -> list[str]:
    """The conventions that the script of a run states."""
    clipping = "".join(f"{_CLIPPINGS[name]}, " for name in bounds(program))
    told = [
        "The loss at step t is the loss before update t; the last one is after all updates.",
        f"A step: gradient, noise, {clipping}the optimizer's update.",
    ]
    if model.batch is not None or number_of(program.noise):
        what = "batches" if model.batch is not None else "noise"
        told.append(f"gdsim draws {what} from its own random numbers: losses agree on average.")
    told.append("gdsim also stops a run early: at its target or tolerance, or when it diverges.")
    if program.stop is not None:
        told.append("It stops, too, where the stop condition of the experiment holds.")
    if program.dtype == "float32":
        told.append("In float32 losses agree to some six digits, until a run is chaotic.")
    if any(line.startswith("def select(") for line in model.lines):
        told.append(
            "A branch of where(...) that is not taken, but infinite, gives no gradient here."
        )
    if program.network is not None:
        told.append("The loss is the mean over samples and outputs, and has the penalties in it.")
    return told


def batches(program: Program, model: Model) -> list[str]:
    """The function of a script that gives the samples of each step, for mini-batches."""
    if model.batch is None or program.network is None:
        return []
    count = len(program.network.inputs)
    if program.network.replacement:
        drawn = ["    while True:", f"        yield rng.integers({count}, size={model.batch})"]
    else:
        drawn = [
            "    while True:",
            f"        order = rng.permutation({count})",
            f"        for first in range(0, {count}, {model.batch}):",
            f"            yield order[first : first + {model.batch}]",
        ]
    return [
        "def batches(rng):",
        '    """The samples of one step after the other."""',
        *drawn,
        "",
        "",
        f"samples = batches(np.random.default_rng({int(number_of(program.seed))}))",
    ]


def head(title: str, told: list[str]) -> list[str]:
    """The docstring of a script."""
    return [f'"""{title}', "", *(f"- {each}" for each in told), '"""', ""]


def imports(lines: list[str]) -> list[str]:
    """The imports from Python's library that lines of a script need."""
    text = "\n".join(lines)
    needed = [f"import {name}" for name in ("base64", "math", "zlib") if f"{name}." in text]
    return [*needed, ""] if needed else []


def as_tensor(program: Program) -> list[str]:
    """The function of a script that makes a tensor of a number or array."""
    return [
        "def as_tensor(x):",
        f"    kept = x.dtype if torch.is_tensor(x) else torch.{program.dtype}",
        "    return torch.as_tensor(x, dtype=kept)",
        "",
        "",
    ]


def rate(program: Program) -> str:
    """The learning rate of a step, as text."""
    lr = repr(number(program.settings, "lr"))
    return f"{lr} * factor(step)" if schedule.changes(program) else lr


def decay(program: Program) -> float:
    """The decoupled weight decay of a modifier."""
    return number(program.applied.get("decoupled_decay", {}), "weight_decay")


def bounds(program: Program) -> dict[str, float]:
    """The bound of each clipping by its name, in the order in which they act."""
    applied = program.applied
    return {name: number(applied[name], "bound") for name in applied if name in _CLIPPINGS}


def printed(program: Program) -> list[str]:
    """The end of a script."""
    every = max(program.steps // 10, 1)
    return [
        "",
        'if __name__ == "__main__":',
        f"    for step in range(0, len(losses), {every}):",
        '        print(f"step {step}: loss {losses[step]:.9g}")',
        '    print(f"the loss at the end: {losses[-1]:.9g}")',
    ]
