"""Mishra's cross in tray."""

from gdsim.catalogue import Function

# The usual form multiplies by exp(100), too large for float32; here the power 0.1 is applied to
# that factor first.
DEFINITION = Function(
    "-0.0001*exp(0.1*abs(100 - sqrt(x**2 + y**2)/pi))"
    "*(abs(sin(x)*sin(y)) + exp(-abs(100 - sqrt(x**2 + y**2)/pi)))**0.1",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=(
        (-1.3494066171539107, -1.3494066171539107),
        (-1.3494066171539107, 1.3494066171539107),
        (1.3494066171539107, -1.3494066171539107),
        (1.3494066171539107, 1.3494066171539107),
    ),
    minimum=-2.062611870822737,
    start=(4.0, 5.2),
    title="Cross in tray",
    summary="Deep bowls ruled by a cross of ridges; the four lowest lie round the centre.",
    source="Mishra 2006; Jamil and Yang 2013, arXiv:1308.4008.",
)
