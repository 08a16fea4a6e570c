"""Pages of the catalogue, of what `gdsim list` lists: formulas, settings, sources."""

from __future__ import annotations

from typing import Any

from words import code, plain, settings

from gdsim.cli.listing import Kind, rows

TITLES = {
    Kind.OPTIMIZERS: "Optimizers",
    Kind.SCHEDULES: "Schedules",
    Kind.MODIFIERS: "Modifiers",
    Kind.FUNCTIONS: "Functions",
    Kind.LOSSES: "Losses",
    Kind.ACTIVATIONS: "Activations",
    Kind.INITIALIZERS: "Initializers",
    Kind.DATASETS: "Data sets",
    Kind.SUITES: "Suites of functions",
}


def listed() -> list[str]:
    """The names of the pages, in their order."""
    return [kind.value for kind in TITLES]


def pages() -> dict[str, str]:
    """The text of each page, by its file."""
    return {f"{kind.value}.md": _page(title, kind) for kind, title in TITLES.items()}


def _page(title: str, kind: Kind) -> str:
    parts = [f"# {title}", "", f"`gdsim list {kind.value}` lists them too.", ""]
    for row in rows(kind):
        parts += [f"## {plain(row.get('title') or row['name'])}", "", plain(row["summary"]), ""]
        parts += _named(row, kind)
        for line in row.get("formula", "").split("\n"):
            parts += [f"```{{math}}\n{line}\n```", ""] if line else []
        parts += _facts(row)
        parts += settings(row.get("settings") or row.get("parameters") or {})
        if row.get("source"):
            parts += [f"Source: {plain(row['source'])}", ""]
    return "\n".join(parts)


def _named(row: dict[str, Any], kind: Kind) -> list[str]:
    """What it is called in Python."""
    if kind is Kind.FUNCTIONS:
        return [f"{code(row['name'])}: {code(row['text'])}", ""]
    name = row["class"]
    return [code(name if name.startswith(("'", '"')) else f"gd.{name}"), ""]


def _facts(row: dict[str, Any]) -> list[str]:
    """What only functions, data sets and suites have."""
    facts = []
    if row.get("domain"):
        facts.append("domain " + " × ".join(f"[{low:g}, {high:g}]" for low, high in row["domain"]))
    if row.get("minima"):
        places = (", ".join(f"{x:.6g}" for x in point) for point in row["minima"][:4])
        more = " and more" if len(row["minima"]) > 4 else ""
        facts.append(f"least {row['minimum']:.6g} at " + ", ".join(f"({p})" for p in places) + more)
    if row.get("inputs"):
        facts.append("inputs " + ", ".join(map(code, row["inputs"][:6])))
    if row.get("functions"):
        facts.append(", ".join(map(code, row["functions"])))
    return [f"{fact[0].upper()}{fact[1:]}.\n" for fact in facts]
