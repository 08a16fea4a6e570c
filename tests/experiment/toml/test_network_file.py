"""Networks in experiment files: exact round trips, files next to them, errors with line and key."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.catalogue.choices import methods

WRITTEN = """\
gdsim = 1
title = "Moons"
epochs = 20
lr = { logspace = [1e-3, 1.0, 4] }
measures = ["trainability"]

[objective.network]
layers = [2, 4, 3, 1]
activation = ["relu", { name = "elu", alpha = 0.5 }]
loss = { name = "huber", delta = 0.25 }
output = "tanh"
init = { name = "normal", std = { linspace = [0.1, 1.0, 3] }, bias = 0.5 }
batch_size = 16
l2 = [1e-4, 1e-3]
lr_scale = [1.0, { logspace = [0.1, 10.0, 3] }, 1.0]

[objective.network.data]
name = "moons"
samples = 50
noise = 0.2
test = 0.2

[[optimizers]]
name = "muon"
lr = 0.02
"""


def test_a_file_a_person_wrote_is_the_experiment_they_meant():
    network = gd.Network(
        [2, 4, 3, 1],
        activation=["relu", {"name": "elu", "alpha": 0.5}],
        loss={"name": "huber", "delta": 0.25},
        output="tanh",
        data=gd.datasets.moons(samples=50, noise=0.2, test=0.2),
        init=gd.inits.normal(std=gd.linspace(0.1, 1.0, 3), bias=0.5),
        batch_size=16,
        l2=[1e-4, 1e-3],
        lr_scale=[1.0, gd.logspace(0.1, 10.0, 3), 1.0],
    )
    assert gd.Experiment.from_toml(WRITTEN) == gd.Experiment(
        network,
        gd.Muon(lr=0.02),
        lr=gd.logspace(1e-3, 1.0, 4),
        steps=60,
        measures="trainability",
        title="Moons",
    )


def test_an_inline_table_reads_the_same():
    inline = """\
gdsim = 1
objective = { network = { layers = [2, 1], data = "circle" } }
optimizers = "sgd"
"""
    network = gd.Network([2, 1], data=gd.datasets.circle())
    assert gd.Experiment.from_toml(inline) == gd.Experiment(network, "sgd")


# --- Random networks come back equal ------------------------------------------------------------

numbers = st.floats(1e-6, 1e6, allow_nan=False)
several = st.one_of(
    numbers,
    st.lists(numbers, min_size=1, max_size=3),
    st.builds(gd.logspace, numbers, numbers, st.integers(2, 5)),
)
RNG = np.random.default_rng(2)
POINTS = RNG.normal(size=(9, 2)) / 3
DATA = {
    "recipe": gd.datasets.moons(samples=20, noise=0.1, test=0.25),
    "settings called inputs": gd.datasets.random(samples=5, inputs=2, outputs=1),
    "features": gd.datasets.circle(samples=20, features=["x1^2", "sin(x2)"], standardize=True),
    "values": gd.datasets.from_arrays(POINTS, POINTS[:, 0] / 7),
    "classes": gd.datasets.from_arrays(
        POINTS, list("aba" * 3), True, test=0.3, standardize=True, names=["u", "v w"]
    ),
    "products": gd.datasets.from_arrays(
        POINTS, ["1", "2.0", "1"] * 3, ["2.0", "1"], test=0.3, features=["x1*x2", "x1"]
    ),
}


@st.composite
def networks(draw):
    hidden = draw(st.lists(st.integers(1, 4), max_size=3))
    layers = [2, *hidden, 1]
    bias = draw(st.booleans())
    changes = {"layers": layers, "data": DATA[draw(st.sampled_from(sorted(DATA)))], "bias": bias}
    activations = st.sampled_from(["relu", "tanh", "z*z/2", {"name": "elu", "alpha": 0.1}])
    changes["activation"] = draw(
        activations | st.lists(activations, min_size=len(hidden), max_size=len(hidden))
    )
    changes["loss"] = draw(st.sampled_from(["mse", "mae", {"name": "huber", "delta": 0.3}]))
    changes["output"] = draw(st.sampled_from([None, "tanh", "sigmoid"]))
    if draw(st.booleans()):
        changes["batch_size"] = draw(st.integers(1, 6))
        changes["replacement"] = draw(st.booleans())
    for name in ("l1", "l2"):
        changes[name] = draw(several)
    for name in ("lr_scale", "drift"):
        each = st.lists(several, min_size=len(layers) - 1, max_size=len(layers) - 1)
        changes[name] = draw(st.none() | each)
    if draw(st.booleans()):
        flat = RNG.normal(size=gd.Network(layers, data=changes["data"], bias=bias).size)
        return gd.Network(**changes, init=flat)
    method = draw(st.sampled_from(list(methods("initializer").values())))
    settings_ = {name: draw(several) for name in method.hyper if draw(st.booleans())}
    seeds = draw(st.integers(0, 9) | st.lists(st.integers(0, 9), min_size=1, max_size=3))
    return gd.Network(**changes, init=method(**settings_), init_seed=seeds)


@given(networks(), st.booleans())
def test_every_network_comes_back_equal_from_its_file(network, starts):
    start = [[0.1 / 3] * network.size, [1e-300] * network.size] if starts else None
    experiment = gd.Experiment(network, ["lamb", "adam"], start=start, steps=7, every=3)
    text = experiment.to_toml()
    again = gd.Experiment.from_toml(text)
    assert again == experiment
    assert again.to_toml() == text
    assert again.hash == experiment.hash


def test_the_hash_tells_data_by_what_they_are():
    made = gd.datasets.moons(samples=20, test=0)
    copied = gd.datasets.from_arrays(made.inputs, made.targets, made.classes, names=made.names)
    hashes = [
        gd.Experiment(gd.Network([2, 1], data=data), "sgd").hash
        for data in (made, copied, gd.datasets.moons(samples=20, seed=1, test=0))
    ]
    assert made == copied
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_hash_of_functions_is_what_it_was():
    experiment = gd.Experiment(gd.Function("rosenbrock", b=50), gd.Adam(beta2=0.99), lr=[0.1, 0.2])
    assert experiment.to_toml() == (
        'gdsim = 1\nobjective = { function = "rosenbrock", parameters = { b = 50.0 } }\n'
        'lr = [0.1, 0.2]\nsteps = 1000\ndtype = "float32"\n\n[[optimizers]]\n'
        'name = "adam"\nbeta2 = 0.99\n'
    )
    assert experiment.hash == "56af70515ad83aa0c909be270b3ae90693193216c0ae3f5ffb79ec116c85ac41"


# --- Files beside an experiment -----------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    lines = ["x,y,kind"] + [f"{x},{x * x},{'far' if abs(x) > 2 else 'near'}" for x in range(-4, 5)]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "points.csv").write_text("\n".join(lines))
    (tmp_path / "moved").mkdir()
    return tmp_path


FILED = """\
gdsim = 1
optimizers = "sgd"

[objective.network]
layers = [2, 3, 1]
data = {{ file = "{}", test = 0.3, standardize = true }}
"""


def test_data_are_looked_for_from_the_experiments_folder(folder, monkeypatch):
    path = folder / "e.toml"
    path.write_text(FILED.format("data/points.csv"))
    monkeypatch.chdir(folder / "moved")
    experiment = gd.Experiment.load(path)
    data = experiment.objective.data
    assert data == gd.datasets.from_file(folder / "data/points.csv", test=0.3, standardize=True)
    assert data.classes == ("far", "near") and len(data.test_inputs) == 3


@pytest.mark.parametrize("absolute", [True, False])
def test_paths_follow_an_experiment_to_where_it_is_saved(folder, monkeypatch, absolute):
    monkeypatch.chdir(folder)
    name = (folder / "data/points.csv").as_posix() if absolute else "data/points.csv"
    Path("e.toml").write_text(FILED.format(name))
    experiment = gd.Experiment.load("e.toml")
    experiment.save("moved/e.toml")
    saved = Path("moved/e.toml").read_text()
    seen = name if absolute else "../data/points.csv"
    assert f'file = "{seen}"' in saved
    assert gd.Experiment.load("moved/e.toml") == experiment
    experiment.save("again.toml")
    assert 'file = "data/points.csv"' in Path("again.toml").read_text()
    assert gd.Experiment.from_toml(experiment.to_toml()) == experiment
    monkeypatch.chdir(os.sep)
    assert gd.Experiment.load(folder / "moved/e.toml") == experiment
    assert gd.Experiment.load(folder / "moved/e.toml").hash == experiment.hash


@pytest.mark.parametrize("bias", [True, False])
def test_weights_may_lie_in_a_file(folder, bias):
    network = gd.Network([2, 3, 1], data=gd.datasets.moons(samples=20), bias=bias)
    flat = RNG.normal(size=network.size)
    arrays = {}
    for number, (weights, biases) in enumerate(network.weights(flat), 1):
        arrays[f"w{number}"] = weights
        if bias:
            arrays[f"b{number}"] = biases
    np.savez(folder / "w.npz", **arrays)
    text = f"""\
gdsim = 1
optimizers = "sgd"
[objective.network]
layers = [2, 3, 1]
bias = {str(bias).lower()}
data = {{ name = "moons", samples = 20 }}
init = {{ file = "w.npz" }}
"""
    (folder / "e.toml").write_text(text)
    experiment = gd.Experiment.load(folder / "e.toml")
    assert experiment.objective == network.replace(init=flat)
    assert experiment.objective.initial().tobytes() == flat.tobytes()
    # Written again it has the numbers themselves.
    assert gd.Experiment.from_toml(experiment.to_toml()) == experiment


# --- Errors -------------------------------------------------------------------------------------

HEAD = "gdsim = 1\noptimizers = 'sgd'\n"
NETWORK = HEAD + "[objective.network]\nlayers = [2, 3, 1]\n"
MOONS = NETWORK + "data = 'moons'\n"
INLINE = "inputs = [[1, 2], [3, 4], [5, 6]], targets = [0, 1, 2]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NETWORK, "line 3 (objective.network): the key 'data' is missing"),
        (HEAD + "[objective.network]\ndata = 'moons'", "(objective.network): the key 'layers' is"),
        (
            HEAD + "[objective]\nnetwork = 5",
            "line 4 (objective.network): objective.network must be",
        ),
        (
            MOONS + "layer = 5",
            "line 6 (objective.network.layer): unknown key 'layer'; did you mean layers?",
        ),
        (
            HEAD + "objective = { network = {}, function = 'x**2' }",
            "line 3 (objective.function): a network takes no 'function' here",
        ),
        (
            NETWORK + "data = 'mons'",
            "line 5 (objective.network.data.name): unknown data set 'mons'",
        ),
        (
            NETWORK + "data = { name = 'moons', nois = 1 }",
            "line 5 (objective.network.data.nois): moons has no setting 'nois'; did you mean no",
        ),
        (
            NETWORK + "[objective.network.data]\nname = 'moons'\nnoise = -1",
            "line 7 (objective.network.data.noise): noise must be a number at least 0, got -1",
        ),
        (
            NETWORK + "data = { file = 'gone.csv' }",
            "line 5 (objective.network.data.file): gone.csv: cannot be read",
        ),
        (NETWORK + "data = {}", 'line 5 (objective.network.data): data needs either a "name"'),
        (MOONS + "l2 = { logspace = [1, 2] }", "line 6 (objective.network.l2): logspace takes"),
        (
            MOONS + "lr_scale = [1, { linspace = [0, 1] }]",
            "line 6 (objective.network.lr_scale[1]): linspace takes [low, high, count]",
        ),
        (MOONS + "init = { std = 1 }", "line 6 (objective.network.init.std): unknown key 'std'"),
        (
            MOONS + "init = { name = 'normal', std = { linspace = [1] } }",
            "line 6 (objective.network.init.std): linspace takes [low, high, count], got [1]",
        ),
        (
            MOONS + "init = { file = 'gone.npz' }",
            "gone.npz: cannot be read (No such file",
        ),
        (
            MOONS + "init = { file = 5 }",
            "line 6 (objective.network.init.file): file must be a path",
        ),
        (MOONS + "init = {}", "line 6 (objective.network.init): init needs a name, weights or a"),
        (
            MOONS + "init = { weights = [1, 2] }",
            "line 6 (objective.network.init): init must be a vector of the network's 13 parameters",
        ),
        (
            MOONS + "batch_size = 1000",
            "line 6 (objective.network.batch_size): batch_size must be at most the 250 training",
        ),
        (
            HEAD + "steps = 5\nepochs = 5\n[objective.network]\nlayers = [2, 1]\ndata = 'moons'",
            "line 4 (epochs): an experiment has steps or epochs, not both",
        ),
        (
            NETWORK + "data = { inputs = [[1, 2]] }",
            "line 5 (objective.network.data): data with inputs needs targets as well",
        ),
        (
            NETWORK + "data = { inputs = [[1, 2], [3]], targets = [0, 1] }",
            "line 5 (objective.network.data): inputs must have rows of one len",
        ),
        (
            NETWORK + f"data = {{ {INLINE}, means = [1, 2] }}",
            "line 5 (objective.network.data): data needs both means and deviations, or neither",
        ),
        (
            NETWORK + f"data = {{ {INLINE}, means = [1], deviations = [1, 2] }}",
            "line 5 (objective.network.data.means): means must have 2 numbers",
        ),
        (
            NETWORK + f"data = {{ {INLINE}, test = 0.3, test_inputs = [[1]], test_targets = [1] }}",
            "line 5 (objective.network.data.test_inputs): test_inputs must have 2 columns",
        ),
        (
            NETWORK + f"data = {{ {INLINE}, test_inputs = [[1, 2]], test_targets = [[1, 2]] }}",
            "line 5 (objective.network.data.test_targets): test_targets must have 1 column, as",
        ),
    ],
)
def test_what_is_no_network_is_refused_with_line_and_key(text, words, tmp_path):
    with pytest.raises(SettingError) as refused:
        gd.Experiment.from_toml(text)
    assert words in str(refused.value)


def test_a_file_that_holds_no_weights_is_refused(tmp_path):
    (tmp_path / "text.npz").write_text("no archive")
    np.savez(tmp_path / "other.npz", weights=np.ones(3))
    for name, words in (
        ("text.npz", "text.npz is not a valid NPZ file of numbers and text"),
        (
            "other.npz",
            "other.npz must have the arrays w1, b1, w2, ... of each layer, it has weights",
        ),
    ):
        (tmp_path / "e.toml").write_text(MOONS + f"init = {{ file = '{name}' }}")
        with pytest.raises(SettingError, match=words):
            gd.Experiment.load(tmp_path / "e.toml")
