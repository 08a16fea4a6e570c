"""An experiment as a Python script that runs it."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

_NAMES = re.compile(r"(?<![\w.'\"])([A-Za-z]\w*)\(")


def as_python(experiment: Any) -> str:
    """A script that makes the experiment, runs it and prints the result."""
    arguments = []
    for field in dataclasses.fields(experiment):
        value = getattr(experiment, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            arguments.append(f"    {field.name}={_source(value)},")
    body = "\n".join(arguments)
    return (
        "import gdsim as gd\n\n"
        f"experiment = gd.Experiment(\n{body}\n)\n"
        "result = experiment.run()\n"
        "print(result)\n"
    )


def _source(value: Any) -> str:
    if isinstance(value, tuple) and value and not isinstance(value[0], (int, float, str)):
        inner = "".join(f"        {_source(each)},\n" for each in value)
        return f"[\n{inner}    ]"
    return _NAMES.sub(r"gd.\1(", repr(value))
