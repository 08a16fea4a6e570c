"""Results, sessions and pictures of networks: every number is labelled, and is what it says."""

import csv

import numpy as np
import pytest
from matplotlib.figure import Figure

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.cli.screen import print_verdicts
from gdsim.results import plots
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.trainability import colours

RNG = np.random.default_rng(5)
POINTS = RNG.normal(size=(20, 2))
LABELS = (POINTS[:, 0] * POINTS[:, 1] > 0).astype(int)
DATA = gd.datasets.from_arrays(POINTS, LABELS, ["no", "yes"], test=0.25)
NETWORK = gd.Network([2, 5, 3, 1], data=DATA, batch_size=4, lr_scale=[1.0, [0.5, 2.0], 1.0])
TRACES = ["loss", "params", "train_loss", "test_accuracy", "layer_grad_norm", "weight_norm"]
EXPERIMENT = gd.Experiment(
    NETWORK, ["sgd", gd.Adam(lr=0.01)], lr=gd.logspace(1e-3, 0.3, 3), epochs=3,
    record=[*TRACES, "dead", "activation_mean"], dtype="float64", measures="trainability",
)  # fmt: skip
FINALS = ["train_loss", "test_loss", "train_accuracy", "test_accuracy"]


@pytest.fixture(scope="module")
def result():
    return EXPERIMENT.run(threads=1)


def test_variables_have_their_dimensions_and_names(result):
    dims = ("optimizer", "lr_2", "lr")
    assert EXPERIMENT.dims == dims
    own = ["loss", "best_loss", "grad_norm", "steps", "verdict", "params"]
    recorded = [f"trace_{name}" for name in EXPERIMENT.record]
    assert list(result.data_vars) == [*own, *FINALS, "trainability", *recorded]
    assert result["trace_params"].dims == (*dims, "step", "variable")
    assert result["trace_weight_norm"].dims == (*dims, "step", "layer")
    assert result["trace_dead"].dims == (*dims, "step", "hidden_layer")
    assert result["trace_loss"].dims == (*dims, "step")
    assert result["layer"].values.tolist() == [1, 2, 3]
    assert result["hidden_layer"].values.tolist() == [1, 2]
    assert result["variable"].values.tolist() == list(NETWORK.variables)
    assert result["trainability"].dtype == np.float64
    for name, variable in result.variables.items():
        assert variable.attrs["long_name"], name
        assert "units" in variable.attrs or variable.dtype.kind == "U", name


def test_epochs_and_steps_are_two_clocks(result):
    assert EXPERIMENT.steps == 12  # 15 samples in batches of 4, three times
    assert result["step"].values.tolist() == list(range(13))
    assert result["epoch"].values.tolist() == [step / 4 for step in range(13)]
    assert result["epoch"].attrs["units"] == "epoch"


def test_what_runs_end_with_is_what_their_weights_give(result):
    made = NETWORK.perceptron()
    for place in ({"optimizer": 0, "lr_2": 1, "lr": 0}, {"optimizer": 1, "lr_2": 0, "lr": 2}):
        run = result.isel(place)
        params = run["params"].values
        plain = NETWORK.replace(lr_2=1)
        assert run["train_loss"].item() == pytest.approx(plain.evaluate(params)[0], rel=1e-12)
        for which, points, targets in (
            ("train", DATA.raw_inputs, made.targets),
            ("test", DATA.raw_test_inputs, made.test_targets),
        ):
            outputs = NETWORK.outputs(params, points)
            right = np.mean((outputs > 0) == (targets > 0))
            assert run[f"{which}_accuracy"].item() == pytest.approx(right)
            error = np.mean((outputs - targets) ** 2)
            assert run[f"{which}_loss"].item() == pytest.approx(error, rel=1e-12)


def test_traces_are_of_their_steps_weights(result):
    run = result.isel(optimizer=1, lr_2=1, lr=1)
    for step in (0, 5, 12):
        params = run["trace_params"].sel(step=step).values
        norms = [np.sqrt((w * w).sum()) for w, _ in NETWORK.weights(params)]
        np.testing.assert_allclose(run["trace_weight_norm"].sel(step=step), norms, rtol=1e-12)
        loss = NETWORK.replace(lr_2=1).evaluate(params)[0]
        assert run["trace_train_loss"].sel(step=step).item() == pytest.approx(loss, rel=1e-12)
    assert np.array_equal(run["trace_params"].values[-1], run["params"].values)
    assert run["trace_train_loss"].values[-1] == run["train_loss"].item()


def test_trainability_is_made_of_the_loss_over_all_training_samples(result):
    from gdsim.catalogue.measures.trainability import measure

    losses = result["trace_train_loss"].values[..., :-1].reshape(-1, 12)
    expected = measure(losses, np.zeros(len(losses), dtype=bool))
    assert result["trainability"].values.ravel().tobytes() == expected.tobytes()


def test_starting_weights_are_those_of_the_seed():
    seeds = EXPERIMENT.replace(
        objective=NETWORK.replace(lr_2=1, init_seed=[3, 8]), optimizers="sgd", lr=0.1,
        record="params", measures=(), epochs=1,
    )  # fmt: skip
    first = seeds.run()["trace_params"].isel(step=0).values.reshape(2, -1)
    assert np.array_equal(first, [NETWORK.initial(seed=3), NETWORK.initial(seed=8)])
    assert not np.array_equal(first[0], first[1])
    # The same numbers given as weights make the same run.
    given = seeds.replace(objective=NETWORK.replace(lr_2=1, init=NETWORK.weights(first[1])))
    params = seeds.run()["params"].isel(init_seed=1).values
    assert given.run()["params"].values.tobytes() == params.tobytes()


def test_regression_without_a_test_set_ends_with_one_loss():
    data = gd.datasets.from_arrays(POINTS, POINTS[:, :1])
    network = gd.Network([2, 5, 3, 1], data=data)
    result = gd.Experiment(network, "sgd", steps=3, dtype="float64").run()
    assert [name for name in FINALS if name in result] == ["train_loss"]
    assert "epoch" not in result.coords


def test_results_carry_their_experiment_and_can_be_saved(result, tmp_path):
    assert gd.Experiment.from_toml(result.attrs["experiment"]) == EXPERIMENT
    assert result.attrs["experiment_hash"] == EXPERIMENT.hash
    assert result.attrs["objective"] == "2-5-3-1 tanh, mse on 15 samples"
    gd.save(result, tmp_path / "r.nc")
    assert gd.load(tmp_path / "r.nc").identical(result)
    gd.save(result, tmp_path / "r.npz")
    with np.load(tmp_path / "r.npz") as file:
        assert np.array_equal(file["trace_dead"], result["trace_dead"].values)
    gd.save(result, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == EXPERIMENT.runs
    assert float(rows[0]["test_accuracy"]) == result["test_accuracy"].values.ravel()[0]
    assert float(rows[-1]["params_b3_0"]) == result["params"].values[-1, -1, -1, -1]
    assert not {"epoch", "layer", "step", "params", "trace_loss"} & set(rows[0])


def test_many_weights_do_not_keep_a_result_from_being_saved(tmp_path):
    """The experiment's text is longer than what HDF5 keeps in an attribute of the usual kind."""
    network = gd.Network([2, 60, 60, 1], data=DATA, init=RNG.normal(size=3901))
    result = gd.Experiment(network, "sgd", steps=1, dtype="float64").run()
    assert len(result.attrs["experiment"]) > 2**16
    gd.save(result, tmp_path / "r.nc")
    assert gd.Experiment.from_toml(gd.load(tmp_path / "r.nc").experiment).objective == network


def test_the_verdict_table_has_the_best_on_test_samples(result, capsys):
    for row in gd.verdict_table(result):
        part = result.sel(optimizer=row["optimizer"])
        assert row["runs"] == 6
        assert row["test_loss"] == part["test_loss"].values.min()
        assert row["test_accuracy"] == part["test_accuracy"].values.max()
    print_verdicts(result)
    said = capsys.readouterr().out
    assert "test accuracy" in said and f"{part['test_accuracy'].values.max():.1%}" in said


# --- Sessions ---------------------------------------------------------------------------------


def test_a_session_ends_where_the_experiment_does(result):
    session = gd.Session(EXPERIMENT, threads=1)
    session.advance(5)
    session.advance(100)
    now = session.snapshot()
    assert session.finished and now.step == 12
    assert now.params.tobytes() == result["params"].values.tobytes()
    for name in FINALS:
        assert now.finals[name].tobytes() == result[name].values.tobytes()
    traces = session.traces()
    for name in EXPERIMENT.record:
        assert traces[name].tobytes() == result[f"trace_{name}"].values.tobytes(), name
    assert session.result().identical(result)


def test_a_fork_keeps_its_weights():
    session = gd.Session(EXPERIMENT.replace(measures=()), threads=1)
    session.advance(6)
    other = session.fork(lr=gd.logspace(1e-2, 0.1, 3))
    assert np.array_equal(other.snapshot().params, session.snapshot().params)
    with pytest.raises(SettingError, match=r"the weights of layers 2-5-3-1 cannot become .* 2-4-1"):
        session.fork(objective=NETWORK.replace(layers=[2, 4, 1], lr_scale=[1.0, [0.5, 2.0]]))
    with pytest.raises(SettingError, match="2-5-3-1, without biases"):
        session.fork(objective=NETWORK.replace(bias=False))


# --- Pictures ---------------------------------------------------------------------------------


def names_of_curves(panel):
    return [line.get_label() for line in panel.lines if not line.get_label().startswith("_")]


def test_loss_curves_are_of_all_samples_and_run_over_epochs():
    experiment = EXPERIMENT.replace(
        record=["loss", "train_loss", "test_loss"], optimizers="sgd", measures=(), lr=0.1
    )
    sheet = plots.figure(experiment.run())
    (panel,) = sheet.axes
    assert panel.get_xlabel() == "epoch"
    assert names_of_curves(panel) == ["SGD (median)", "SGD (median), test"]
    result = experiment.run()
    curves = result["trace_test_loss"].values.reshape(2, -1)
    middle = np.quantile(curves, 0.5, axis=0, method="higher")
    np.testing.assert_array_equal(panel.lines[-1].get_ydata(), middle)
    assert panel.lines[-1].get_linestyle() == ":"


def test_two_axes_are_a_map_of_the_training_loss(result):
    experiment = EXPERIMENT.replace(record=(), measures=())
    shown = result.drop_vars([name for name in result if str(name).startswith("trace_")])
    sheet = plots.figure(shown.assign_attrs(experiment=experiment.to_toml()))
    titles = [panel.get_title(loc="left") or panel.get_title() for panel in sheet.axes[:2]]
    assert titles == ["SGD", "Adam"]
    assert sheet.axes[-1].get_ylabel() == "training loss at the end"
    mesh = sheet.axes[0].collections[0]
    np.testing.assert_array_equal(mesh.get_array(), result["train_loss"].values[0])


def test_a_map_of_trainability_has_its_own_colours(result):
    sheet = plots.figure(result, EXPERIMENT)
    assert isinstance(sheet, Figure)
    images = [panel.images[0] for panel in sheet.axes[:2]]
    shades = colours(result["trainability"].values)
    for image, expected in zip(images, shades, strict=True):
        np.testing.assert_array_equal(image.get_array(), expected)
        assert (image.get_cmap().name, image.origin) == ("Spectral", "lower")
    left, right, _, _ = images[0].get_extent()
    step = np.log10(0.3 / 1e-3) / 2
    assert (left, right) == pytest.approx((-3 - step / 2, np.log10(0.3) + step / 2))


def test_each_side_of_trainability_is_spread_by_rank():
    values = np.array([[-5.0, -90.0, 3.0], [0.0, 1e9, -1.0], [np.nan, 7.0, -2.0]])
    found = colours(values)
    expected = [[0.75, 1.0, -0.5], [-0.25, -1.0, 0.25], [np.nan, -0.75, 0.5]]
    np.testing.assert_allclose(found, expected)
    assert colours(np.array([-1.0, -2.0])).tolist() == [0.25, 1.0]


def test_sharpness_is_drawn_against_the_edge():
    experiment = gd.Experiment(
        NETWORK.replace(batch_size=None, lr_2=1), "sgd", lr=[0.1, 0.5], steps=4,
        record=["loss", "lr", "sharpness"], dtype="float64",
    )  # fmt: skip
    result = experiment.run()
    left, right = plots.figure(result).axes
    expected = result["lr"].values[:, None] * result["trace_sharpness"].values[0]
    for line, values in zip(left.lines, expected, strict=False):
        np.testing.assert_allclose(line.get_ydata(), values, rtol=1e-12)
    assert names_of_curves(left) == ["learning rate 0.1", "learning rate 0.5", "2"]
    assert right.get_ylabel() == "loss" and len(right.lines) == 2
    plain = experiment.replace(record="sharpness", lr=0.1)
    (only,) = plots.figure(plain.run()).axes
    assert only.get_ylabel() == "sharpness"


@pytest.mark.parametrize(
    "changes", [{"lr": 0.1}, {"objective": NETWORK.replace(lr_2=1), "lr": 0.1}]
)
def test_other_results_are_drawn_by_their_training_loss(changes, tmp_path):
    experiment = EXPERIMENT.replace(record=(), measures=(), **changes)
    result = experiment.run()
    assert Subject.of(result).final == "train_loss"
    gd.picture(result, tmp_path / "r.png")
    assert (tmp_path / "r.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_of_data_in_a_file_needs_the_file_or_the_experiment(tmp_path, monkeypatch):
    lines = ["x,y,kind"] + [f"{x},{y},{'ab'[k]}" for (x, y), k in zip(POINTS, LABELS, strict=True)]
    (tmp_path / "points.csv").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    network = NETWORK.replace(lr_2=1, data={"file": "points.csv"})
    experiment = EXPERIMENT.replace(objective=network, record=(), measures=(), lr=0.1)
    result = experiment.run()
    (tmp_path / "points.csv").unlink()
    with pytest.raises(SettingError, match=r"points\.csv: cannot be read"):
        gd.picture(result, tmp_path / "r.png")
    gd.picture(result, tmp_path / "r.png", experiment)
    assert (tmp_path / "r.png").exists()
    assert gd.verdict_table(result)
