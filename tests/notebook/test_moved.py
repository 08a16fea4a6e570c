"""The sliders of a widget, and the experiments that they make."""

import pytest

import gdsim as gd
from gdsim.notebook.moved import MOST_WORK, Moved

EXPERIMENT = gd.Experiment(
    gd.Function("rosenbrock", b=20),
    [gd.SGD(), gd.Momentum(lr=0.002, momentum=0.8), gd.Adam(beta1=0.7)],
    lr=0.004,
    start=(-1.0, 0.5),
    steps=120,
)


def titles(moved):
    return [each.title for each in moved.sliders]


def test_usual_sliders_are_those_of_the_rates_and_of_the_function():
    moved = Moved.of(EXPERIMENT)
    assert titles(moved) == ["SGD: lr", "Momentum: lr", "Adam: lr", "a", "b"]
    assert [each.value for each in moved.sliders] == [0.004, 0.002, 0.004, 1.0, 20.0]
    one = Moved.of(EXPERIMENT.replace(optimizers=[gd.SGD()]), "lr")
    assert titles(one) == ["lr"]


def test_sliders_by_name_put_their_numbers_into_the_experiment():
    moved = Moved.of(EXPERIMENT, ["momentum", "b", "lr"])
    assert titles(moved)[:2] == ["Momentum: momentum", "b"] and len(moved.sliders) == 5
    assert moved.at([]) == EXPERIMENT
    made = moved.at([0.5, 1.0, None, 0.0, None], start=(0.25, -0.75))
    momentum, b, _, rate, _ = moved.sliders
    assert made.optimizers[1].settings["momentum"] == momentum.scale.value(0.5) != 0.8
    assert made.objective.parameters["b"] == b.scale.high and made.start.coordinates == (
        0.25,
        -0.75,
    )
    assert made.optimizers[1].settings["lr"] == rate.scale.low == pytest.approx(2e-6)
    assert made.optimizers[0] == gd.SGD() and made.optimizers[2] == gd.Adam(beta1=0.7)


def test_places_beyond_the_ends_are_the_ends():
    moved = Moved.of(EXPERIMENT, "momentum")
    assert moved.at([7.0]) == moved.at([1.0])
    assert moved.sliders[0].said(-3.0) == "0"


def test_what_has_several_values_or_no_order_has_no_slider():
    swept = EXPERIMENT.replace(lr=None, optimizers=[gd.SGD(lr=[0.1, 0.2]), gd.Adam(lr=0.01)])
    assert titles(Moved.of(swept, "lr")) == ["Adam: lr"]


@pytest.mark.parametrize(
    "names, sentence",
    [
        ("momentun", "no slider moves 'momentun'; did you mean momentum"),
        (["lr", 3], "no slider moves 3; .*"),
    ],
)
def test_an_unknown_name_gets_a_sentence(names, sentence):
    with pytest.raises(gd.SettingError, match=sentence):
        Moved.of(EXPERIMENT, names)


def test_what_is_too_large_to_follow_the_hand_is_refused_and_so_is_what_is_no_experiment():
    large = EXPERIMENT.replace(start=gd.uniform(100_000), steps=1000)
    with pytest.raises(gd.SettingError, match=f"up to {MOST_WORK:,} steps .* has 300,000,000"):
        Moved.of(large)
    with pytest.raises(gd.SettingTypeError, match="an Experiment or its file is needed, got 7"):
        Moved.of(7)


def test_a_coordinate_that_a_page_cannot_send_is_refused_in_a_sentence():
    moved = Moved.of(gd.Experiment("himmelblau", "sgd"))
    with pytest.raises(gd.SettingError, match="start must be any finite number, got nan"):
        moved.at((), [None, 1.0])


def test_a_file_is_opened(tmp_path):
    EXPERIMENT.save(tmp_path / "own.toml")
    assert Moved.of(tmp_path / "own.toml").experiment == EXPERIMENT
    assert Moved.of(str(tmp_path / "own.toml")).can_drag
