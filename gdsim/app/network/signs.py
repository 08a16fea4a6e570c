"""The colours of signed numbers: one hue for positive ones, another for negative ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gdsim.app.look.theme import Theme, rgb

# Neither is the colour of a class; above and below 0 they are told apart by every eye.
POSITIVE = {"light": "#1F5FBF", "dark": "#6EA8FF"}
NEGATIVE = {"light": "#C2410C", "dark": "#FF9A5C"}


@lru_cache(maxsize=4)
def sign_colours(theme: Theme) -> np.ndarray:
    """(256, 4) bytes from the most negative to the most positive number, the ground between."""
    places = np.linspace(-1, 1, 256)[:, None]
    ends = np.where(places > 0, rgb(POSITIVE[theme.name]), rgb(NEGATIVE[theme.name]))
    table = rgb(theme.background) + np.abs(places) * (ends - rgb(theme.background))
    return np.concatenate([table, np.full((256, 1), 255)], axis=1).round().astype(np.uint8)


def painted(values: np.ndarray, theme: Theme, largest: float = 0.0) -> np.ndarray:
    """(…, 4) bytes: numbers in the colours of their signs; `largest`: what has the full colour."""
    finite = np.where(np.isfinite(values), values, 0.0)
    scale = largest or float(np.abs(finite).max(initial=0.0)) or 1.0
    places = np.clip((finite / scale + 1) * 127.5, 0, 255).round().astype(np.intp)
    picture: np.ndarray = sign_colours(theme)[places]
    return picture
