"""Writes what type checkers read of the names that gdsim takes from its catalogue: `make stubs`.

    python packaging/stubs.py

`gdsim.Adam` and `gdsim.inits.normal` are found when they are used, so that a type checker would
know neither these names nor their settings. tests/project/test_stubs.py holds that the stubs are
those of the catalogue.
"""

from __future__ import annotations

import importlib
import textwrap
from collections.abc import Iterator
from pathlib import Path

from gdsim.base.public import MODULES, PUBLIC
from gdsim.base.ranges import Flag
from gdsim.catalogue.choices import Method, by_title, methods
from gdsim.experiment.toml import schema

ROOT = Path(__file__).resolve().parents[1]
_HEAD = '''"""{title} Made by packaging/stubs.py."""

# Docstrings here stand for those that the methods compute.
# pyright: reportIncompatibleMethodOverride=false

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

'''
_VALUES = "_Values = float | Axis | Sequence[float] | NDArray[Any]"


def stubs() -> dict[Path, str]:
    """The text of each stub, and of the schema of experiment files, by its file."""
    return {
        ROOT / "gdsim" / "__init__.pyi": _of_gdsim(),
        ROOT / "gdsim" / "objectives" / "inits.pyi": _of_inits(),
        ROOT / "assets" / "schema" / "experiment.schema.json": schema.text(),
    }


def _of_gdsim() -> str:
    imports = {
        "from gdsim.base.axes import Axis",
        "from gdsim.base.version import __version__ as __version__",
        "from gdsim.catalogue.choices import Choice, Method",
    }
    for name, module in PUBLIC.items():
        home = getattr(importlib.import_module(module), name).__module__
        imports.add(f"from {home} import {name} as {name}")
    for name, module in MODULES.items():
        imports.add(f"from {module.rpartition('.')[0]} import {name} as {name}")
    called = by_title()
    parts = [_method(title, called[title]) for title in sorted(called)]
    head = _HEAD.format(title="The public names of gdsim, for type checkers.")
    return "\n".join([head + _sorted(imports), "", _VALUES, "", "\n\n".join(parts), ""])


def _of_inits() -> str:
    imports = {
        "from gdsim.base.axes import Axis",
        "from gdsim.catalogue.choices import Choice, Method",
    }
    parts = [_method(name, method) for name, method in sorted(methods("initializer").items())]
    head = _HEAD.format(title="The initializers of networks, for type checkers.")
    return "\n".join([head + _sorted(imports), "", _VALUES, "", "\n\n".join(parts), ""])


def _sorted(imports: set[str]) -> str:
    return "\n".join(sorted(imports, key=lambda line: (line.split()[1], line.split()[3].lower())))


def _method(title: str, method: Method) -> str:
    return "\n".join([f"class _{title}(Method):", *_body(method), "", f"{title}: _{title}"])


def _body(method: Method) -> Iterator[str]:
    """The lines of a method's class: its summary, and what it is called with."""
    summary = textwrap.wrap(method.definition.summary.replace("\\", ""), 90)
    yield textwrap.indent('"""' + "\n".join(summary) + ("\n" * (len(summary) > 1)) + '"""', "    ")
    yield from ("", "    def __call__(", "        self,", "        *,")
    for name, hyper in method.hyper.items():
        if isinstance(hyper, Flag):
            yield f"        {name}: bool = {hyper.default},"
        else:
            default = int(hyper.default) if hyper.whole else float(hyper.default)
            yield f"        {name}: _Values = {default!r},"
    if method.kind == "optimizer":
        yield "        schedule: Choice | Method | str | None = None,"
    yield "    ) -> Choice: ..."


if __name__ == "__main__":
    for path, text in stubs().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
