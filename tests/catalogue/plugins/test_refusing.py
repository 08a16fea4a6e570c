"""An invalid definition is refused when it is loaded, in a sentence with its file."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.catalogue.discovery import KINDS, discover
from gdsim.catalogue.plugins import checks, in_use
from gdsim.catalogue.plugins.checks import check
from gdsim.engine import cache
from tests.catalogue.plugins.conftest import FUNCTION, OPTIMIZER

Written = Callable[..., Path]

SCHEDULE = """
from gdsim.catalogue import Hyper, Schedule
from gdsim.lanes.math import exp

def factor(t, steps, rate):
    return exp(-rate * t / steps)

DEFINITION = Schedule(factor, hyper={"rate": Hyper(2.0)}, summary="S.", formula="x", source="T.",
                      name="Fading")
"""
ACTIVATION = """
from gdsim.catalogue import Activation
DEFINITION = Activation("z*exp(-z**2)", summary="S.", formula="x", source="T.", name="Bump")
"""
LOSS = """
from gdsim.catalogue import Loss
DEFINITION = Loss("abs(y - t)**3", summary="S.", formula="x", source="T.", name="Cubic",
                  targets="values", outputs=("identity",))
"""
INITIALIZER = """
from gdsim.catalogue import Hyper, Initializer
DEFINITION = Initializer("uniform", lambda fan_in, gain: gain / fan_in, summary="S.", formula="x",
                         source="T.", name="Spread", hyper={"gain": Hyper(2.0)})
"""
DATA = """
from gdsim.catalogue import DataSet, Hyper
def make(samples): ...
DEFINITION = DataSet(make, summary="S.", source="T.", name="Pairs", hyper={"samples": Hyper(8)})
"""
# Each takes a whole vector; the second goes through its memory in a loop.
COLUMNS = """
from gdsim.catalogue import Hyper, Optimizer
from gdsim.lanes.columns import load, store
from gdsim.lanes.math import select

def step(n, p, g, h, lr):
    for i in range(n):
        store(p, i, load(p, i) - lr * load(g, i) * select(load(h, i) > 0, 1.0, 0.5))

DEFINITION = Optimizer(step, hyper={"lr": Hyper(0.1)}, summary="S.", formula="x", source="T.",
                       name="Columns", hessian=True)
"""
MODIFIER = """
from gdsim.catalogue import Hyper, Modifier

def update(p, new, average, keep):
    average = keep * average + (1 - keep) * new
    return new, average

DEFINITION = Modifier(update=update, state={"average": "p"}, hyper={"keep": Hyper(0.9)},
                      summary="S.", formula="x", source="T.", name="Averaging")
"""
STEP = "return p - lr * g / sqrt(1 + bend * g * g)"
GOOD = {
    "bounded": OPTIMIZER, "bowl": FUNCTION, "fading": SCHEDULE, "bump": ACTIVATION, "cubic": LOSS,
    "spread": INITIALIZER, "pairs": DATA, "columns": COLUMNS,
    "averaging": MODIFIER,
}  # fmt: skip

# Of a definition that is right: what is changed in it, and what is said of that. The line is that
# of the file, if the sentence names one.
REFUSED = [
    ("averaging", "update=update", "gradient=None", None, "a modifier has gradient or update, one"),
    ("averaging", "update=update", "gradient=update", None, "sums and state are of a modifier"),
    ("averaging", "(p, new, average, keep)", "(p, new, average, keeps)", None,
     "update takes 'keeps', which is neither a setting nor a value that it is passed"),
    ("averaging", "return new, average", "return new", None,
     "update must return a tuple of the parameter, average, got one number"),
    ("averaging", "return new, average", "return (new if new > p else p), average", 6,
     "update: code branches on a number"),
    ("averaging", '"p"}', '"start"}', None, "state: average begins at a number or 'p'"),
    ("bounded", "DEFINITION =", "METHOD =", None, "has no DEFINITION"),
    ("bounded", "DEFINITION = Optimizer(", "DEFINITION = dict(function=", None,
     "DEFINITION must be one of gdsim.catalogue's Function, Optimizer, Schedule, Activation, "),
    ("bounded", "return p", "return p +* 2", 8, "column 15: not valid Python: invalid syntax"),
    ("bounded", "import sqrt", "import squirt", 3, "importing it raises ImportError: cannot impor"),
    ("bounded", "def step", "1 / 0\ndef step", 6, "importing it raises ZeroDivisionError: divisio"),
    ("bounded", '    summary="A gradient step of bounded length.",\n', "", 11,
     "importing it raises TypeError: .*missing 1 required positional argument: 'summary'"),
    ("bounded", "g, lr, bend)", "g, lr, bent)", None,
     "step takes 'bent', .*; did you mean bend"),
    ("bounded", "g, lr, bend)", "g, lr, bend, h)", None, "step takes 'h', which is neither"),
    ("bounded", STEP, "return p - lr * math.exp(g)", 8,
     "step: a function for plain Python numbers gets a kernel's number; use those of gdsim.lanes"),
    ("bounded", STEP, "return p - lr * np.tanh(g)", 8, "step: kernels do not support NumPy's num"),
    ("bounded", STEP, "return p - lr * np.float64(2) * g", 8, "step: kernels do not support NumPy"),
    ("bounded", STEP, "return p - lr * g**2", 8, r"step: kernels do not support \*\*; use "),
    ("bounded", STEP, "return p - 2**g", 8, r"step: kernels do not support \*\*; use "),
    ("bounded", STEP, "return p - lr * (g % 2)", 8, "step: kernels do not support // and %"),
    ("bounded", STEP, "return p - lr * max(g, 0)", 8, "step: code branches on a number"),
    ("bounded", STEP, "return p if g > 0 else p - lr", 8, "step: code branches on a number"),
    ("bounded", STEP, "return p - lr * (g > 0)", 8, "step: the result of a comparison is used as"),
    ("bounded", STEP, "return p - sqrt(g > 0)", 8, "step: the result of a comparison is used as"),
    ("bounded", STEP, "return p - lr * ((g > 0) & True)", 8, "step: a plain True or False is comb"),
    ("bounded", STEP, "return p - lr * abs(g)", 8, "step: a function for plain Python num"),
    ("bounded", STEP, "return p - lr * g.real", 8, "step raises AttributeError: .*no attribute 'r"),
    ("bounded", STEP, "return p - lr * sqrt(g, 2)", 8, "step raises TypeError: too many positiona"),
    ("bounded", STEP, "return p - lr * far(g)", 8, "step raises NameError: name 'far' is not defi"),
    ("bounded", STEP, "return step(p, g, lr, bend)", 8, "step calls itself endlessly"),
    ("bounded", STEP, "return p - lr * g, p", None,
     "step must return one number, got 2 values"),
    ("bounded", STEP, "pass", None, "step must return a number for p, got None"),
    ("bounded", STEP, "return p > g", None, "step must return a number for p, got the result"),
    ("bounded", 'name="Bounded",', 'name="Bounded", state={"v": 0.0},', None,
     "step must return a tuple of p, v, got one number"),
    ("bounded", 'name="Bounded",', 'name="Bounded", state={"v": "speed"},', None,
     "state: v must start at a number, the name of a setting or 'p', got 'speed'"),
    ("bounded", 'name="Bounded",', 'name="Bounded", state={"bend": 0.0},', None,
     "'bend' is in state and also in hyper"),
    ("bounded", 'name="Bounded",', 'name="Bounded", state={"schedule": 0.0},', None,
     "'schedule' is in state and also in what every optimizer takes"),
    ("bounded", 'name="Bounded",', 'name="Bounded", coefficients=("k",),', None,
     "coefficients and shared values need a function prepare, which is missing"),
    ("bounded", 'name="Bounded",', 'name="Bounded", prepare=lambda t, u: (t,),', None,
     "prepare takes 'u', which is neither"),
    ("bounded", 'name="Bounded",',
     'name="Bounded", prepare=lambda t: t, coefficients=("k",),', None,
     "prepare must return a tuple of k, got one number"),
    ("bounded", 'name="Bounded",', 'name="Bounded", preconditioner=2,', None,
     "preconditioner must be a function of one parameter, 1 or None, .*, got 2"),
    ("columns", 'name="Columns",', 'name="Columns", preconditioner=1,', None,
     "preconditioner must be .*, and None for steps of whole columns, got 1"),
    ("bounded", 'name="Bounded",', 'name="Bounded", preconditioner=lambda v: v,', None,
     "preconditioner takes 'v', which is neither"),
    ("bounded", 'name="Bounded",', 'name="Bounded", preconditioner=lambda g: (g, g),', None,
     "preconditioner must return one number, got 2 values"),
    ("pairs", 'name="Pairs",', 'name="Pairs", classes="kinds",', None,
     "classes must be names, or the setting that is their number, got 'kinds'"),
    ("bounded", '"Bounded"', '"bounded"', None, "name is the method's name in Python, as in"),
    ("bounded", '"Bounded"', '"Session"', None, "name 'Session' is already used: gdsim.Session is"),
    ("bounded", '"Bounded"', '"AdamW"', None, "there is already an optimizer 'adamw'"),
    ("bounded", '"Bounded"', '"Cosine"', None, "name 'Cosine' is already that of a schedule"),
    ("bounded", '"Bounded"', "3", None, "name must be text, got 3"),
    ("bounded", "Hyper(1.0, positive", "Hyper(-1.0, positive", None,
     "hyper: bend must be a number above 0, but its default is -1.0"),
    ("bounded", '"bend": Hyper', '"bend": float', 15, "importing it raises TypeError"),
    ("bounded", '"bend": Hyper(1.0, positive, summary="How soon it is steep."),', '"bend": 1.0,',
     None, "hyper: bend must be a Hyper or Flag, got 1.0"),
    ("columns", "load(g, i) *", "g[i] *", 8, "step: a column must be read with load and written"),
    ("columns", "store(p, i, ", "(", None, None),  # writes nothing: allowed, if of no use
    ("columns", "select(load(h, i) > 0,", "select(load(h, i),", 8, "step: select needs a comparis"),
    ("columns", "DEFINITION =", "DEFINITION = None\nstep.__doc__ = ''\nDEFINITION =", None, None),
    ("columns", "    for i in", "    return lr\n    for i in", None, "step must return nothing"),
    ("bowl", "3*y**4", "3*y**", None, "its text, column 13: expected a number, a name or '"),
    ("bowl", "3*y**4", "a*y**4", None, r"domain must have a \(low, high\) pair for each of a, x,"),
    ("bowl", "(-2, 2))", "(2, -2))", None, r"domain must have a \(low, high\) pair for each of x,"),
    ("bowl", "(1.5, -0.5)", "(1.5,)", None, r"start: a point has 2 numbers, got \(1.5,\)"),
    ("bowl", "x**2 +", "log(x - 2) +", None, r"start: its value at \(1.5, -0.5\) is not finite"),
    ("bowl", "start=", "minima=((1, 0),), minimum=0.5, start=", None,
     r"minimum is 0.5, but the value at \(1, 0\) is 1"),
    ("bowl", "start=", "minima=((1, 0, 0),), start=", None, "minima: a point has 2 numbers, got"),
    ("bowl", "start=", "parameters={'c': 1.0}, start=", None, "parameters: c must be a Hyper, got"),
    ("fading", "(t, steps, rate)", "(t, epochs, rate)", None, "factor takes 'epochs', which is"),
    ("fading", "return exp", "return t > 0, exp", None, "factor must return one number, got"),
    ("fading", '{"rate"', '{"warmup": Hyper(2.0), "rate"', None, "'warmup' is in hyper and also i"),
    ("bump", "z*exp", "z*exb", None, "its text, column 3: unknown function 'exb'; did you mean ex"),
    ("bump", "z*exp", "x*exp", None, "its text, column 1: "),
    ("cubic", '"values"', '"numbers"', None, "targets must be one of values, bits, signs, classes"),
    ("cubic", '("identity",)', '"identity"', None, "outputs must name the output functions, got '"),
    ("cubic", "abs(y - t)", "abs(y - z)", None, "its text, column 9: "),
    ("spread", '"uniform"', '"cauchy"', None, "distribution must be one of constant, normal, unif"),
    ("spread", "fan_in, gain", "fan_inn, gain", None, "scale takes 'fan_inn', .*; did you mean fa"),
    ("pairs", "make(samples)", "make(count)", None, "make takes 'count', which is neither a setti"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "sentence"),
    [pytest.param(*each, id=f"{i}-{each[0]}") for i, each in enumerate(REFUSED)],
)
def test_a_slip_is_told_with_its_file_and_line(
    written: Written, name: str, old: str, new: str, line: int | None, sentence: str | None
) -> None:
    text = "import math, numpy as np" + GOOD[name]
    assert text.count(old) >= 1
    folder = written(**{name: text.replace(old, new, 1)})
    if sentence is None:
        gd.use_catalogue(folder)
        return
    with pytest.raises(SettingError) as caught:
        gd.use_catalogue(folder)
    said = str(caught.value)
    where = f"{folder / name}.py" + (f", line {line}" if line else "")
    assert said.startswith(where), said
    assert re.search(f"[:,] {sentence}", said), said
    assert "\n" not in said
    assert in_use.in_use() == ()


def test_definitions_that_are_right_are_not_refused(written: Written) -> None:
    found = gd.use_catalogue(written(**GOOD))
    assert sum(map(len, found.methods.values())) == len(GOOD)


@pytest.mark.parametrize("word", [kind for kind in KINDS if kind != "suite"])
def test_gdsims_own_definitions_pass_the_checks_of_users(word: str) -> None:
    package = KINDS[word].package
    found = discover(word)
    assert found
    for name, definition in found.items():
        check(name, definition, Path(str(importlib.import_module(f"{package}.{name}").__file__)))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"adam": OPTIMIZER}, "adam.py: there is already an optimizer 'adam'"),
        ({"sphere": FUNCTION}, "sphere.py: there is already a function 'sphere'"),
        ({"x1": FUNCTION}, "x1.py: 'x1' is the name of a variable, so a function cannot have it"),
        ({"my-bowl": FUNCTION}, "my-bowl.py: the file's name is the method's name and"),
        ({"class": FUNCTION}, "class.py: the file's name is the method's name and"),
        (
            {"bowl": FUNCTION, "functions__bowl": FUNCTION},
            "bowl.py: there is already a function 'bowl'",
        ),
        ({"b_owl": FUNCTION, "bowl": FUNCTION}, "bowl.py: there is already a function 'b_owl'"),
        ({"bowl": FUNCTION, "notes": "X = 1"}, "notes.py: has no DEFINITION; if it is only"),
        ({"_bowl": FUNCTION}, "shelf: has no file with a DEFINITION, so it is not a catalogue"),
        ({"bowl": "a\0b"}, "bowl.py: not valid Python: source code string cannot contain null"),
        ({"__init__": "1 / 0", "bowl": FUNCTION}, "line 1: importing it raises ZeroDivisionErr"),
    ],
)
def test_files_that_make_no_catalogue_are_refused(
    written: Written, files: dict[str, str], sentence: str
) -> None:
    folder = written(bowl="")
    (folder / "bowl.py").unlink()
    for name, text in files.items():
        path = folder / f"{name if name == '__init__' else name.replace('__', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    with pytest.raises(SettingError, match=re.escape(sentence)):
        gd.use_catalogue(folder)
    assert in_use.in_use() == ()


def test_two_catalogues_cannot_have_the_same_name(written: Written, tmp_path: Path) -> None:
    first = gd.use_catalogue(written(bounded=OPTIMIZER))
    other = tmp_path / "other"
    other.mkdir()
    (other / "bowl.py").write_text(FUNCTION)
    (other / "tied.py").write_text(OPTIMIZER)
    with pytest.raises(SettingError, match=r"tied\.py: there is already an optimizer 'bounded'"):
        gd.use_catalogue(other)
    assert in_use.in_use() == (first,)
    assert "bowl" not in discover("function")


def test_nothing_of_a_file_without_a_definition_is_run(written: Written, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    folder = written(bowl=FUNCTION, notes=f"open({str(mark)!r}, 'w')")
    with pytest.raises(SettingError, match="has no DEFINITION"):
        gd.use_catalogue(folder)
    assert not mark.exists()


def test_what_only_the_compiler_finds_is_a_sentence_too(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    monkeypatch.setattr(checks, "tried", lambda definition, file: None)
    gd.use_catalogue(written(bounded=OPTIMIZER.replace(STEP, "return p - lr * g**2")))
    with pytest.raises(SettingError, match=r"bounded\.py: the compiler does not understand it: "):
        gd.Experiment("sphere", [gd.Bounded()], steps=3).run()
