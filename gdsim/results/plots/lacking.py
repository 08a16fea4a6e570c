"""What a result lacks for kinds of pictures of one need, in words; nothing if it has all."""

from __future__ import annotations

from gdsim.results.analysis.subject import Subject


def lacks_targets(subject: Subject) -> str:
    """What a result lacks for it, in words; nothing if it has all."""
    known = "trace_loss" in subject.result and subject.experiment.objective.minimum is not None
    if known or subject.experiment.target is not None:
        return ""
    return 'a target, or record = "loss" on a function whose minimum is known'


def lacks_starts(subject: Subject) -> str:
    """What a result lacks for it, in words; nothing if it has all."""
    differ = any(name.startswith("start") for name in subject.dims)
    return "" if differ and subject.surface is not None else "several starts of a function"
