"""The text of a page: what a reader sees without its script, the script, and what it draws."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape

from gdsim.base import assets
from gdsim.base.figures import number
from gdsim.base.palette import CLASSES, DARK, LIGHT, SERIES, Theme
from gdsim.base.version import __version__
from gdsim.base.words import counted, listed
from gdsim.engine.verdict import Verdict
from gdsim.learn.lessons.words import as_html
from gdsim.learn.page.data import (
    COLOURS,
    as_json,
    colour_of,
    data_of,
    landscape_of,
    linestyle,
    own_colours,
    words_of,
    words_of_run,
)  # fmt: skip
from gdsim.learn.page.subject import PageSubject
from gdsim.learn.page.traces import Trace, Traces
from gdsim.objectives.function import Function
from gdsim.objectives.objective import Objective

LARGEST_TEXT = 100_000  # characters of an experiment that a page has
_FEW = 4  # optimizers that are named
_DASHES = {"-": "", "--": "6 3", ":": "2 3"}
_ENDED = {Verdict.RUNNING: "still running"}
_COLOURS = (
    "background", "surface", "line", "text", "muted", "accent", "hover",
    "converged", "oscillating", "diverged", "valley", "peak",
)  # fmt: skip


def document(subject: PageSubject, traces: Traces, reasons: Sequence[str]) -> str:
    """The text of the .html file. reasons: of the first runs, a sentence each."""
    title = subject.experiment.title or subject.experiment.objective.title
    style = _variables(subject) + assets.path("pages/page.css").read_text(encoding="utf-8")
    script = assets.script("pages/page.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gdsim {__version__}">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
<button type="button" id="theme" hidden>Dark</button>
</header>
<main>
<p>{sentence(subject)}</p>
{"".join(f"<p>{as_html(each)}</p>" for each in subject.paragraphs)}
<noscript><p class="note">The pictures need JavaScript, which is off.</p></noscript>
{_pictures(subject, traces)}
{_table(subject, traces, reasons)}
{_experiment(subject)}
</main>
<footer>
<p>{"<br>".join(map(escape, _notes(subject, traces, reasons)))}</p>
<p>Made by gdsim {__version__}, which computes the same bits from the experiment above.</p>
</footer>
<script type="application/json" id="data">{as_json(data_of(subject, traces))}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def sentence(subject: PageSubject) -> str:
    """What the runs are, in a sentence of HTML."""
    experiment, task = subject.experiment, subject.experiment.objective
    labels: Sequence[str] = experiment.labels
    names = dict(enumerate(subject.look.names))
    labels = [names.get(place) or label for place, label in enumerate(labels)]
    named = listed(labels) if len(labels) <= _FEW else counted(len(labels), "optimizer")
    steps = f"at most {counted(experiment.steps, 'step')}{' each' if subject.count > 1 else ''}"
    runs = f"{counted(subject.count, 'run')} of {named}"
    if len(subject.runs) < subject.count:
        steps += f"; {len(subject.runs)} of the runs are shown"
    return f"{escape(runs)} on {_objective(task)}: {steps}."


def _objective(task: Objective) -> str:
    """What is minimised, as HTML: a function with its formula and the values of its parameters."""
    if not isinstance(task, Function):
        return escape(task.title)
    formula = as_html(task.text.replace("**", "^").replace("*", " ").replace("-", "−"))
    values = [f"{name} = {number(v)}" for name, v in task.parameters.items() if _is_number(v)]
    with_values = f", {escape(listed(values))}" if values else ""
    return f"f({', '.join(task.variables)}) = {formula}{with_values}"


def _is_number(value: object) -> bool:
    return isinstance(value, float | int)


def _pictures(subject: PageSubject, traces: Traces) -> str:
    has_paths, has_outputs = landscape_of(subject) is not None, len(traces.moments) > 0
    title = "Paths over the function" if has_paths else "Outputs over both inputs, and the samples"
    words = "Paths of the runs" if has_paths else "Outputs of the network"
    options = "".join(f"<option>{escape(words_of(name))}</option>" for name in traces.curves)
    figure = (
        f'<figure><figcaption>{title}</figcaption><canvas id="map" tabindex="0" role="img" '
        f'aria-label="{words}; arrow keys change the step"></canvas></figure>'
    )
    return f"""<section id="views" aria-label="Pictures of the runs" hidden>
<div class="views">
{figure if has_paths or has_outputs else ""}
<figure><figcaption><label>Curves of <select id="quantity">{options}</select></label></figcaption>
<canvas id="curves" tabindex="0" role="img"
 aria-label="Curves of the runs over steps; arrow keys change the step"></canvas></figure>
</div>
<p id="said" class="note"></p>
<div class="bar">
<button type="button" id="play">Play</button>
<input type="range" id="step" min="0" step="1" aria-label="Step">
<output id="at" for="step"></output>
</div>
<p class="note keys">Space plays and pauses, <kbd>←</kbd> and <kbd>→</kbd> go a step,
<kbd>Home</kbd> and <kbd>End</kbd> to the ends; a drag over the curves goes anywhere.</p>
</section>"""


def _table(subject: PageSubject, traces: Traces, reasons: Sequence[str]) -> str:
    rows = "".join(_row(subject, place, run, reasons) for place, run in enumerate(traces.runs))
    return f"""<section aria-labelledby="runs">
<h2 id="runs">Runs</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Run</th><th scope="col" class="number" id="value">last loss</th>
<th scope="col">Ended</th></tr></thead>
<tbody>{rows}</tbody>
</table></div>
</section>"""


def _row(subject: PageSubject, place: int, run: Trace, reasons: Sequence[str]) -> str:
    dashes, colour = _DASHES[linestyle(subject, run)], colour_of(subject, run)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    swatch = (
        f'<svg width="28" height="8" aria-hidden="true"><line class="{colour}" '
        f'x1="0" y1="4" x2="28" y2="4"{dashed}/></svg>'
    )
    words = _ENDED.get(run.verdict, str(run.verdict))
    ended = f'<span class="{run.verdict}">{words}</span> at step {run.stopped:,}'
    reason = f'<div class="reason">{escape(reasons[place])}</div>' if place < len(reasons) else ""
    return (
        f'<tr><th scope="row"><label><input type="checkbox" checked>{swatch}'
        f"<span>{escape(words_of_run(subject, run))}</span></label></th>"
        f'<td class="number">{number(run.curves["loss"][-1])}</td>'
        f"<td>{ended}{reason}</td></tr>"
    )


def _experiment(subject: PageSubject) -> str:
    text = subject.experiment.to_toml()
    if len(text) > LARGEST_TEXT:
        words = f"Its text has {len(text):,} characters, too many for a page."
        return f"<section><h2>The experiment</h2><p>{words}</p></section>"
    return f"""<section aria-labelledby="experiment">
<h2 id="experiment">The experiment</h2>
<p>Saved as a file, experiment.toml, it is opened by <code>gdsim app experiment.toml</code>.
<button type="button" id="copy" hidden>Copy</button> <span id="copied" role="status"></span></p>
<pre id="text" tabindex="0" aria-labelledby="experiment">{escape(text)}</pre>
</section>"""


def _notes(subject: PageSubject, traces: Traces, reasons: Sequence[str]) -> Iterator[str]:
    shown, task = len(traces.runs), subject.experiment.objective
    if 0 < len(reasons) < shown:
        yield f"The first {len(reasons)} runs have their reason; gdsim diagnose gives any."
    if subject.lesson:
        yield (
            "This is the lesson's first experiment; its claims, questions and task are on the page "
            f"of gdsim lesson {subject.lesson} -o lesson.html."
        )
    yield f"{traces.thinning} Numbers have seven digits."
    if len(traces.moments):
        yield f"The outputs are those of {len(traces.moments)} of the steps."
    if isinstance(task, Function) and task.step is not None and landscape_of(subject) is not None:
        yield "The function changes with the step; its picture is that of step 0."


def _variables(subject: PageSubject) -> str:
    """The colours of both appearances: the reader's choice, or else that of the system."""
    own = own_colours(subject)
    light, dark = _rule(LIGHT, own), _rule(DARK, own)
    chosen = (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light])"
        f"{{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
    )
    names = [*(f"s{n}" for n in range(COLOURS)), *own]
    return chosen + "".join(f".{name}{{stroke:var(--{name})}}" for name in names) + "\n"


def _rule(theme: Theme, own: dict[str, str]) -> str:
    named = {name: getattr(theme, name) for name in _COLOURS}
    named |= {f"s{n}": colour for n, colour in enumerate(SERIES[theme.name])} | own
    named |= {f"c{n}": colour for n, colour in enumerate(CLASSES[theme.name])}
    return "".join(f"--{name}:{colour};" for name, colour in named.items())


def _hash(text: str) -> str:
    """What a policy says of an element whose text is allowed."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
