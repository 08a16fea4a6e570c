"""The modules that a program's kernel consists of are those that a run of it loads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.cache import Source
from gdsim.engine.modules import sources
from gdsim.engine.networks import layout
from gdsim.engine.program import Program
from tests.engine.programs import only


def network(**changes: Any) -> gd.Network:
    data = gd.datasets.circle(samples=20, seed=3)
    given = {"layers": [2, 3, 1], "loss": "binary_cross_entropy", "data": data}
    return gd.Network(**{**given, **changes})


PROGRAMS: dict[str, Callable[[], Program]] = {
    "a function": lambda: only("x**2 + y**4", "sgd", start=(1.0, 2.0)),
    "coefficients": lambda: only("x**2", "adam", start=1.0, schedule="cosine"),
    "coefficients that vary": lambda: only("x**2", gd.Adam(beta1=[0.5, 0.9]), start=1.0),
    "a gradient point": lambda: only("x**2", "schedule_free_adamw", start=1.0),
    "modifiers": lambda: only("x**2", "sgd", start=1.0, clip_norm=0.5, noise=0.1),
    "a network": lambda: only(network()),
    "mini-batches": lambda: only(network(batch_size=8), "adam"),
    "mini-batches of each run": lambda: only(network(batch_size=8), seed=[1, 2]),
    "records": lambda: only(network(), record=["sharpness", "dead"], clip_value=0.1),
    "a network's gradient point": lambda: only(network(), "schedule_free_adamw"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_run_loads_the_modules_that_its_program_lists_and_no_others(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    loaded, load = set(), Source.load
    monkeypatch.setattr(Source, "load", lambda self: loaded.add(self) or load(self))
    made = PROGRAMS[name]()
    listed = sources(made)
    assert not loaded and len(listed) == len(set(listed))
    cpu.run(made, threads=1)
    assert {each for each in loaded if each.kind != "spread"} == set(listed)


def test_pictures_of_a_trained_network_need_no_other_modules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded, load = set(), Source.load
    monkeypatch.setattr(Source, "load", lambda self: loaded.add(self) or load(self))
    objective = network(batch_size=8)
    objective.outputs([0.1] * objective.size, [[0.2, 0.3]], dtype="float32")
    assert loaded and loaded <= set(sources(only(objective)))


def test_values_need_no_other_modules_and_what_they_switch_on_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layout, "width", lambda _: 4)  # sizes may have another layout

    def modules(**fields: Any) -> set[Source]:
        objective = fields.pop("objective", network(l2=[0.1, 0.2]))
        experiment = gd.Experiment(objective, fields.pop("optimizers", "adam"), **fields)
        return {source for made in experiment.programs() for source in sources(made)}

    plain = modules(steps=9)
    assert modules(steps=7, lr=0.3) == plain == modules(optimizers=[gd.Adam(beta1=0.8), "adam"])
    assert modules(objective=network(l2=0.3, batch_size=None, layers=[2, 9, 9, 1])) == plain
    for change in (
        {"lr": [0.1, 0.2]}, {"schedule": "cosine"}, {"modifiers": "cautious"},
        {"objective": network(activation="relu")}, {"dtype": "float64"},
        {"optimizers": ["adam", "lion"]}, {"record": "dead"},
    ):  # fmt: skip
        assert modules(**change) - plain, change
