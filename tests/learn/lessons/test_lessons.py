"""Lessons: every claim holds or fails as its lesson says, and every topic has its lesson."""

from __future__ import annotations

import pytest

import gdsim as gd
from gdsim.base import assets
from gdsim.learn.lessons.lessons import lesson, lessons, load

SHELF = lessons()

# What the founding text says, a line a takeaway or row of a table, and where it is measured.
TOPICS = {
    "a derivative is the slope; the key derivatives": "derivative_as_slope",
    "the gradient is steepest ascent, a smooth function is nearly linear": (
        "gradient_is_steepest_ascent"
    ),
    "the chain rule carries change through composed functions": "chain_rule",
    "backpropagation is the chain rule on a network": "backpropagation_by_hand",
    "w <- w - rate * gradient": "one_step_of_descent",
    "too large diverges, too small is slow and may get stuck": "learning_rate",
    "batch, stochastic, mini-batch": "batches",
    "noise can leave local minima": "noise_leaves_a_local_minimum",
    "step decay and cosine annealing": "schedules",
    "warmup": "warmup",
    "momentum damps oscillation": "momentum_in_a_ravine",
    "RMSprop on non-stationary objectives": "rmsprop_on_moving_ground",
    "Adam joins both": "adam_combines_both",
    "AdamW decouples weight decay": "adamw_and_l2",
    "Lion's sign steps and memory": "lion",
    "vanishing gradients: ReLU against sigmoid": "depth_relu_and_sigmoid",
    "saddle points": "saddle_points",
    "conditioning": "conditioning",
    "edge of stability": "edge_of_stability",
    "the fractal edge of trainability": "fractal_edge",
    "initialisation": "initialisation",
    "the loss says how wrong predictions are": "loss_functions",
}


@pytest.mark.parametrize("name", SHELF)
def test_every_claim_comes_out_as_its_lesson_says(name):
    measured = SHELF[name].run()
    assert len(measured.findings) == len(SHELF[name].claims) >= 3
    wrong = [f"{f.claim.sentence} {f.numbers}" for f in measured.findings if not f.as_expected]
    assert wrong == []
    assert measured.as_expected
    assert all("undefined" not in finding.numbers for finding in measured.findings)


def test_every_topic_of_the_text_has_its_lesson():
    assert set(TOPICS.values()) <= set(SHELF)
    assert len(SHELF) >= 20


def test_lessons_have_an_order_a_text_and_sentences():
    orders = [each.order for each in SHELF.values()]
    assert orders == sorted(set(orders))
    for each in SHELF.values():
        assert len(each.paragraphs) >= 2
        assert sum(len(paragraph.split()) for paragraph in each.paragraphs) > 60
        for claim in each.claims:
            assert claim.sentence.endswith(".") and not claim.sentence.endswith("..")
            assert claim.expected or claim.otherwise.endswith(".")
    assert any(not claim.expected for each in SHELF.values() for claim in each.claims)


@pytest.mark.parametrize("name", SHELF)
def test_a_lesson_is_an_ordinary_experiment_file(name):
    chosen = SHELF[name]
    experiment = gd.Experiment.load(chosen.path)
    first = next(iter(chosen.experiments.values()))
    assert experiment == first and experiment.title == chosen.title
    assert all(each.memory_estimate < 2**30 for each in chosen.experiments.values())


@pytest.mark.parametrize("name", [n for n, each in SHELF.items() if each.has_explanations])
def test_what_a_lesson_is_about_is_worked_through(name):
    for each in SHELF[name].explanations():
        assert each.steps and max(map(len, each.text(80).splitlines())) <= 80


def test_the_numbers_of_the_founding_text_come_out():
    findings = lesson("backpropagation_by_hand").run().findings
    assert [each.values[0] for each in findings[:5]] == pytest.approx(
        [3.61, 0.576, 0.138, (7.6**2 + 3.8**2) ** 0.5, -7.6], rel=1e-12
    )
    assert lesson("chain_rule").run().findings[0].values == (20, 20)


def test_lessons_are_shipped():
    assert {path.stem for path in assets.path("lessons").glob("*.toml")} == set(SHELF)


def test_threads_change_no_finding():
    chosen = SHELF["conditioning"]
    assert chosen.run(threads=1) == chosen.run(threads=2)


def test_a_cancelled_lesson_measures_nothing():
    assert SHELF["learning_rate"].run(cancelled=lambda: True).findings == ()


# --- A lesson's file ----------------------------------------------------------------------------

SMALL = """\
gdsim = 1
title = "Small"
objective = { function = "x**2", start = [1.0] }
lr = 0.25
steps = 3
tolerance = 0.0
record = ["loss", "params"]
schedule = { name = "cosine", min_factor = 0.5 }
optimizers = "sgd"

[lesson]
base = "bowl"
text = \"\"\"
One line,
and one more.

A second paragraph.
\"\"\"

[lesson.variants.steep]
lr = 0.125
schedule = "constant"
[lesson.variants.steep.objective]
function = "4*x**2"

[lesson.variants.warm.schedule]
warmup = 2

[lesson.variants.other.objective.network]
layers = [2, 3, 1]
data = { name = "moons", samples = 20 }

[[lesson.claims]]
sentence = "Half of the rate and four times the curvature jump to the minimum."
equal = [{ of = "loss", variant = "steep", name = "loss" }, 0]
"""


@pytest.fixture
def small(tmp_path):
    def written(*changes):
        text = SMALL
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "small.toml").write_text(text, encoding="utf-8")
        return tmp_path / "small.toml"

    return written


def test_a_file_is_read_as_it_is_written(small):
    chosen = load(small())
    assert (chosen.name, chosen.title) == ("small", "Small")
    assert chosen.paragraphs == ("One line, and one more.", "A second paragraph.")
    assert chosen.variants == ("bowl", "steep", "warm", "other")
    assert lesson(str(small())) == chosen


def test_a_variant_is_the_experiment_with_some_keys_replaced(small):
    found = load(small(('record = ["loss", "params"]\n', ""))).experiments
    assert found["steep"] == gd.Experiment(
        gd.Function("4*x**2"), gd.SGD(), lr=0.125, steps=3, tolerance=0.0, title="Small",
        schedule=gd.Constant(),
    )  # fmt: skip
    assert found["warm"] == found["bowl"].replace(schedule=gd.Cosine(min_factor=0.5, warmup=2))
    assert found["other"].objective.layers == (2, 3, 1)
    assert found["other"].lr == 0.25


REFUSED = [
    (("[lesson]", "[lesson.other]"), "unknown key 'other'"),
    (('title = "Small"', ""), "a lesson needs a title and a text"),
    (("[[lesson.claims]]", "[lesson.claims]"), "a lesson needs claims"),
    (('sentence = "H', 'sentense = "H'), "unknown key 'sentense'; did you mean sentence?"),
    (("equal = [", "same = ["), "unknown key 'same'"),
    ((", 0]", "]"), "equal needs at least two numbers to compare"),
    (('of = "loss"', 'of = "los"'), "unknown measure of = 'los'; did you mean loss?"),
    (('variant = "steep"', 'variant = "step"'), "unknown variant 'step'; did you mean steep?"),
    (('name = "loss" }', "x = true }"), "must be a label, a number or [low, high], got True"),
    (('name = "loss" }', 'over = "lest" }'), "unknown reduction 'lest'"),
    ((", 0]", ', 0]\notherwise = "no"'), "expected = false needs otherwise, which says"),
    (('base = "bowl"', 'base = "warm"'), "the base and a variant are both called 'warm'"),
    (('base = "bowl"', 'order = "last"'), "order must be a number, got 'last'"),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED)
def test_a_file_that_is_no_lesson_is_refused_in_one_sentence(small, change, sentence):
    path = small(change)
    with pytest.raises(ValueError) as caught:
        load(path)
    assert sentence in str(caught.value)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_an_ordinary_experiment_file_is_no_lesson():
    with pytest.raises(ValueError, match="not a lesson: the file has no table"):
        load(assets.path("experiments/basins.toml"))


MISMEASURED = [
    ('of = "loss", lr = 0.5', "there is no dimension 'lr'"),
    ('of = "sharpness"', "sharpness must be in the experiment's record to be measured"),
    ('of = "params", variable = "y"', "no variable is called 'y'"),
    ('of = "jump", what = "lr"', "needs record = ['lr']"),
    ('of = "loss", step = [0, 3]', "step must be selected, or reduced with over"),
    ('of = "loss", step = 2.5', "step has no value 2.5"),
    ('of = "slope", at = { y = 1.0 }', "at must give x and no more, got {'y': 1.0}"),
    ('of = "best"', "best needs axis, such as axis = 'lr'"),
    ('of = "steps_to"', "steps_to needs below, such as below = 0.1"),
    ('of = "share", verdict = "lost"', "unknown verdict 'lost'"),
]


@pytest.mark.parametrize(("measure", "sentence"), MISMEASURED)
def test_what_cannot_be_measured_is_one_sentence_with_the_claim(small, measure, sentence):
    chosen = load(small(('of = "loss", variant = "steep", name = "loss"', measure)))
    with pytest.raises(ValueError) as caught:
        chosen.run()
    assert sentence in str(caught.value) and "claim 1 (Half of the rate" in str(caught.value)


def test_a_variant_that_cannot_be_is_named(small):
    chosen = load(small(("lr = 0.125", "lr = -1.0")))
    with pytest.raises(ValueError, match="variant steep: lr must be a number at least 0"):
        _ = chosen.experiments


def test_an_unknown_lesson_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="no lesson 'leon'; did you mean lion"):
        lesson("leon")
    assert lesson("saddle-points").name == "saddle_points"
