"""The elementary functions against mpmath, in units in the last place, and at special values."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import mpmath
import numpy as np
import pytest
from numba import njit

from gdsim.lanes import math as lanes_math
from gdsim.lanes import memory
from tests.lanes.operations import functions_of_one_number, over_lanes

PRECISIONS = ("float32", "float64")
LANES = {"float32": 8, "float64": 4}
FRACTION = {"float32": 23, "float64": 52}
SMALLEST_EXPONENT = {"float32": -126, "float64": -1022}
LARGEST_EXPONENT = {"float32": 127, "float64": 1023}

inf, nan, pi = math.inf, math.nan, math.pi


OF_TWO = ("power", "atan2", "hypot", "modulo")
OF_ONE = functions_of_one_number()


@cache
def kernel(several: tuple[str, ...], dtype: str) -> Callable[..., dict[str, np.ndarray]]:
    """Functions as kernels run them, over lanes: all in one kernel, as each costs its overhead."""
    letters = "x, y" if several == OF_TWO else "x"
    texts = {name: f"{name}({letters})" for name in several}
    functions = {name: getattr(lanes_math, name) for name in several}
    return over_lanes(texts, letters.replace(", ", ""), dtype, LANES[dtype], functions)


def compiled(name: str, dtype: str) -> Callable[..., np.ndarray]:
    """One of them, from arrays to an array."""
    call = kernel(OF_TWO if name in OF_TWO else tuple(OF_ONE), dtype)
    return lambda *args: call(*args)[name]


def errors_in_ulp(got: np.ndarray, exact: Sequence[mpmath.mpf]) -> np.ndarray:
    """Distances in units in the last place; infinity is the power of two above the largest."""
    dtype = str(got.dtype)
    largest = mpmath.mpf(2) ** (LARGEST_EXPONENT[dtype] + 1)
    errors = np.empty(got.size)
    for i, (value, true) in enumerate(zip(got, exact, strict=True)):
        if mpmath.isnan(true):
            errors[i] = 0 if np.isnan(value) else inf
            continue
        true = max(-largest, min(largest, true))
        value = mpmath.mpf(float(value)) if np.isfinite(value) else largest * float(np.sign(value))
        _, exponent = mpmath.frexp(true)
        exponent = max(int(exponent) - 1, SMALLEST_EXPONENT[dtype])
        errors[i] = mpmath.ldexp(abs(value - true), FRACTION[dtype] - exponent)
    return errors


def around(value: float, dtype: str, steps: int = 12) -> np.ndarray:
    """The floats next to a value, of both signs."""
    kind = np.dtype(dtype).type
    points, up, down = [], kind(value), kind(value)
    for _ in range(steps):
        points += [up, down]
        up, down = np.nextafter(up, kind(inf)), np.nextafter(down, kind(-inf))
    points = np.array(points, dtype)
    return np.concatenate([points, -points])


def spread(low: float, high: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Numbers of both signs, their sizes even in the logarithm."""
    return rng.choice([-1.0, 1.0], n) * 2.0 ** rng.uniform(np.log2(low), np.log2(high), n)


@dataclass(frozen=True)
class Scan:
    """Where a function is compared with what, and how far off it may be."""

    reference: Callable[[mpmath.mpf], mpmath.mpf]
    bound: float
    intervals: tuple[tuple[float, float], ...]
    largest: tuple[float, float]  # in float32 and float64: sizes are spread from subnormal to here
    near: tuple[float, ...] = ()
    positive: bool = False


def _sigmoid(x: mpmath.mpf) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-x))


def _cube_root(x: mpmath.mpf) -> mpmath.mpf:
    return mpmath.sign(x) * mpmath.cbrt(abs(x))


def _softplus(x: mpmath.mpf) -> mpmath.mpf:
    return max(x, 0) + mpmath.log1p(mpmath.exp(-abs(x)))


def _real(function: Callable[[mpmath.mpf], mpmath.mpc]) -> Callable[[mpmath.mpf], mpmath.mpf]:
    def value(x: mpmath.mpf) -> mpmath.mpf:
        result = function(x)
        return result if isinstance(result, mpmath.mpf) else mpmath.nan

    return value


_angles = tuple(k * pi / 2 for k in (1, 2, 3, 4, 7, 100, 355, 5001, 200_000))
_overflow = (88.722839, 709.782712893384)
_hyperbolic = (0.6931471805599453, 89.41599, 710.4758600739439)
SCANS = {
    "exp": Scan(
        mpmath.exp,
        1,
        ((-20, 20), (-104.5, -86), (-746, -707)),
        (700, 700),
        (0.34657359, -87.33655, -103.9721, *_overflow, -708.3964185, -745.13321910194),
    ),
    "expm1": Scan(
        mpmath.expm1, 2, ((-2, 2), (-40, 40)), (700, 700), (0.34657359, 1.0397208, *_overflow)
    ),
    "log": Scan(
        mpmath.log, 1, ((0, 3), (0.9, 1.1)), (1e38, 1e308), (1, 1.4142135623730951, 2), True
    ),
    "log2": Scan(
        lambda x: mpmath.log(x, 2),
        0.51,
        ((0, 3), (0.9, 1.1)),
        (1e38, 1e308),
        (1, 1.4142135623730951, 2),
        True,
    ),
    "log10": Scan(
        mpmath.log10, 0.51, ((0, 3), (0.9, 1.1)), (1e38, 1e308), (1, 1.4142135623730951, 2), True
    ),
    "cbrt": Scan(_cube_root, 0.55, ((-10, 10), (0.9, 1.1)), (3e38, 1.7e308), (1, 2, 4, 8)),
    "log1p": Scan(
        _real(mpmath.log1p), 2, ((-1, 2), (-0.1, 0.1)), (3e38, 1.7e308), (-1, 0.41421356237309503)
    ),
    "sin": Scan(mpmath.sin, 2, ((-7, 7),), (2.0**20, 2.0**48), _angles),
    "cos": Scan(mpmath.cos, 2, ((-7, 7),), (2.0**20, 2.0**48), _angles),
    "tan": Scan(mpmath.tan, 4, ((-7, 7),), (2.0**20, 2.0**48), _angles),
    "sinh": Scan(mpmath.sinh, 4, ((-2, 2),), (700, 700), _hyperbolic),
    "cosh": Scan(mpmath.cosh, 4, ((-2, 2),), (700, 700), _hyperbolic),
    "tanh": Scan(
        mpmath.tanh,
        2,
        ((-1, 1), (-0.3, 0.3), (-20, 20)),
        (700, 700),
        (0.26263779888404176, 0.6092113891640144, 9.01, 19.06),
    ),
    "asin": Scan(_real(mpmath.asin), 2, ((-1, 1),), (1.5, 1.5), (0.5, 1)),
    "acos": Scan(_real(mpmath.acos), 2, ((-1, 1),), (1.5, 1.5), (0.5, 1)),
    "atan": Scan(
        mpmath.atan, 2, ((-4, 4),), (3e38, 1e308), (1, 0.41421356237309503, 2.414213562373095)
    ),
    "erf": Scan(mpmath.erf, 2, ((-1.5, 1.5), (-6.2, 6.2)), (30, 30), (0.95, 1, 3.92, 5.92)),
    "sigmoid": Scan(_sigmoid, 2, ((-5, 5), (-105, 20), (-746, 40)), (700, 700)),
    "softplus": Scan(_softplus, 2, ((-5, 5), (-105, 20), (-746, 40)), (700, 700)),
}


def scan_points(name: str, dtype: str, n: int = 150) -> np.ndarray:
    """Random points of every interval and size, and the neighbours of the places that matter."""
    scan, rng = SCANS[name], np.random.default_rng(len(name))
    kind, smallest = np.dtype(dtype).type, np.finfo(dtype).smallest_normal
    largest = scan.largest[PRECISIONS.index(dtype)]
    parts = [rng.uniform(low, high, n) for low, high in scan.intervals]
    parts += [spread(float(smallest), largest, n, rng), spread(1e-5, min(largest, 1e3), n, rng)]
    parts += [spread(float(smallest) * 1e-5, float(smallest), 30, rng)]
    parts += [around(value, dtype) for value in (0.0, 1.0, *scan.near)]
    if (
        largest > 1e5 and "log" not in name and name not in ("atan", "cbrt")
    ):  # angles: multiples of pi/2
        parts.append(np.rint(np.abs(spread(1, largest / 2, n, rng))) * (pi / 2))
    points = np.concatenate([np.asarray(part).astype(kind) for part in parts])
    return np.abs(points) if scan.positive else points


@pytest.fixture(autouse=True, scope="module")
def _digits():
    with mpmath.workprec(120):
        yield


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("name", SCANS)
def test_function_is_within_its_bound_of_the_exact_value(name: str, dtype: str) -> None:
    points = scan_points(name, dtype)
    exact = [SCANS[name].reference(mpmath.mpf(float(x))) if x != -1 or name != "log1p" else
             mpmath.mpf("-inf") for x in points]  # fmt: skip
    errors = errors_in_ulp(compiled(name, dtype)(points), exact)
    worst = int(np.argmax(errors))
    assert errors[worst] <= SCANS[name].bound, (points[worst], errors[worst])


def power_points(dtype: str, n: int = 500) -> tuple[np.ndarray, np.ndarray]:
    """Bases and exponents whose powers fill the whole range, beyond both ends of it."""
    rng = np.random.default_rng(11)
    lowest, highest = SMALLEST_EXPONENT[dtype] - FRACTION[dtype] - 2, LARGEST_EXPONENT[dtype] + 2
    bases = np.concatenate(
        [
            2.0 ** rng.uniform(lowest + 2, highest - 2, n),
            rng.uniform(0.5, 2, 2 * n),
            1 + spread(2.0 ** -FRACTION[dtype] * 2, 0.1, n, rng),
            rng.uniform(0, 20, n),
        ]
    ).astype(dtype)
    results = rng.uniform(lowest, highest, bases.size)
    exponents = results / np.log2(np.where(bases == 1, 2, bases).astype(float))
    exponents[-n:] = rng.integers(-8, 8, n) / 2
    return bases, exponents.astype(dtype)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_power_is_within_two_ulp_of_the_exact_value(dtype: str) -> None:
    bases, exponents = power_points(dtype)
    exact = [
        mpmath.power(mpmath.mpf(float(x)), mpmath.mpf(float(y)))
        for x, y in zip(bases, exponents, strict=True)
    ]
    errors = errors_in_ulp(compiled("power", dtype)(bases, exponents), exact)
    worst = int(np.argmax(errors))
    assert errors[worst] <= 2, (bases[worst], exponents[worst], errors[worst])


def pairs(dtype: str, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of numbers of both signs and all sizes, most of them of similar size."""
    rng, info = np.random.default_rng(8), np.finfo(dtype)
    least, largest = float(info.smallest_subnormal), float(info.max) * 0.9
    x = np.concatenate([spread(least, largest, 2 * n, rng), rng.uniform(-9, 9, n)])
    y = np.concatenate([spread(least, largest, n, rng), x[n:] * rng.uniform(-3, 3, 2 * n)])
    return x.astype(dtype), np.clip(y, -largest, largest).astype(dtype)


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize(("name", "bound"), [("hypot", 1), ("atan2", 2)])
def test_lengths_and_angles_are_within_their_bounds(name: str, bound: float, dtype: str) -> None:
    x, y = pairs(dtype)
    exact = [getattr(mpmath, name)(mpmath.mpf(float(a)), mpmath.mpf(float(b))) for a, b in
             zip(x, y, strict=True)]  # fmt: skip
    assert errors_in_ulp(compiled(name, dtype)(x, y), exact).max() <= bound


@pytest.mark.parametrize("name", ["hypot", "atan2"])
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_lengths_and_angles_of_special_numbers_are_those_of_c(name: str, dtype: str) -> None:
    kind = np.dtype(dtype).type
    for x, y in product((0.0, -0.0, 1.0, -1.0, inf, -inf, nan), repeat=2):
        got, expected = getattr(lanes_math, name)(kind(x), kind(y)), getattr(math, name)(x, y)
        if name == "hypot" and (math.isnan(x) or math.isnan(y)):
            expected = nan  # for C it is infinite beside an infinity
        near = np.isfinite(expected) and abs(got - kind(expected)) <= np.spacing(abs(got))
        assert same(got, kind(expected)) or (near and got * kind(expected) > 0), (x, y, got)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_modulo_is_pythons_remainder_up_to_the_largest_quotient(dtype: str) -> None:
    limit = 2.0 ** (FRACTION[dtype] + 1)
    x, y = pairs(dtype)
    whole = np.random.default_rng(3).integers(-50, 50, 400) * y[-400:]  # at its jumps, nearly
    special = np.array([0, -0.0, 1, -1, 0.25, -3, inf, -inf, nan, limit - 1, limit], dtype)
    x = np.concatenate([x, whole.astype(dtype), np.repeat(special, special.size)])
    y = np.concatenate([y, y[-400:], np.tile(special, special.size)])
    with np.errstate(all="ignore"):
        expected = np.where(np.abs(np.floor(x / y)) < limit, np.remainder(x, y), nan)
    got = compiled("modulo", dtype)(x, y)
    assert np.isfinite(got).sum() > 900
    for a, b, found, value in zip(x, y, got, expected.astype(dtype), strict=True):
        assert same(found, value), (a, b, found, value)


def test_logarithms_of_powers_and_roots_of_cubes_are_exact() -> None:
    for dtype, tens in (("float32", 11), ("float64", 309)):
        kind = np.dtype(dtype).type
        powers = [10.0**k for k in range(tens)]
        assert [lanes_math.log10(kind(p)) for p in powers] == list(range(tens))
        lowest = SMALLEST_EXPONENT[dtype] - FRACTION[dtype]
        twos = range(lowest, LARGEST_EXPONENT[dtype] + 1)
        assert [lanes_math.log2(kind(2.0**k)) for k in twos] == list(twos)
        whole = range(-250, 250)
        assert [lanes_math.cbrt(kind(k**3)) for k in whole] == list(whole)


SPECIAL = {
    "exp": ((0.0, 1.0), (-0.0, 1.0), (inf, inf), (-inf, 0.0), (1e30, inf), (-1e30, 0.0)),
    "expm1": ((0.0, 0.0), (-0.0, -0.0), (inf, inf), (-inf, -1.0), (-1e30, -1.0)),
    "log": ((1.0, 0.0), (0.0, -inf), (-0.0, -inf), (inf, inf), (-1.0, nan), (-inf, nan)),
    "log1p": ((0.0, 0.0), (-0.0, -0.0), (-1.0, -inf), (-2.0, nan), (inf, inf), (-inf, nan)),
    "sin": ((0.0, 0.0), (-0.0, -0.0), (inf, nan), (-inf, nan)),
    "cos": ((0.0, 1.0), (-0.0, 1.0), (inf, nan), (-inf, nan)),
    "tan": ((0.0, 0.0), (-0.0, -0.0), (inf, nan), (-inf, nan)),
    "sinh": ((0.0, 0.0), (-0.0, -0.0), (inf, inf), (-inf, -inf), (-1e30, -inf)),
    "cosh": ((0.0, 1.0), (-0.0, 1.0), (inf, inf), (-inf, inf)),
    "tanh": ((0.0, 0.0), (-0.0, -0.0), (inf, 1.0), (-inf, -1.0), (25.0, 1.0), (-1e30, -1.0)),
    "asin": ((0.0, 0.0), (-0.0, -0.0), (1.0, pi / 2), (-1.0, -pi / 2), (1.25, nan), (-inf, nan)),
    "acos": ((1.0, 0.0), (0.0, pi / 2), (-1.0, pi), (1.25, nan), (inf, nan)),
    "atan": ((0.0, 0.0), (-0.0, -0.0), (inf, pi / 2), (-inf, -pi / 2)),
    "erf": ((0.0, 0.0), (-0.0, -0.0), (inf, 1.0), (-inf, -1.0), (30.0, 1.0)),
    "sigmoid": ((0.0, 0.5), (inf, 1.0), (-inf, 0.0), (1e30, 1.0), (-1e30, 0.0)),
    "softplus": ((inf, inf), (-inf, 0.0), (1e30, 1e30), (-1e30, 0.0), (0.0, math.log(2))),
    "relu": ((2.5, 2.5), (-2.5, 0.0), (0.0, 0.0), (inf, inf), (-inf, 0.0)),
    "log2": ((1.0, 0.0), (0.0, -inf), (-0.0, -inf), (inf, inf), (-1.0, nan), (-inf, nan)),
    "log10": ((1.0, 0.0), (0.0, -inf), (-0.0, -inf), (inf, inf), (-1.0, nan), (-inf, nan)),
    "cbrt": ((0.0, 0.0), (-0.0, -0.0), (-27.0, -3.0), (inf, inf), (-inf, -inf)),
    "heaviside": ((0.0, 0.5), (-0.0, 0.5), (1e-30, 1.0), (-1e-30, 0.0), (inf, 1.0), (-inf, 0.0)),
    "sqrt": ((0.0, 0.0), (-0.0, -0.0), (6.25, 2.5), (inf, inf), (-1.0, nan)),
}


def same(a: np.floating, b: np.floating) -> bool:
    """Equal bits, or both NaN."""
    return bool(np.isnan(a) and np.isnan(b)) or (a == b and np.signbit(a) == np.signbit(b))


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("name", SPECIAL)
def test_special_values_are_exact(name: str, dtype: str) -> None:
    kind = np.dtype(dtype).type
    for x, expected in (*SPECIAL[name], (nan, nan)):
        got = getattr(lanes_math, name)(kind(x))
        assert type(got) is kind
        assert same(got, kind(expected)), (x, got)


def _ieee_power(x: float, y: float) -> float:
    try:
        return math.pow(x, y)
    except ValueError:  # Python's word for an infinite result of 0**-y, and for NaN
        negative = math.copysign(1, x) < 0 and y % 2 == 1
        return nan if x else -inf if negative else inf


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_power_follows_ieee_at_special_values(dtype: str) -> None:
    kind = np.dtype(dtype).type
    values = (0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, inf, -inf, nan)
    for x, y in product(values, values):
        got, expected = lanes_math.power(kind(x), kind(y)), kind(_ieee_power(x, y))
        close = np.isfinite(expected) and abs(float(got) / float(expected or 1) - 1) < 1e-6
        assert same(got, expected) or close, (x, y, got)
    # Beyond 2**24 or 2**53 every float is even; one below, the last one is odd.
    odd = 2.0 ** (FRACTION[dtype] + 1) - 1
    assert lanes_math.power(kind(-1), kind(odd)) == -1
    assert lanes_math.power(kind(-1), kind(odd + 1)) == 1
    assert same(lanes_math.power(kind(-0.0), kind(odd)), kind(-0.0))


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("name", [*SPECIAL, *OF_TWO])
def test_plain_python_and_compiled_lanes_give_the_same_bits(name: str, dtype: str) -> None:
    special = np.array([0, -0.0, 1, -1, 0.5, -3, 2, 7.5, inf, -inf, nan], dtype)
    if name in OF_TWO:
        args = [np.concatenate([part[::20], *grid]) for part, grid in zip(
            power_points(dtype) if name == "power" else pairs(dtype),
            ([np.repeat(special, special.size)], [np.tile(special, special.size)]),
            strict=True,
        )]  # fmt: skip
    else:
        points = scan_points(name if name in SCANS else "expm1", dtype)
        args = [np.concatenate([special, points[:: max(1, points.size // 250)]])]
    lanes = compiled(name, dtype)(*args)
    for *arguments, value in zip(*args, lanes, strict=True):
        assert same(getattr(lanes_math, name)(*arguments), value), arguments


DOMAIN = {"float32": 2.0**20, "float64": 2.0**48}  # of angles: their sizes are below


@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_angles_are_exact_up_to_the_end_of_their_domain_and_nan_beyond(
    name: str, dtype: str
) -> None:
    limit, kind, rng = DOMAIN[dtype], np.dtype(dtype).type, np.random.default_rng(7)
    inside = spread(limit / 4, limit, 400, rng).astype(dtype)
    inside = np.append(inside[np.abs(inside) < limit], np.nextafter(kind(limit), kind(0)))
    exact = [getattr(mpmath, name)(mpmath.mpf(float(x))) for x in inside]
    assert errors_in_ulp(compiled(name, dtype)(inside), exact).max() <= SCANS[name].bound
    largest = float(np.finfo(dtype).max)
    beyond = spread(limit, largest * 0.9, 5_000, rng).astype(dtype)
    beyond = np.append(beyond[np.abs(beyond) >= limit], [limit, -limit, largest, -largest, inf])
    beyond = beyond.astype(dtype)
    assert np.isnan(compiled(name, dtype)(beyond)).all()
    assert all(np.isnan(getattr(lanes_math, name)(x)) for x in beyond[::50])


@pytest.mark.parametrize("name", ["sin", "cos"])
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_sine_and_cosine_never_leave_their_range(name: str, dtype: str) -> None:
    angles = spread(1e-3, DOMAIN[dtype] * 0.99, 40_000, np.random.default_rng(7)).astype(dtype)
    turns = (np.rint(angles) * (pi / 2)).astype(dtype)
    values = compiled(name, dtype)(np.append(angles, turns[np.abs(turns) < DOMAIN[dtype]]))
    assert np.all(np.abs(values) <= 1)


@pytest.mark.parametrize("name", ["tanh", "erf", "sigmoid"])
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_saturating_functions_never_leave_their_range(name: str, dtype: str) -> None:
    points = np.linspace(-45, 45, 40_001).astype(dtype)
    values = compiled(name, dtype)(points)
    assert values.max() == 1
    assert values.min() > 0 if name == "sigmoid" else values.min() == -1


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 7, 12, 30, -1, -2, -3, -5, -8])
def test_integer_power_is_within_an_ulp_a_factor(n: int, dtype: str) -> None:
    rng = np.random.default_rng(3)
    size = LARGEST_EXPONENT[dtype] / max(1, abs(n))
    points = spread(2.0**-size, 2.0**size, 60, rng).astype(dtype)
    got = np.array([lanes_math.integer_power(x, n) for x in points])
    exact = [mpmath.mpf(float(x)) ** n for x in points]
    assert got.dtype == dtype
    assert errors_in_ulp(got, exact).max() <= max(0.5, abs(n))


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_integer_power_has_the_limits_of_a_product(dtype: str) -> None:
    kind, power = np.dtype(dtype).type, lanes_math.integer_power
    for x, n, expected in (
        (0.0, 0, 1.0), (nan, 0, 1.0), (inf, -1, 0.0), (-inf, -3, -0.0), (-0.0, -1, -inf),
        (-0.0, 3, -0.0), (0.0, -2, inf), (-inf, 3, -inf), (-inf, 2, inf), (nan, 2, nan),
    ):  # fmt: skip
        assert same(power(kind(x), n), kind(expected)), (x, n)
    # 2**-k is subnormal for a k whose 2**k is not finite.
    tiny = kind(2.0) ** kind(SMALLEST_EXPONENT[dtype] - 4)
    assert power(kind(2.0), SMALLEST_EXPONENT[dtype] - 4) == tiny


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_integer_power_unrolls_in_a_kernel(dtype: str) -> None:
    unit, integer_power = memory.unit(dtype, 4), lanes_math.integer_power
    load, store = unit.load, unit.store

    @njit(error_model="numpy")
    def kernel(x, out):
        store(out, 0, integer_power(load(x, 0), 5))
        store(out, 4, integer_power(load(x, 0), -6))

    x, out = np.array([0.3, -1.7, 1e9, -0.0], dtype), np.empty(8, dtype)
    kernel(x, out)
    plain = [integer_power(v, n) for n in (5, -6) for v in x]
    assert all(same(a, b) for a, b in zip(out, plain, strict=True))


@pytest.mark.parametrize("name", ["exp", "log", "sin", "tanh", "erf", "sigmoid", "softplus"])
def test_a_python_number_gives_a_python_float(name: str) -> None:
    function = getattr(lanes_math, name)
    assert type(function(0.75)) is float
    assert type(function(np.float64(0.75))) is np.float64
    assert (
        function(0.75) == function(np.float64(0.75)) == compiled(name, "float64")(np.array([0.75]))
    )


def test_python_numbers_get_infinity_and_nan_where_python_would_raise() -> None:
    m = lanes_math
    for value, expected in (
        (m.exp(1e4), inf), (m.sinh(-1e4), -inf), (m.cosh(1e4), inf), (m.expm1(1e4), inf),
        (m.log(0.0), -inf), (m.log(-1.0), nan), (m.log1p(-1.0), -inf), (m.log1p(-3.0), nan),
        (m.sqrt(-1.0), nan), (m.asin(2.0), nan), (m.acos(-2.0), nan), (m.sin(inf), nan),
        (m.power(0.0, -1.5), inf), (m.power(-8.0, 1 / 3), nan), (m.power(1e200, 2.5), inf),
        (m.integer_power(0.0, -3), inf), (m.integer_power(1e200, 2), inf),
        (m.fma(inf, 0.0, 1.0), nan), (m.fma(1e300, 1e300, 0.0), inf), (m.fma(inf, 1.0, -inf), nan),
        (m.floor(-inf), -inf), (m.ceil(nan), nan), (m.sign(nan), nan), (m.softplus(1e4), 1e4),
        (m.sigmoid(-1e4), 0.0), (m.minimum(nan, 1.0), nan), (m.minimum(1, nan), nan),
        (m.maximum(nan, 1), nan), (m.maximum(-inf, nan), nan),
    ):  # fmt: skip
        assert type(value) is float
        assert same(np.float64(value), np.float64(expected)), (value, expected)


def test_arguments_of_both_precisions_meet_in_float32() -> None:
    got = lanes_math.power(np.float32(1.5), 2.25)
    assert type(got) is np.float32
    assert abs(float(got) - 1.5**2.25) < 2e-7
