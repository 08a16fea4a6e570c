"""Puts the shortcut of a package for conda, and its icons for all systems, where menuinst looks.

Run by recipe.yaml, which says in PREFIX where the package is put together.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent


def main(prefix: Path) -> None:
    """Write Menu/gdsim.json and Menu/gdsim.png, .ico, .icns of an environment."""
    menu = prefix / "Menu"
    menu.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / "menu.json", menu / "gdsim.json")
    with Image.open(HERE.parents[1] / "assets" / "icon" / "gdsim-512.png") as icon:
        for ending in ("png", "ico", "icns"):
            icon.save(menu / f"gdsim.{ending}")


if __name__ == "__main__":
    main(Path(os.environ["PREFIX"]))
