"""A result, or a comparison, in a few lines for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gdsim.base.cards import Card
from gdsim.base.figures import number
from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.subject import ROWS
from gdsim.results.verdicts import check_result, verdict_notes, verdict_table

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Summary(Card):
    """What `summary` returns: `print` shows it as text, a notebook as a table.

    title: of the result. rows: what is said of it, by name.
    """

    title: str
    rows: dict[str, str]

    def card(self) -> tuple[str, dict[str, str]]:
        """The title and the rows."""
        return self.title, self.rows

    def __repr__(self) -> str:
        return str(self)


def summary(result: xarray.Dataset) -> Summary:
    """What a result or a comparison says: its axes, verdicts and least losses, or its sentences.

    result: of `Experiment.run`, `gdsim.load` or `gdsim.compare`. Errors: SettingTypeError.
    """
    if "sentences" in getattr(result, "attrs", {}):
        return _of_comparison(result)
    check_result(result)
    rows = {"runs": _axes(result)}
    for row in verdict_table(result):
        name = ", ".join(str(row[each]) for each in ROWS if each in row)
        rows[name] = _verdicts(row)
    notes = verdict_notes(result)
    if notes:
        rows["note"] = " ".join(notes)
    return Summary(str(result.attrs.get("title", "Result")), rows)


def _of_comparison(result: xarray.Dataset) -> Summary:
    """The sentences of `gdsim.compare` or `gdsim.analysis.comparison`."""
    said = result.attrs["sentences"]
    sentences = [said] if isinstance(said, str) else [str(each) for each in said]
    rows = {str(place): sentence for place, sentence in enumerate(sentences, 1)}
    if "of" in result.attrs:
        rows = {"of": str(result.attrs["of"]), **rows}
    return Summary(str(result.attrs.get("title", "Comparison")), rows)


def _axes(result: xarray.Dataset) -> str:
    """The number of runs, and what they differ in: "24: 2 optimizers, 4 lr from 0.001 to 0.1"."""
    verdict = result["verdict"]
    parts = [counted(verdict.sizes[each], each) for each in ROWS if each in verdict.dims]
    for dim in verdict.dims:
        if dim in ROWS:
            continue
        part = f"{verdict.sizes[dim]:,} {dim}"
        values = result[dim].values
        if values.dtype.kind in "fiu" and dim != "start" and len(values) > 1:
            part += f" from {number(float(values.min()))} to {number(float(values.max()))}"
        parts.append(part)
    return f"{verdict.size:,}: {', '.join(parts)}"


def _verdicts(row: dict[str, Any]) -> str:
    """What became of the runs of one optimizer: "3 converged, 1 diverged; least loss 0.02"."""
    counts = {str(each): row[str(each)] for each in reversed(Verdict)}
    words = [f"{count:,} {name}" for name, count in counts.items() if count]
    if row.get("not_done"):
        words.append(f"{row['not_done']:,} not done")
    if not row["runs"]:
        return ", ".join(words) or "no runs"
    ends = [f"least loss {number(row['best_loss'])}"]
    if "test_loss" in row:
        ends.append(f"least test loss {number(row['test_loss'])}")
    if "test_accuracy" in row:
        ends.append(f"best test accuracy {row['test_accuracy']:.1%}")
    return "; ".join([", ".join(words), *ends])
