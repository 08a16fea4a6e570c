"""Lessons: every claim holds or fails as its lesson says, and every topic has its lesson."""

from __future__ import annotations

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.base import assets
from gdsim.learn.lessons.lessons import lesson, lessons, load
from gdsim.learn.lessons.outcomes import MEASURES, View

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
    "Adam's edge of stability, 38 / rate": "preconditioned_edge",
    "the central flow at the edge": "central_flow",
    "rare classes, and why Adam learns them": "rare_classes",
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
    if SHELF[name].picture is not None:
        assert_shows_numbers(SHELF[name].picture, measured.runs)
    assert all("undefined" not in finding.numbers for finding in measured.findings)


def assert_shows_numbers(picture, runs):
    """Each line, map or path of a picture has at least two finite numbers."""
    if picture.kind == "paths":
        drawn = [points for _, points in picture.routes(runs)]
    elif picture.kind == "map":
        drawn = [picture.pixels(runs)[2]]
    else:
        drawn = [curve.y for curve in picture.curves(runs)]
    assert all(np.isfinite(numbers).sum() >= 2 for numbers in drawn)


@pytest.mark.parametrize("name", SHELF)
def test_a_task_is_not_done_at_first_and_its_solution_does_it(name):
    begun = SHELF[name].attempt({})
    assert not begun.held and begun.reason
    assert SHELF[name].attempt(SHELF[name].task.solution).held


def test_every_topic_of_the_text_has_its_lesson():
    assert set(TOPICS.values()) <= set(SHELF)
    assert len(SHELF) >= 20


def test_lessons_have_an_order_a_text_and_sentences():
    orders = [each.order for each in SHELF.values()]
    assert orders == sorted(set(orders))
    for each in SHELF.values():
        assert len(each.paragraphs) >= 2
        assert each.picture is not None and each.source.endswith(".")
        assert any(claim.ask is not None for claim in each.claims)
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
ASK = 'ask = { question = "How low?", number = "loss" }'
CHOICE = 'ask = { question = "Is it?", choices = ["yes", "no"], right = "no" }'
TASK = """
[lesson.task]
text = "Jump to the minimum in one step."
change = ["lr", "steps", "objective.start", "optimizer_setting"]
rising = [{ of = "loss" }, 1e-9]
solution = { lr = 0.5, steps = 1 }
variant = "steep"
"""
PLACE = """ask = { question = "Where?", within = 0.2, place = [
  { of = "params", variable = "x", step = 1 }, 2 ] }"""
REASONS = """wrong = [
  { rising = [1.0, { of = "loss" }], reason = "Higher than 1." },
  { reason = "Still above." },
]
begin = { lr = 0.01, steps = 1 }
"""
DO = """
[[lesson.do]]
text = "Take a start further out."
variant = "steep"
set = { "objective.start" = [3.0], lr = 0.5 }
"""
PICTURE = """
[lesson.picture]
caption = "The loss falls."
x = "step"
label = "loss"
lines = [{ of = "loss", name = "bowl" }, { of = "loss", variant = "steep", name = "steep" }]
bounds = [0.5, { at = { of = "value" }, name = "start" }]
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
    ((", 0]", f", 0]\n{ASK.replace('loss', 'los')}"), "no side of the claim is called 'los'"),
    ((", 0]", f", 0]\n{CHOICE.replace('right', 'wrong')}"), "unknown key 'wrong'"),
    ((", 0]", ", 0]\n" + CHOICE.replace('= "no"', '= "oh"')), "right must be one of the choices"),
    ((", 0]", f", 0]\n{CHOICE.replace('yes', 'no')}"), "choices must be at least two, and diff"),
    ((", 0]", f", 0]\n{ASK.replace('?', '')}"), "ask needs a question, which ends with a"),
    ((", 0]", f", 0]\n{TASK.replace('solution', 'answer')}"), "a task needs a solution"),
    ((", 0]", f", 0]\n{TASK.replace('rising', 'raising')}"), "unknown key 'raising'"),
    ((", 0]", f", 0]\n{TASK.replace('steep', 'step')}"), "unknown variant 'step'"),
    ((", 0]", f", 0]\n{TASK}begin = {{ dtype = 3 }}"), "unknown key 'dtype'"),
    ((", 0]", f", 0]\n{TASK}wrong = [{{ rising = [1, 2] }}]"), "each of wrong needs a reason"),
    ((", 0]", f", 0]\n{DO.replace('text', 'words')}"), "unknown key 'words'"),
    ((", 0]", f", 0]\n{DO.replace('steep', 'step')}"), "unknown variant 'step'; did you mean"),
    ((", 0]", f", 0]\n{PLACE.replace('0.2', '-1')}"), "within must be a distance above 0, got -1"),
    ((", 0]", f", 0]\n{PICTURE.replace('caption', 'title')}"), "unknown key 'title'"),
    ((", 0]", f", 0]\n{PICTURE.replace('lines', 'paths')}box = [1]"), "box must have [low, high]"),
    ((", 0]", f", 0]\n{PICTURE.replace('label', 'y')}"), "a picture with lines needs label"),
    ((", 0]", ', 0]\nwithin = "near"'), "within must be a number, got 'near'"),
    ((", 0]", ", 0]\nfactor = true"), "factor must be a number, got True"),
    ((", 0]", f", 0]\n{PICTURE}map = 3"), "a picture has lines = [...], map = ... or paths"),
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


def test_a_question_compares_the_answer_with_what_was_measured(small):
    (claim,) = load(small((", 0]", f", 0]\n{ASK}"))).claims
    assert claim.ask.verdict(claim.ask.read(" 3e2 "), [75.0, 0]) == (
        "You said 300, 4 times too large; measured: 75."
    )
    assert claim.ask.verdict(0.5, [75.0, 0]).endswith("150 times too small; measured: 75.")
    assert claim.ask.verdict(80, [75.0, 0]) == "You said 80, which is close; measured: 75."
    assert claim.ask.verdict(75, [75.0, 0]) == "You said 75, which is right."
    assert claim.ask.verdict(-1, [75.0, 0]) == "You said -1; measured: 75."
    assert claim.ask.read("-6,5") == -6.5
    for text in ("low", "1,000"):  # which may be a thousand
        with pytest.raises(gd.SettingError, match=f"must be a number, got '{text}'"):
            claim.ask.read(text)
    (claim,) = load(small((", 0]", f", 0]\n{CHOICE}"))).claims
    assert claim.ask.verdict(claim.ask.read("2"), []) == "You were right."
    assert claim.ask.verdict(claim.ask.read("Yes"), []) == "You said: yes; right is: no."
    with pytest.raises(gd.SettingError, match="a number from 1 to 2, got '3'"):
        claim.ask.read("3")


def test_a_question_about_a_place_is_answered_with_a_place_near_the_measured_one(small):
    (claim,) = load(small((", 0]", f", 0]\n{PLACE}"))).claims
    finding = load(small((", 0]", f", 0]\n{PLACE}"))).run().findings[0]
    x = finding.place[0]
    assert finding.place[1] == 2
    assert finding.is_right((x + 0.1, 2.1)) and not finding.is_right((x + 0.15, 2.15))
    assert claim.ask.read(" 1, -2e-1") == (1.0, -0.2)
    assert finding.verdict((x, 5.0)) == f"You said ({x:.3g}, 5), 3 away; measured: ({x:.3g}, 2)."
    with pytest.raises(gd.SettingError, match="2 numbers with commas between them, got '3'"):
        claim.ask.read("3")


def test_a_wrong_answer_has_the_first_reason_that_holds(small):
    chosen = load(small((", 0]", f", 0]\n{TASK}{REASONS}")))
    assert chosen.task_set_up().lr == 0.01 and chosen.task_set_up({"lr": 0.3}).steps == 1
    assert chosen.attempt({}).reason == "Higher than 1."
    assert chosen.attempt({"lr": 0.11}).reason == "Still above."
    assert chosen.attempt({"objective.start": [0.0]}).reason == ""


def test_an_experiment_is_checked_against_the_task_wherever_its_settings_stand(small):
    chosen = load(small((", 0]", f", 0]\n{TASK}{REASONS}")))
    given = chosen.task_set_up()
    assert not chosen.check(given).held
    assert chosen.check(given.replace(optimizers=[gd.SGD(lr=0.125)])).held
    with pytest.raises(gd.SettingError, match="and nothing else; dtype differs from it"):
        chosen.check(given.replace(dtype="float64" if given.dtype == "float32" else "float32"))


def test_an_action_is_a_variant_with_some_settings_changed(small):
    chosen = load(small((", 0]", f", 0]\n{DO}")))
    (action,) = chosen.actions
    made = chosen.set_up(action)
    assert (made.lr, made.objective.start) == (0.5, (3.0,))
    broken = load(small((", 0]", f", 0]\n{DO.replace('lr', 'rl')}")))
    with pytest.raises(gd.SettingError, match="rl"):
        broken.set_up(broken.actions[0])


PROVED = [
    (DO.replace("lr", "rl"), "set = ", "rl"),
    (DO.replace("lr = 0.5", "lr = -1.0"), "set = ", "lr must be"),
    (TASK.replace("lr = 0.5", "lr = -1.0"), "solution = ", "lr must be"),
    (f"{TASK}begin = {{ lr = -1.0 }}\n", "begin = ", "lr must be"),
    ("[lesson.variants.late]\nsteps = 0.5\n", "steps = 0.5", "steps must be a whole number"),
]


@pytest.mark.parametrize(("table", "place", "sentence"), PROVED)
def test_what_a_lesson_of_ones_own_cannot_set_up_is_said_with_its_line(
    small, table, place, sentence
):
    path = small((", 0]", f", 0]\n{table}"))
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(n for n, each in enumerate(lines, 1) if each.startswith(place))
    with pytest.raises(gd.SettingError) as caught:
        lesson(str(path))
    assert str(caught.value).startswith(f"{path}, line {line} (lesson.")
    assert sentence in str(caught.value)


@pytest.mark.parametrize("name", SHELF)
def test_what_a_lesson_sets_up_is_valid(name):
    assert SHELF[name].actions
    for action in SHELF[name].actions:
        assert isinstance(SHELF[name].set_up(action), gd.Experiment)


def test_a_task_lets_only_its_settings_be_changed(small):
    chosen = load(small((", 0]", f", 0]\n{TASK}")))
    changes = {"lr": 0.0625, "steps": 1, "objective.start": [2.0]}
    assert chosen.attempt(changes).values[0] == pytest.approx(4 * (2.0 * (1 - 0.0625 * 8)) ** 2)
    assert chosen.attempt({"objective.start": [0.0]}).held
    with pytest.raises(gd.SettingError, match="does not let 'dtype' be changed; known: lr"):
        chosen.attempt({"dtype": "float64"})
    with pytest.raises(gd.SettingError, match="'optimizer_setting'"):
        chosen.attempt({"optimizer_setting": 1})
    with pytest.raises(gd.SettingError, match="the lesson small has no task"):
        load(small()).attempt({})


def test_a_picture_has_the_numbers_that_claims_measure(small):
    measured = load(small((", 0]", f", 0]\n{PICTURE}"))).run()
    picture = measured.lesson.picture
    bowl, steep = picture.curves(measured.runs)
    result = measured.runs["bowl"].result
    assert bowl.y.tolist() == result["trace_loss"].values.ravel().tolist()
    assert (bowl.name, steep.name) == ("bowl", "steep")
    assert picture.levels(picture.bounds, measured.runs) == [(0.5, ""), (1.0, "start")]
    sheet = measured.figure()
    (panel,) = sheet.axes
    sheet.draw_without_rendering()
    (legend,) = sheet.legends
    assert {"bowl", "steep", "start"} == {text.get_text() for text in legend.get_texts()}
    assert not legend.get_window_extent().overlaps(panel.get_window_extent())
    assert [line.get_label() for line in panel.lines][:2] == ["bowl", "steep"]
    assert panel.get_ylabel() == "loss"
    with pytest.raises(gd.SettingError, match="the lesson small has no picture"):
        load(small()).run().figure()


def test_a_map_and_paths_are_drawn_of_the_runs(small):
    drawn = PICTURE.partition("lines")[0].replace('x = "step"', 'x = "lr"\ny = "noise"')
    chosen = load(small(
        (', name = "loss" }, 0]', f', over = "max" }}, 0]\n{drawn}map = {{ of = "loss" }}'),
        ("lr = 0.25", "lr = [0.25, 0.5]"),
        ("steps = 3", "steps = 3\nnoise = [0.0, 0.5, 1.0]"),
    ))  # fmt: skip
    measured = chosen.run()
    x, y, numbers = measured.lesson.picture.pixels(measured.runs)
    assert (x.tolist(), y.tolist(), numbers.shape) == ([0.25, 0.5], [0, 0.5, 1], (3, 2))
    assert numbers.T.tolist() == measured.runs["bowl"].result["loss"].values[0].tolist()
    panel, bar = measured.figure(dark=True).axes
    assert panel.get_ylabel().startswith("standard deviation") and bar.get_ylabel() == "loss"
    paths = '[lesson.picture]\ncaption = "Down."\npaths = [{ name = "run" }]\nbox = [[-1, 1]]'
    measured = load(small((", 0]", f", 0]\n{paths}"))).run()
    ((name, points),) = measured.lesson.picture.routes(measured.runs)
    assert name == "run" and points.shape == (4, 1)
    (panel,) = measured.figure().axes
    path = next(line for line in panel.lines if line.get_label() == "run")
    assert path.get_ydata() == pytest.approx(points[:, 0] ** 2)


def test_a_range_of_labels_has_both_ends():
    result = xarray.Dataset(
        {"trace_train_class_loss": ("class", [1.0, 2.0, 4.0, 8.0])}, {"class": ["d", "c", "b", "a"]}
    )

    def measured(first, last):
        where = {"class": [first, last]}
        given = {"of": "train_class_loss"}
        return MEASURES["train_class_loss"](View(result, where, {"": "sum"}, given))

    assert measured("c", "b") == 6 and measured("d", "a") == 15
    with pytest.raises(gd.SettingError, match="no class is called 'x'"):
        measured("c", "x")
