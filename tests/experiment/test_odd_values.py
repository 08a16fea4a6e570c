"""Odd values of any argument are either accepted or refused in a sentence."""

import inspect
import os
import signal
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.choices import methods


class Silent:
    """A value whose repr fails."""

    def __repr__(self):
        raise RuntimeError("no words")


class Loud:
    def __repr__(self):
        return "two\nlines"


ENDLESS: list = []
ENDLESS.append(ENDLESS)
DEEP: list = [1.0]
for _ in range(200):
    DEEP = [DEEP]

ODD = {
    "0-d number": np.array(3.0),
    "0-d text": np.array("a"),
    "0-d object": np.array(None, object),
    "matrix": np.ones((2, 3)),
    "cube": np.zeros((2, 2, 2)),
    "no numbers": np.zeros(0),
    "no rows": np.zeros((0, 2)),
    "objects": np.array([Silent(), None], object),
    "texts": np.array(["a", "b"]),
    "dates": np.array(["2020-01-01"], "datetime64[D]"),
    "records": np.zeros(2, [("a", int)]),
    "masked": np.ma.array([1.0, 2.0], mask=[0, 1]),
    "one masked": np.ma.masked,
    "longer type": np.longdouble("1e4000"),
    "nan": float("nan"),
    "infinity": float("inf"),
    "-infinity": -float("inf"),
    "huge": 10**400,
    "-huge": -(10**400),
    "too many digits": 10**5000,
    "beyond int64": 2**63,
    "negative": -1,
    "half": 0.5,
    "complex": 1j,
    "fraction": Fraction(1, 3),
    "decimal": Decimal("0.1"),
    "True": True,
    "None": None,
    "bytes": b"abc",
    "nested": [[[]]],
    "deep": DEEP,
    "endless": ENDLESS,
    "empty": [],
    "list of an empty one": [[]],
    "list of None": [None],
    "list of NaN": [float("nan")],
    "list of silent": [Silent()],
    "ragged": [[1, 2], [3]],
    "mixed": [1, "a", None, [2]],
    "list with an axis": [gd.linspace(0, 1, 3), 0.5],
    "list of 0-d": [np.array(0.5)],
    "tuple": (1,),
    "set": {1, 2},
    "dict": {},
    "dict of a number": {"name": 3},
    "dict with an odd key": {Silent(): Silent()},
    "range": range(10**30),
    "empty range": range(0),
    "linspace": gd.linspace(0, 1, 3),
    "long logspace": gd.logspace(1, 2, 10**8),
    "silent": Silent(),
    "two lines": Loud(),
    "class": Silent,
    "object": object(),
    "function": lambda x: x,
    "memory": memoryview(b"ab"),
    "ellipsis": ...,
    "surrogate": "a\udc80b",
    "NUL": "a\0b",
    "escape": "\x1b[31m",
    "long name": "x" * 20_000,
    "long words": "adam " * 4000,
    "long number": "9" * 5000,
    "parentheses": "(" * 5000,
    "no text": "",
    "optimizer": gd.Adam(),
    "method": gd.Adam,
    "schedule": gd.Cosine(warmup=3),
    "function to minimise": gd.Function("sphere"),
    "draws": gd.uniform(3),
    "grid": gd.grid(3, 3),
    "data": gd.datasets.spiral(samples=20),
    "maker of data": gd.datasets.spiral,
    "init": gd.inits.normal(std=2),
}
DATA = gd.datasets.spiral(samples=20)
SWEEP = gd.Experiment("sphere", "sgd", steps=3, lr=[0.1, 0.2])
POINTS = np.arange(12.0).reshape(6, 2)


def experiment(**fields):
    return gd.Experiment(**{"objective": "rosenbrock", "optimizers": "adam", **fields})


def network(**fields):
    return gd.Network(**{"layers": [2, 3, 1], "data": DATA, **fields})


def arguments(call):
    return [name for name in inspect.signature(call).parameters if name != "self"]


def places():
    """Everywhere that a value can be given, by name: a function of the value."""
    for name in arguments(gd.Experiment.__init__):
        yield f"Experiment {name}", lambda v, n=name: experiment(**{n: v})
        yield f"Experiment.replace {name}", lambda v, n=name: experiment().replace(**{n: v})
        yield (
            f"Experiment of a network {name}",
            lambda v, n=name: experiment(**{"objective": network(), n: v}),
        )
    for name in ("record", "measures", "optimizers", "schedule", "lr", "seed", "start"):
        yield f"Experiment {name}, in a list", lambda v, n=name: experiment(**{n: [v, 0.5]})
    yield "Experiment record, in a table", lambda v: experiment(record={"loss": v})
    yield (
        "Experiment steps and epochs",
        lambda v: experiment(objective=network(), steps=v, epochs=3),
    )
    yield "start of one variable", lambda v: experiment(objective="x**2", start=v)
    yield "Function", gd.Function
    for name in ("domain", "start", "step", "b"):
        yield f"Function {name}", lambda v, n=name: gd.Function("rosenbrock", **{n: v})
        yield f"Function of a text {name}", lambda v, n=name: gd.Function("x**2 + b*t", **{n: v})
    yield "Function.evaluate", gd.Function("rosenbrock").evaluate
    yield "Function.gradient", gd.Function("rosenbrock").gradient
    for name in arguments(gd.Network.__init__):
        yield f"Network {name}", lambda v, n=name: network(**{n: v})
        yield f"Network.replace {name}", lambda v, n=name: network().replace(**{n: v})
    for name, count in {"layers": 3, "activation": 1, "lr_scale": 2, "drift": 2, "init": 2}.items():
        yield f"Network {name}, in a list", lambda v, n=name, c=count: network(**{n: [v] * c})
    yield "Network init, in pairs", lambda v: network(init=[(v, v), (v, v)])
    yield "Network loss, delta", lambda v: network(loss={"name": "huber", "delta": v})
    yield "Network loss, name", lambda v: network(loss={"name": v})
    for name in ("weights", "flat", "evaluate", "gradient", "sharpness"):
        yield f"Network.{name}", lambda v, n=name: getattr(network(), n)(v)
    yield "Network.outputs", lambda v: network().outputs(v, [[0, 0]])
    for kind in ("optimizer", "schedule", "initializer", "activation", "loss"):
        for method in list(methods(kind).values())[:3]:
            for name in method.hyper:
                yield f"{kind} {method.name} {name}", lambda v, m=method, n=name: m(**{n: v})
            yield f"{kind} {method.name} unnamed", method
    for call in (gd.linspace, gd.logspace):
        for i in range(3):
            yield (
                f"{call.__name__} {i}",
                lambda v, c=call, i=i: c(*[v if i == j else x for j, x in enumerate((1, 2, 3))]),
            )
    for name in ("n", "seed", "domain"):
        yield f"uniform {name}", lambda v, n=name: gd.uniform(**{"n": 3, n: v})
    yield "grid", lambda v: gd.grid(v, 3)
    yield "grid domain", lambda v: gd.grid(3, 3, domain=v)
    for name in arguments(gd.datasets.spiral):
        yield (
            f"datasets.spiral {name}",
            lambda v, n=name: gd.datasets.spiral(**{"samples": 20, n: v}),
        )
    for name in arguments(gd.datasets.from_arrays):
        yield (
            f"datasets.from_arrays {name}",
            lambda v, n=name: gd.datasets.from_arrays(
                **{"inputs": POINTS, "targets": [0, 1, 0, 1, 0, 1], n: v}
            ),
        )
    yield "datasets.from_recipe", gd.datasets.from_recipe
    yield "Experiment.from_toml", gd.Experiment.from_toml
    yield "Session", gd.Session
    yield "Session.advance", lambda v: gd.Session(SWEEP).advance(v)
    yield "Session.rewind", lambda v: gd.Session(SWEEP).rewind(v)
    yield "run backend", lambda v: SWEEP.run(backend=v)
    yield "run threads", lambda v: SWEEP.run(threads=v)
    yield "gd.run", gd.run
    yield "load", gd.load
    yield "Experiment.load", gd.Experiment.load
    yield "verdict_table", gd.verdict_table
    yield "explain", gd.explain
    yield "explain diagnosis", lambda v: gd.explain(v, about="diagnosis")
    yield "explain about", lambda v: gd.explain("x**2", about=v)
    yield "explain at", lambda v: gd.explain("(2*x + 3)**2", at=v)
    yield "suite", gd.suite


PLACES = dict(places())
# Files that would be written where something else can be named.
WRITTEN = {
    "save": lambda v: gd.save(SWEEP.run(), v),
    "Experiment.save": lambda v: SWEEP.save(v),
    "gd.run out": lambda v: gd.run(SWEEP, out=v),
    "picture": lambda v: gd.picture(SWEEP.run(), v),
}
_SECONDS = 20  # each takes milliseconds; a hang is what is looked for


def check(place, odd, call):
    """SettingError, in one line of bounded length that can be printed, or nothing."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _late)
        signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        call(ODD[odd])
    except gd.SettingError as error:
        said = str(error)
        assert "\n" not in said and len(said) < 2000, (odd, said[:300])
        said.encode()
    except Exception as error:
        raise AssertionError(f"{place}: {odd}: {type(error).__name__}: {error}") from error
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _late(number, frame):
    raise TimeoutError(f"no answer within {_SECONDS} s")


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """What is compiled once is not what is waited for."""
    SWEEP.run(), gd.Session(SWEEP).advance(1)
    for method in (network().evaluate, network().gradient, network().sharpness):
        method(np.zeros(13))
    network().outputs(np.zeros(13), [[0, 0]])
    rosenbrock = gd.Function("rosenbrock")
    rosenbrock.evaluate([[0, 0]]), rosenbrock.gradient([[0, 0]])


@pytest.mark.parametrize("place", PLACES)
def test_an_odd_value_is_taken_or_refused_in_a_sentence(place):
    for odd in ODD:
        check(place, odd, PLACES[place])


@pytest.mark.parametrize("place", WRITTEN)
def test_what_is_no_name_of_a_file_is_refused(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for odd in ODD:
        if odd not in ("None", "escape"):  # nothing is written; a name that can be had
            check(place, odd, WRITTEN[place])


def test_numbers_are_not_taken_for_files_that_are_open(tmp_path):
    reading, writing = os.pipe()
    with os.fdopen(writing, "w"), pytest.raises(gd.SettingError, match="given by its name"):
        gd.Experiment.load(reading)
    os.fstat(reading)  # still open
    os.close(reading)
