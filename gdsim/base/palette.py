"""The colours of everything that is shown on a screen, light and dark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance, as #RRGGBB."""

    name: str
    background: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    hover: str
    error: str
    converged: str
    oscillating: str
    diverged: str
    valley: str  # where the landscape is lowest
    peak: str  # and highest
    own: tuple[tuple[int, int | str], ...] = ()  # colours that the user gave to optimizers
    size: float = 1.0  # of type and lines

    def verdict(self, verdict: object) -> str:
        """The text colour of a verdict."""
        named = {
            "converged": self.converged,
            "oscillating": self.oscillating,
            "diverged": self.diverged,
        }
        return named.get(str(verdict), self.muted)


LIGHT = Theme(
    "light",
    background="#FFFFFF",
    surface="#F6F7F9",
    line="#E1E4E8",
    text="#1C2128",
    muted="#5B6470",
    accent="#2F6FEB",
    on_accent="#FFFFFF",
    hover="#EAEDF1",
    error="#B42318",
    converged="#0B7A55",
    oscillating="#875800",
    diverged="#B93C0A",
    valley="#D5DEE9",
    peak="#FBFCFD",
)
DARK = Theme(
    "dark",
    background="#14171C",
    surface="#1B1F26",
    line="#2C323B",
    text="#E6E9EE",
    muted="#9AA4B2",
    accent="#6EA0FF",
    on_accent="#0E1116",
    hover="#262C35",
    error="#FF8F85",
    converged="#4CCB9F",
    oscillating="#E3B341",
    diverged="#FF8A5B",
    valley="#0B1420",
    peak="#364354",
)

# Of optimizers, on white and on black: those of Okabe and Ito first, darker or lighter than theirs
# where need be, then hues between them.
SERIES = {
    "light": (
        *("#0072B2", "#AD7000", "#008E67", "#CC3F11", "#BB5C94", "#2584BA"),
        *("#332288", "#882255", "#7A7A22", "#117733", "#7B5FC4", "#5C6670"),
    ),
    "dark": (
        *("#2F96D6", "#E69F00", "#1DB98C", "#F0782A", "#DD8FBD", "#56B4E9"),
        *("#8F83E0", "#D0709C", "#B9B95A", "#5DBB7A", "#B9A6F2", "#A8B2BD"),
    ),
}
# Of classes of samples: hues between those of optimizers, the first two far apart for every eye.
CLASSES = {
    "light": ("#A81CD0", "#5C9900", "#D81B50", "#008B96"),
    "dark": ("#D673F5", "#93D62E", "#FF5C7F", "#2CCFCF"),
}
