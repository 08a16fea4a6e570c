"""Which of the installed distributions belong into the frozen program.

gdsim, what it requires without extras, what that requires, and so on. Whatever else is installed
(test tools, and what they bring) is kept out by its modules' names.
"""

from __future__ import annotations

from importlib import metadata

from gdsim.base.components import plain, required

BUILDER = "pyinstaller"  # which starts the frozen program


def foreign_modules() -> list[str]:
    """The top-level modules of distributions that gdsim does not require."""
    inside = {*required(), BUILDER}
    return sorted(
        module
        for module, owners in metadata.packages_distributions().items()
        if module.isidentifier() and not inside.intersection(map(plain, owners))
    )
