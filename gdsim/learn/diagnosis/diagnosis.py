"""Diagnosis: what happened to a run and why, in one sentence, and what to try."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from gdsim.base.errors import SettingTypeError, shown
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.learn.diagnosis import arrival, divergence, network_symptoms, standstill
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.learn.diagnosis.symptom import Symptom
from gdsim.learn.diagnosis.watched import Watched, watch
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.show import number
from gdsim.learn.explanations.step import Step
from gdsim.results.files import load

Ask = Callable[[Watched], Symptom | None]
# Symptoms are looked for in this order: those that are certain first, the remaining ones last.
_OF_CONVERGED: tuple[Ask, ...] = (arrival.saddle, arrival.minimum, arrival.target)
_OF_KINDS: dict[str, tuple[Ask, ...]] = {"network": network_symptoms.ASKED}
_OF_OTHERS: tuple[Ask, ...] = (
    arrival.minimum,
    standstill.underflow,
    standstill.noise_floor,
    standstill.oscillation,
    arrival.saddle,
    standstill.plateau,
    standstill.slowness,
)


def diagnosis(subject: Any, run: int = 0) -> Explanation:
    """What happened to one run and why, and what to try.

    subject: an Experiment, its file, or its result. run: its number over all dimensions, the last
    dimension fastest. The run is computed again, alone and observed. `data` has "reason", "advice"
    and "finding": "divergence", "undefined", "unbounded", "dead units", "saturation", "vanished
    gradients", "minimum", "local minimum", "converged", "underflow", "noise floor", "oscillation",
    "edge of stability", "saddle", "plateau" or "slow".

    Errors: SettingError if the experiment has no such run, SettingTypeError for any other subject.
    """
    seen = watch(SingleRun.of(_experiment(subject), run))
    answers = (ask(seen) for ask in _questions(seen))
    symptom = next(answer for answer in answers if answer is not None)
    which = f"run {run}: {seen.run.words}"
    sentence = symptom.reason + (f"; {symptom.advice}" if symptom.advice else "")
    return Explanation(
        "diagnosis",
        f"Diagnosis of {which}",
        seen.run.objective.text,
        (_verdict(seen), *symptom.steps),
        sentence[0].upper() + sentence[1:] + ".",
        {
            "run": run,
            "verdict": str(seen.verdict),
            "step": seen.stopped,
            "finding": symptom.name,
            "reason": symptom.reason,
            "advice": symptom.advice,
        },
    )


def _questions(seen: Watched) -> tuple[Ask, ...]:
    if seen.verdict == Verdict.CONVERGED:
        return _OF_CONVERGED
    of_kind = _OF_KINDS.get(seen.run.objective.kind, ())
    return (divergence.divergence, *of_kind, *_OF_OTHERS)


def _verdict(seen: Watched) -> Step:
    loss = float(seen.losses[-1])
    sentence = f"The run's verdict is {seen.verdict}, at step {seen.stopped}."
    return Step("loss", "", "", sentence, loss, {"at the start": number(seen.traces["loss"][0])})


def _experiment(subject: Any) -> Experiment:
    if isinstance(subject, Experiment):
        return subject
    if isinstance(subject, str | os.PathLike):
        if str(subject).endswith(".nc"):
            subject = load(subject)
            return Experiment.from_toml(subject.attrs["experiment"], subject)
        return Experiment.load(subject)
    if "experiment" in getattr(subject, "attrs", ()):
        return Experiment.from_toml(subject.attrs["experiment"], subject)
    raise SettingTypeError(
        f"a diagnosis needs an Experiment, its file or its result, got {shown(subject)}"
    )
