"""Diagnosis: what happened to a run and why, in one sentence, and what to try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gdsim.base.figures import number
from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis import arrival, divergence, held, network_symptoms, standstill
from gdsim.learn.diagnosis.chosen import chosen
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.learn.diagnosis.symptom import Symptom
from gdsim.learn.diagnosis.watched import Watched, watch
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step

Ask = Callable[[Watched], Symptom | None]
# Symptoms are looked for in this order: those that are certain first, the remaining ones last.
_OF_CONVERGED: tuple[Ask, ...] = (
    arrival.saddle,
    arrival.minimum,
    arrival.flat,
    arrival.target,
)
_OF_KINDS: dict[str, tuple[Ask, ...]] = {"network": network_symptoms.ASKED}
_OF_OTHERS: tuple[Ask, ...] = (
    arrival.rounding,
    arrival.minimum,
    standstill.faded,
    held.decay,
    held.clipping,
    standstill.underflow,
    standstill.noise_floor,
    standstill.oscillation,
    held.older_gradients,
    arrival.saddle,
    standstill.plateau,
    standstill.ringing,
    standstill.slowness,
)


def diagnosis(subject: Any, run: int | Mapping[str, Any] = 0) -> Explanation:
    """What happened to one run and why, and what to try.

    subject: an Experiment, its file, or its result or a part of it. run: its coordinates, such as
    {"optimizer": "SGD", "lr": 0.1}, or its number over all dimensions of the subject, the last one
    fastest. The run is computed again, alone and observed. `data` has "run" (its number in the
    experiment), "reason", "advice", "edits" (settings, by name, that follow the advice, each on its
    own) and "finding": "start", "divergence", "overflow", "undefined", "unbounded", "equal units",
    "penalty", "overfitting", "learned", "linear network", "dead units", "saturation", "saturated
    output", "vanished gradients", "unscaled", "rounding", "minimum", "flat minimum", "local
    minimum", "converged", "faded rate", "clipping", "underflow", "noise floor", "oscillation",
    "edge of stability", "older gradients", "saddle", "plateau", "ringing", "slope" or "slow".

    Errors: SettingError if the experiment has no such run, SettingTypeError for any other subject.
    """
    experiment, number_of_run = chosen(subject, run)
    seen = watch(SingleRun.of(experiment, number_of_run))
    answers = (ask(seen) for ask in _questions(seen))
    symptom = next(answer for answer in answers if answer is not None)
    which = f"run {number_of_run}: {seen.run.words}"
    sentence = symptom.reason + (f"; {symptom.advice}" if symptom.advice else "")
    return Explanation(
        "diagnosis",
        f"Diagnosis of {which}",
        seen.run.objective.text,
        (_verdict(seen), *symptom.steps),
        sentence[0].upper() + sentence[1:] + ".",
        {
            "run": number_of_run,
            "verdict": str(seen.verdict),
            "step": seen.stopped,
            "finding": symptom.name,
            "reason": symptom.reason,
            "advice": symptom.advice,
            "edits": dict(symptom.edits),
        },
    )


def _questions(seen: Watched) -> tuple[Ask, ...]:
    of_kind = _OF_KINDS.get(seen.run.objective.kind, ())
    if seen.verdict == Verdict.CONVERGED:
        # A gradient within the tolerance says nothing of the loss; one at the target is enough.
        asked = () if arrival.is_at_target(seen) else of_kind
        return (*asked, *_OF_CONVERGED)
    return (divergence.divergence, *of_kind, *_OF_OTHERS)


def _verdict(seen: Watched) -> Step:
    sentence = f"The run's verdict is {seen.verdict}, at step {seen.stopped}."
    if seen.run.objective.samples_per_step is not None:
        sentence += " Losses are over all training samples, with penalties."
    first = {"the first loss": number(seen.first_loss)}
    return Step("loss", "", "", sentence, seen.last_loss, first)
