"""The plain saddle; it has no minimum."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "x**2 - y**2",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(1.6, 0.01),
    title="Saddle",
    summary="Down one way, up the other: the flat middle holds a run before it escapes.",
    source="A teaching shape of gdsim's own.",
)
