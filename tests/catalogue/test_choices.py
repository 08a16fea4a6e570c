"""Choices of optimizers and schedules: settings checked, `repr` a call that makes them again."""

import inspect
import pickle
import pydoc
import subprocess
import sys
from typing import get_args

import pytest

import gdsim as gd
from gdsim.base import elsewhere
from gdsim.base.elsewhere import folded
from gdsim.base.errors import suggestion
from gdsim.base.ranges import Flag
from gdsim.catalogue.choices import Kind, by_title, find, labels, methods

EVERY = [
    method for kind in ("optimizer", "schedule", "modifier") for method in methods(kind).values()
]


@pytest.mark.parametrize("method", EVERY, ids=lambda method: method.name)
def test_the_repr_of_a_choice_makes_it_again(method):
    settings = {}
    for name, hyper in method.hyper.items():
        if isinstance(hyper, Flag):
            settings[name] = not hyper.default
        elif hyper.whole:
            settings[name] = int(hyper.default) + 1
        else:
            settings[name] = (hyper.default if hyper.default in hyper.range else 0.5) or 0.125
    settings = {name: value for name, value in settings.items() if _allowed(method, name, value)}
    choice = method(**settings)
    again = eval(repr(choice), {name: getattr(gd, name) for name in by_title()})
    assert again == choice
    assert again.settings == settings
    assert pickle.loads(pickle.dumps(choice)) == choice


def _allowed(method, name, value):
    hyper = method.hyper[name]
    return isinstance(hyper, Flag) or value in hyper.range


def test_public_names_are_distinct_and_none_hides_another_part_of_gdsim():
    assert len(by_title()) == len(EVERY)
    assert not set(by_title()) & set(gd._PUBLIC)


@pytest.mark.parametrize("method", EVERY, ids=lambda method: method.name)
def test_help_shows_a_methods_settings_and_source(method):
    own = ["schedule"] if method.kind == "optimizer" else []
    assert list(inspect.signature(method).parameters) == [*method.hyper, *own]
    assert method.definition.source in method.__doc__


@pytest.mark.parametrize(
    "spelling", ["schedule_free_adamw", "ScheduleFreeAdamW", "schedulefree adamw"]
)
def test_a_method_is_found_in_any_spelling(spelling):
    assert find("optimizer", spelling).title == "ScheduleFreeAdamW"


def test_settings_may_be_axes():
    choice = gd.Adam(beta2=[0.9, 0.99], lr=gd.logspace(1e-3, 1, 4))
    assert choice.axes.keys() == {"lr", "beta2"}
    assert repr(choice) == "Adam(lr=logspace(0.001, 1.0, 4), beta2=[0.9, 0.99])"


def test_a_choice_is_changed_into_another():
    choice = gd.Adam(beta1=0.5, beta2=0.9)
    assert choice.replace(beta2=0.8) == gd.Adam(beta1=0.5, beta2=0.8)
    assert choice.replace(beta1=None) == gd.Adam(beta2=0.9)
    assert choice == gd.Adam(beta1=0.5, beta2=0.9)


REFUSED = [
    (lambda: gd.Adam(betas=(0.9, 0.99)), "no setting 'betas'; it is beta1 and beta2 here"),
    (lambda: gd.Adam(learning_rate=0.1), "no setting 'learning_rate'; it is lr here"),
    (lambda: gd.SGD(momentum=0.9), "it is a method of its own here, gdsim.Momentum"),
    (lambda: gd.Momentum(nesterov=True), "it is a method of its own here, gdsim.Nesterov"),
    (lambda: gd.Adan(betas=(0.9, 0.9, 0.9)), "it is beta1, beta2 and beta3 here"),
    (lambda: gd.QHM(momentum=0.9), "it is beta here"),
    (lambda: gd.SignSGD(weight_decay=0.1), "modifiers=gdsim.DecoupledDecay(weight_decay=...)"),
    (lambda: gd.SGD(clipnorm=1.0), "it is clip_norm of an Experiment here"),
    (lambda: gd.Cosine(T_max=100), "it is period here"),
    (lambda: gd.Cosine(lr=0.1), "a schedule is a factor here, and lr a setting of the optimizer"),
    (lambda: gd.Experiment("x", "heavy_ball"), "unknown optimizer 'heavy_ball'; it is momentum"),
    (lambda: gd.Network([1, 1], "swish"), "unknown activation 'swish'; it is silu here"),
    (lambda: gd.Network([1, 1], loss="BCE"), "it is binary_cross_entropy here"),
    (lambda: gd.Experiment("x", "sgd", learning_rate=1), "no argument 'learning_rate'; it is lr"),
    (lambda: gd.Experiment("x", optimizer="sgd"), "it is optimizers here"),
    (lambda: gd.Experiment("x", "sgd", batch_size=3), "it is batch_size of a Network here"),
    (lambda: gd.Experiment("x", "sgd", stepps=3), "no argument 'stepps'; did you mean steps?"),
    (lambda: gd.Experiment("x"), "Experiment: missing a required argument: 'optimizers'"),
    (lambda: gd.Experiment("x", "sgd", objective="x"), "multiple values for argument 'objective'"),
    (lambda: gd.Experiment("x", *["sgd"] * 30), "Experiment: too many positional arguments"),
    (lambda: gd.Network(), "Network: missing a required argument: 'layers'"),
    (lambda: gd.Network([1, 1], learning_rate=1), "it is lr of an Experiment here"),
    (lambda: gd.Network([1, 1], steps=9), "it is steps of an Experiment here"),
    (lambda: gd.Experiment("x", "sgd", hidden=[3]), "it is layers of a Network here"),
    (lambda: gd.MultiStep(milestones=[1]), "milestone1, milestone2, milestone3 and milestone4"),
    (lambda: gd.RMSprop(beta2=0.9), "it is alpha here"),
    (lambda: gd.RMSprop(beta1=0.9), "no setting 'beta1'; known: "),
    (lambda: gd.Momentum(beta1=0.9), "it is momentum and dampening here"),
    (lambda: gd.ClipNorm(max_norm=1), "known: bound"),
    (lambda: gd.RMSprop(beta=0.9), "it is alpha here"),
    (lambda: gd.Network([1, 1], kernel_initializer="zeros"), "it is init here"),
    (lambda: gd.Adam(betta2=0.9), "Adam has no setting 'betta2'; did you mean beta2?"),
    # optax has it; older files of this optimizer may.
    (
        lambda: gd.Adan(eps_root=1e-8),
        "Adan has no setting 'eps_root'; known: lr, beta1, beta2, beta3, eps, weight_decay",
    ),
    (lambda: gd.Adam(beta1=1.0), "Adam: beta1 must be a number in [0, 1), got 1.0"),
    (lambda: gd.Adam(beta1=[0.1, 1.5]), "Adam: beta1 must be a number in [0, 1), got 1.5"),
    (lambda: gd.Adam(beta1=gd.linspace(0, 1, 5)), "beta1 must be a number in [0, 1), got 1.0"),
    (lambda: gd.Adam(lr="fast"), "Adam: lr must be a number, got 'fast'"),
    (lambda: gd.Adam(lr=None), "Adam: lr must be a number, got None"),
    (lambda: gd.RMSprop(centered=1), "RMSprop: centered must be True or False, got 1"),
    (lambda: gd.RMSprop(centered=[True, False]), "to compare both, list the method twice"),
    (lambda: gd.Cosine(warmup=1.5), "Cosine: warmup must be a whole number, got 1.5"),
    (lambda: gd.Cosine(warmup=gd.linspace(0, 1, 3)), "Cosine: warmup must be whole numbers"),
    (lambda: gd.Cosine(warmup=-1), "warmup must be a whole number from 0 to 16,777,216, got -1"),
    (lambda: gd.Adam(0.1), "Adam takes its settings by name, as in Adam(lr=0.1)"),
    (lambda: find("optimizer", "adem"), "unknown optimizer 'adem'; did you mean adam"),
    (lambda: find("schedule", "cosin"), "unknown schedule 'cosin'; did you mean cosine"),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED)
def test_a_wrong_setting_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError) as caught:
        make()
    assert sentence in str(caught.value)


def test_every_answer_to_a_foreign_name_names_something_that_is_here():
    settings = [set(method.defaults) for kind in ("optimizer", "schedule", "modifier")
                for method in methods(kind).values()]  # fmt: skip
    for name, answers in elsewhere._SETTINGS.items():
        for ours in answers:
            assert any(set(ours) <= each for each in settings), (name, ours)
    named = {folded(name) for kind in get_args(Kind) for name in methods(kind)}
    assert {folded(name) for name in elsewhere._METHODS.values()} <= named
    for other in ("hardtanh", "signum", "hard_tanh"):  # like a method here, but not the same
        assert elsewhere.method(other, named) == ""
    arguments = {*inspect.signature(gd.Experiment).parameters,
                 *inspect.signature(gd.Network).parameters}  # fmt: skip
    for owner, names in elsewhere._OWNERS.items():
        made = getattr(gd, owner.rpartition(" ")[2])
        assert set(names) <= set(inspect.signature(made).parameters)
    for ours in elsewhere._ARGUMENTS.values():
        assert " " in ours or ours in arguments


def test_help_lists_each_setting_with_its_default_range_and_summary():
    for kind in ("optimizer", "schedule", "modifier", "initializer"):
        for method in methods(kind).values():
            text = " ".join(pydoc.render_doc(method, renderer=pydoc.plaintext).split())
            for name, hyper in method.hyper.items():
                assert f" {name}: " in text and hyper.summary in text, (method.name, name)
    text = pydoc.render_doc(gd.Adam, renderer=pydoc.plaintext)
    assert "beta1: a number in [0, 1); default 0.9. Memory of the mean gradient." in text
    assert "warmup: a whole number from 0 to 16,777,216; default 0." in " ".join(
        pydoc.render_doc(gd.Cosine, renderer=pydoc.plaintext).split()
    )


def test_wrong_types_are_type_errors_too():
    with pytest.raises(TypeError):
        gd.Adam(lr="fast")


def test_an_unknown_name_is_an_attribute_error_with_the_nearest():
    with pytest.raises(AttributeError, match="did you mean Adam"):
        _ = gd.Adem
    assert not hasattr(gd, "nothing_like_this")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("adma", "did you mean adam?"),  # letters exchanged: nearer than any other slip
        ("rosenbrok", "did you mean rosenbrock?"),
        ("Rosenbrock", "did you mean rosenbrock?"),
        ("beta3", "did you mean beta2 or beta1?"),
        ("bta1", "did you mean beta1?"),
        ("cheb", "did you mean chebyshev_rosenbrock?"),  # an abbreviation
        ("zzz", "known: adam, adamax, adan, rosenbrock, chebyshev_rosenbrock, beta1, beta2"),
    ],
)
def test_only_the_nearest_names_are_suggested(typed, meant):
    known = ["adam", "adamax", "adan", "rosenbrock", "chebyshev_rosenbrock", "beta1", "beta2"]
    assert suggestion(typed, known) == meant


def test_python_itself_says_how_a_name_is_written():
    code = "import gdsim; gdsim.adam"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Did you mean: 'Adam'?" in done.stderr


def test_repeated_optimizers_are_told_apart():
    choices = (gd.Adam(), gd.SGD(lr=0.1), gd.Adam(beta2=0.99), gd.Adam(beta2=0.99))
    assert labels(choices) == ("Adam", "SGD", "Adam (beta2=0.99)", "Adam (beta2=0.99) #2")
