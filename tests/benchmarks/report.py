"""Writes what was measured into docs/speed.md, and draws it: `make speed`.

    python tests/benchmarks/report.py [FILE]

Reads docs/speed.json, which `tests/benchmarks --json docs/speed.json` writes;
tests/project/test_speed.py holds that the page is what the file has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ROOT / "docs" / "speed.json"
PICTURE = ROOT / "docs" / "pictures" / "speed.svg"
OVER_BEST = ": over the best peer"
# The lines and races at the head of the page, of each benchmark; * stands for anything.
SHOWN = {
    "race": ("Adam on Rosenbrock", "SGD on Rosenbrock"),
    "compiling": ("compile a new pair, median",),
    "networks": ("16-16-1 tanh network, 64 samples", "2-8-8-8-1 network, batches of 32, Adam"),
    "fractal": ("boundary of trainability, float64", "map of *"),
    "network_sizes": (
        "network of 2,080 parameters, * runs",
        "network of 1,000,405 parameters, * runs",
    ),
    "network_alone": ("network of 2,080 parameters, one run",),
    "sessions": ("20 single runs, 3 traces: *",),
    "threads": ("Adam on Rosenbrock: * threads over one",),
    "network_compiling": ("compile a pair, cache empty, median",),
}
SHARED = "other programs ran"  # times on the wall then say nothing
Report = dict[str, dict[str, Any]]


def written(report: Report) -> dict[Path, str]:
    """The text of each file that shows what was measured."""
    parts = [HEAD, summary(report), PICTURED, everything(report)]
    return {ROOT / "docs" / "speed.md": "\n".join(parts)}


def summary(report: Report) -> str:
    """The races and other lines that most readers look for."""
    rows = ["| work | run-steps/s | over the best peer | which is | of what the machine allows |"]
    rows += ["|---|---|---|---|---|"]
    others = ["", "| | measured |", "|---|---|"]
    for name, found in report.items():
        for line, ours in races({name: found}):
            title = line["what"].removesuffix(OVER_BEST)
            if is_shown(name, title):
                cells = [title, number(ours["measured"]), spread(line), line["note"], bound(line)]
                rows.append(f"| {' | '.join(cells)} |")
        others += [
            f"| {line['what']} | {spread(line)} |"
            for line in found["lines"]
            if is_shown(name, line["what"]) and SHARED not in line["note"]
        ]
    return "\n".join([machine_of(report), "", *rows, *others])


def is_shown(benchmark: str, what: str) -> bool:
    """Whether the head of the page has this race or line."""
    return any(fnmatchcase(what, shown) for shown in SHOWN.get(benchmark, ()))


def races(report: Report) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """How often gdsim was how much faster than the best of its peers, and its own speed."""
    for name, found in report.items():
        if name == "avx2":
            continue
        lines = {line["what"]: line for line in found["lines"]}
        for what, line in lines.items():
            ours = lines.get(what.removesuffix(OVER_BEST) + ": gdsim")
            if what.endswith(OVER_BEST) and ours is not None:
                yield line, ours


def everything(report: Report) -> str:
    """Every line, by benchmark."""
    parts, usual = [], next(iter(report.values()))["machine"]
    for found in report.values():
        parts += [f"## {found['title']}", "", about(found, usual), ""]
        parts += ["| what | measured | goal | of the bound | note |", "|---|---|---|---|---|"]
        for line in found["lines"]:
            cells = [line["what"], spread(line), goal(line), bound(line), line["note"]]
            parts.append(f"| {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts)


HEAD = """# Speed, as measured

Written by `make speed` from speed.json; `make bench` measures this machine, side by side with what
else can be used. The fastest of the peers is JAX or PyTorch, on all threads, as gdsim. Contenders
take turns, and their losses are compared before they race. A ratio is the median over rounds, with
the quartiles in brackets; **~** marks those whose quartiles differ by more than a quarter of the
median, and say little. Where other programs took over a tenth of the machine, processor time is
compared (divided by the number of threads that work side by side), else time on the wall: each
table says which.

*JAX* is jit of vmap of scan, of all runs at once; *in parts*, of as many as stay in the cache, and
then the next. *torch* has a tensor for each quantity of all runs, for networks torch.func.vmap; for
one run alone it is the usual loop with the fused optimizer. A bound is measured in the same rounds:
*multiply-adds*, on registers only; *divider*, a square root and a division per parameter by the
processor's instructions, which Adam needs; *memory*, reading and writing an array that is larger
than the caches. A goal that would take more than all of a line's bound is one that the bound
forbids; in brackets is what it would take.

With AVX-512 (two threads of AMD's Zen 4, an engine before its tanh and its products of one run were
made cheaper) Adam was 2.21 times as fast as the best peer, SGD 0.995, the 16-16-1 network 3.55,
2-8-8-8-1 5.07 and the boundary of trainability 3.36.

## The main lines
"""
PICTURED = """
![gdsim's speed over the best of its peers, by kind of work](pictures/speed.svg)

Many runs at once of up to some thousand parameters are what gdsim is for. One network of 10^4 to
10^6 parameters takes about as long as with JAX; for larger ones use PyTorch or JAX.

A run of 2-D Adam takes about 60 bytes in a session, 26 in a result and 12 to 16 on disk.
`make bench BENCH="memory_use sweeps cluster"` measures memory, sweeps on disk and Dask.
"""


def machine_of(report: Report) -> str:
    """Where the first was measured, with which peers, and how busy the machine was."""
    found = next(iter(report.values()))["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in found["peers"].items() if version)
    clocks = [line["clock"] for each in report.values() for line in each["lines"]]
    shared = clocks.count("processor") > clocks.count("wall")
    busy = (
        " Other programs ran at the same time, so that most ratios are of processor time."
        if shared
        else ""
    )
    return (
        f"{found['processor']}, {found['threads']} threads, {found['vector_unit']}, Python "
        f"{found['python']}, {peers}.{busy}"
    )


def about(found: dict[str, Any], usual: dict[str, Any]) -> str:
    """How one benchmark was measured, and on what if that is not the usual machine."""
    clocks = sorted({line["clock"] for line in found["lines"] if line["clock"]})
    parts = ["quick" if found["quick"] else "full", f"{found['seconds']} s"]
    parts += [f"load {found['machine']['load']:.1f}"]
    parts += [f"by {' and '.join(clocks)} time"] if clocks else []
    said = ", ".join(parts).capitalize() + "."
    own, other = (
        f"{each['processor']}, {each['threads']} threads, {each['vector_unit']}"
        for each in (found["machine"], usual)
    )
    return said if own == other else f"{said} On another machine: {own}."


def spread(line: dict[str, Any]) -> str:
    """A number with its unit and its quartiles."""
    ends = ""
    if line["low"] is not None and line["low"] != line["high"]:
        ends = f" ({number(line['low'])} to {number(line['high'])})"
    return f"{'~' * line['wide']}{number(line['measured'])} {line['unit']}{ends}".strip()


def goal(line: dict[str, Any]) -> str:
    """The target, and whether it was met."""
    if line["target"] is None:
        return ""
    sign = "≥" if line["at_least"] else "≤"
    return f"{sign} {line['target']:g}" + ("" if line["met"] else f", {verdict(line)}")


def verdict(line: dict[str, Any]) -> str:
    """That a target is met, that it is missed, or that the line's bound forbids it, and by what."""
    needed = wanted(line)
    if line["met"] or needed is None or needed <= 1:
        return "met" if line["met"] else "missed"
    return f"the bound forbids it ({100 * needed:.0f} %)"


def wanted(line: dict[str, Any]) -> float | None:
    """The share of its bound that a line would reach at its target; None where it has not both."""
    if line["bound"] is None or line["target"] is None:
        return None
    measured, target = line["measured"], line["target"]
    share: float = line["bound"] * (target / measured if line["at_least"] else measured / target)
    return share


def bound(line: dict[str, Any]) -> str:
    """The share of a bound."""
    if line["bound"] is None:
        return ""
    return f"{100 * line['bound']:.0f} % of the {line['bounded_by']}"


def number(value: float) -> str:
    """Three digits."""
    return f"{value:.3g}" if value < 1000 or value >= 1e5 else f"{value:,.0f}"


def draw(report: Report, path: Path) -> None:
    """Bars of how many times faster gdsim is than the best of its peers."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot, rcParams
    from matplotlib.ticker import LogLocator, NullLocator

    rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "gdsim", "font.family": "sans-serif"})
    lines = [line for line, _ in races(report)]
    titles = [line["what"].removesuffix(OVER_BEST) for line in lines]
    values = [line["measured"] for line in lines]
    ends = [[line["measured"] - line["low"] for line in lines],
            [line["high"] - line["measured"] for line in lines]]  # fmt: skip
    figure, panel = pyplot.subplots(figsize=(9, 0.34 * len(lines) + 1.1), layout="constrained")
    ink, faster, slower = "#7a8290", "#3d8bd4", "#d9822b"
    colours = [faster if value >= 1 else slower for value in values]
    panel.barh(titles, [value - 1 for value in values], left=1, color=colours, height=0.62)
    panel.errorbar(values, titles, xerr=ends, fmt="none", ecolor=ink, elinewidth=1.5, capsize=3)
    for title, line in zip(titles, lines, strict=True):
        over = line["measured"] >= 1
        panel.annotate(
            number(line["measured"]), (line["high" if over else "low"], title), (6 * over - 3, 0),
            textcoords="offset points", va="center", ha="left" if over else "right", color=ink,
        )  # fmt: skip
    panel.axvline(1, color=ink, linewidth=1)
    panel.set(xscale="log", xlabel="gdsim, times as fast as the best of JAX and PyTorch")
    low, high = min(*values, 0.5), max(*values, 2)
    panel.set_xlim(low / 2.5, high * 1.8)
    panel.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    panel.invert_yaxis()
    panel.tick_params(colors=ink, which="both")
    panel.xaxis.label.set_color(ink)
    for name, spine in panel.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(ink)
    figure.savefig(path, transparent=True, metadata={"Date": None})


def main() -> None:
    report = json.loads((Path(sys.argv[1]) if sys.argv[1:] else MEASURED).read_text())
    for path, text in written(report).items():
        path.write_text(text, encoding="utf-8")
    draw(report, PICTURE)


if __name__ == "__main__":
    main()
