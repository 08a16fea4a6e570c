"""Parts of source text that the writers of compiled modules share."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from gdsim.catalogue.additions import addition
from gdsim.catalogue.discovery import KINDS


def setting_name(setting: str) -> str:
    """The name in code of a setting such as "lr", "objective.a" or "clip_norm.bound"."""
    return "h_" + setting.replace("objective.", "of_").replace(".", "__")


def whole(atom: str) -> str:
    """An atom of an objective's code as a lanes value, also if it is a literal or a setting."""
    if atom.isidentifier():
        return f"widen({atom})"
    return f"select(p0 == p0, {atom}, {atom})"  # p0 gives the precision and the width


def targets(names: Iterable[str]) -> str:
    """Names on the left of an assignment from a tuple, which may have a single member."""
    return "".join(f"{n}, " for n in names).rstrip()


def definition_lines(kind: str, name: str, alias: str) -> list[str]:
    """The lines that import a definition as `alias` and let compiled code call it.

    They contain a hash of its sources if it is a user's own: kernels are stored by their text.
    """
    own = addition(kind, name)
    modules = [f"{KINDS[kind].package}.{name}"] if own is None else [*own.beside, own.module]
    mark = "" if own is None else f"  # {own.digest}"
    aliases = [f"{alias}_{i}" for i in range(len(modules) - 1)] + [alias]
    return [
        line
        for module, alias_of in zip(modules, aliases, strict=True)
        for line in (f"import {module} as {alias_of}{mark}", f"compile_definition({alias_of})")
    ]


def function_lines(
    name: str, arguments: Iterable[str], lines: Iterable[str], results: Iterable[str]
) -> list[str]:
    """A plain straight-line function."""
    returned = ", ".join(results)
    return [
        f"def {name}({', '.join(arguments)}):",
        *(f"    {line}" for line in lines),
        f"    return {returned}",
    ]


def access(
    action: str, name: str, kind: str, offsets: Iterable[str], member: str | None = None
) -> str:
    """A line that makes a function to load or store several rows at once.

    member: the name of `row_access`'s function, if it is another.
    """
    places = "".join(f"{offset}, " for offset in offsets).strip()
    return f"{action}_{name} = row_access({kind}, ({places})).{member or action}"


def rows(count: int) -> list[str]:
    """The offsets of rows of one lane group."""
    return [f"{i} * W" for i in range(count)]


def blocks(count: int) -> list[str]:
    """The offsets of rows of whole blocks."""
    return [f"{i} * BLOCK" for i in range(count)]


def fill(template: str, writer: object) -> str:
    """A template with each `#: part` line replaced by the lines of the writer for that part."""
    text = resources.files("gdsim.engine.templates").joinpath(f"{template}.py").read_text("utf-8")
    lines = []
    for line in text.splitlines():
        depth = line[: len(line) - len(line.lstrip())]
        if line.strip().startswith("#: "):
            part = getattr(writer, line.strip()[3:].replace(" ", "_"))
            lines += [depth + generated if generated else "" for generated in part()]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
