"""What an edit of a network does to the rest of it."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model import network_edits as edits
from gdsim.app.model.offered import same_subject
from gdsim.catalogue.choices import find


@pytest.mark.parametrize(
    ("name", "first", "last", "loss"),
    [
        ("circle", 2, 1, "binary_cross_entropy"),
        ("iris", 4, 3, "cross_entropy"),
        ("digits", 64, 10, "cross_entropy"),
        ("plane", 2, 1, "mse"),
        ("sine", 1, 1, "mse"),
        ("random", 16, 1, "mse"),
    ],
)
def test_other_data_brings_its_inputs_outputs_and_usual_loss(network, name, first, last, loss):
    edited = edits.with_data(network(loss="hinge", batch_size=36), edits.named_data(name))
    assert (edited.layers[0], edited.layers[1:-1], edited.layers[-1]) == (first, (4,), last)
    assert edited.loss.name == ("hinge" if name == "circle" else loss)
    assert edited.batch_size == 36


def test_a_batch_is_never_larger_than_the_data(network):
    small = edits.with_recipe(network().data, {"samples": 20})
    assert edits.with_data(network(), small).batch_size == len(small.inputs) == 12


def test_the_data_is_made_again_with_one_setting_changed(network):
    data = edits.with_recipe(network().data, {"features": ["x1^2", "x1*x2"]})
    np.testing.assert_array_equal(data.inputs[:, 0], data.raw_inputs[:, 0] ** 2)
    np.testing.assert_array_equal(data.raw_inputs, network().data.raw_inputs)
    assert edits.with_data(network(), data).layers == (2, 4, 1)


def test_only_losses_that_data_can_be_trained_with_are_offered(network):
    assert edits.fitting_losses(gd.datasets.sine()) == ["huber", "mae", "mse"]
    assert set(edits.fitting_losses(gd.datasets.iris())) == {
        "binary_cross_entropy", "cross_entropy", "hinge", "huber", "mae", "mse",
    }  # fmt: skip
    assert edits.with_loss(network(), "cross_entropy").layers == (2, 4, 2)
    assert edits.fitting_outputs(network(loss="mse")) == ["identity", "tanh", "sigmoid", "softmax"]
    assert edits.with_output(network(loss="mse"), "softmax").layers == (2, 4, 2)


def test_a_new_layer_has_the_activation_of_the_last_one(network):
    two = network(layers=[2, 4, 3, 1], activation=["relu", "sin"], lr_scale=[1, 2, 3])
    three = edits.with_hidden(two, [4, 3, 7])
    assert [choice.name for choice in three.hidden] == ["relu", "sin", "sin"]
    assert three.layers == (2, 4, 3, 7, 1) and three.lr_scale is None
    assert edits.with_hidden(two, []).layers == (2, 1)
    assert edits.with_hidden(two, [9, 9]).lr_scale == (1, 2, 3)


def test_exact_weights_give_way_where_they_do_not_fit(network):
    exact = network(init=np.linspace(-1, 1, 17))
    assert edits.with_hidden(exact, [5]).init.name == "xavier_uniform"
    assert edits.with_loss(exact, "mse").init == exact.init


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("binary_cross_entropy", "Binary cross-entropy"),
        ("leaky_relu", "Leaky ReLU"),
        ("lecun_normal", "LeCun normal"),
        ("mse", "Mean squared error"),
        ("multi_gaussian", "Multi Gaussian"),
    ],
)
def test_names_are_said_in_words(name, words):
    assert edits.title(name) == words


def test_data_of_a_file_is_called_by_its_name(tmp_path):
    (tmp_path / "mine.csv").write_text("a,b,kind\n1,2,x\n3,4,y\n5,6,x\n")
    assert edits.data_title(gd.datasets.from_file(tmp_path / "mine.csv")) == "mine.csv"
    assert edits.data_title(gd.datasets.from_arrays([[1.0]], [2.0])) == "Own data"


@pytest.mark.parametrize(
    ("name", "function", "on_network"),
    [("newton", True, False), ("muon", False, True), ("adam", True, True)],
)
def test_the_reason_against_an_optimizer_is_that_of_the_experiment(
    network, name, function, on_network
):
    for objective, fits in ((gd.Function("beale"), function), (network(), on_network)):
        assert (objective.why_not(find("optimizer", name).definition) == "") is fits
        if fits:
            gd.Experiment(objective, name)
        else:
            with pytest.raises(ValueError, match=r"is for functions|which only networks have"):
                gd.Experiment(objective, name)


def test_the_first_experiments_a_person_sees_are_of_either_kind():
    first = edits.first_experiment()
    assert first.steps <= 20 * 100  # 20 s at the usual rate
    result = first.run()
    assert result["train_accuracy"].max() > 0.99 and result["test_accuracy"].max() > 0.98
    assert (result["train_accuracy"] > 0.95).all()
    assert edits.first_function().objective.name == "rosenbrock"


def test_runs_stay_in_sight_while_only_the_training_changes(network):
    assert same_subject(network(), network(loss="hinge", l2=0.5, batch_size=None))
    assert not same_subject(network(), network(layers=[2, 5, 1]))
    assert not same_subject(network(), network(data=gd.datasets.xor()))
    assert not same_subject(network(), gd.Function("beale"))
