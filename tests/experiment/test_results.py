"""Results: every run is labelled with its settings, and files give back what was saved."""

import csv
import itertools

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.engine.verdict import Verdict
from gdsim.experiment import labelled
from gdsim.results import files as result_file

EXPERIMENT = gd.Experiment(
    gd.Function("rosenbrock", b=[1, 50]),
    [gd.Momentum(momentum=[0.0, 0.95]), gd.Adam(lr=0.3, beta2=0.99)],
    lr=gd.logspace(1e-4, 0.3, 5),
    start=gd.uniform(3, seed=5),
    steps=60,
    target=1e-3,
    record=("loss", "params"),
    every=7,
    title="A small one",
)
PAIR = [gd.Momentum(momentum=0.95), gd.Adam(beta2=0.99)]
VARIABLES = ["loss", "best_loss", "grad_norm", "steps", "verdict", "params"]
TRACES = ["trace_loss", "trace_params"]


@pytest.fixture(scope="module")
def result():
    return EXPERIMENT.run(threads=2)


def single(b, lr, momentum, point, optimizer):
    """The same run as an experiment of its own."""
    choice = gd.Momentum(momentum=momentum) if optimizer == "Momentum" else EXPERIMENT.optimizers[1]
    return EXPERIMENT.replace(
        objective=gd.Function("rosenbrock", b=b), optimizers=choice, lr=lr, start=point
    ).run()


def test_every_run_of_the_grid_is_the_run_of_its_settings_alone(result):
    """Exact bits: a label that was off by one would find another run."""
    assert result.sizes == {
        **{"optimizer": 2, "b": 2, "lr": 5, "momentum": 2, "start": 3},
        **{"variable": 2, "step": 9},
    }
    places = list(itertools.product(["Momentum", "Adam"], (0, 1), (0, 2, 4), (0, 1), (0, 2)))
    for optimizer, b, lr, momentum, start in places[::5]:
        run = result.sel(optimizer=optimizer).isel(b=b, lr=lr, momentum=momentum, start=start)
        point = (run["start_x"].item(), run["start_y"].item())
        alone = single(run["b"].item(), run["lr"].item(), run["momentum"].item(), point, optimizer)
        for name in VARIABLES + TRACES:
            assert run[name].values.tobytes() == alone[name].squeeze().values.tobytes(), name


def test_variables_have_types_units_and_names(result):
    assert list(result.data_vars) == VARIABLES + TRACES
    for name, variable in result.variables.items():
        assert variable.attrs["long_name"], name
        assert "units" in variable.attrs or variable.dtype.kind == "U", name
    assert {str(result[name].dtype) for name in ("loss", "params", "trace_loss")} == {"float32"}
    assert (result["steps"].dtype, result["verdict"].dtype) == (np.int32, np.uint8)
    assert result["lr"].attrs == {"long_name": "learning rate", "units": "1"}
    assert result["step"].values.tolist() == list(range(0, 61, 7))
    assert result["step"].attrs["units"] == "step"


def test_verdict_codes_are_named_as_the_cf_conventions_ask(result):
    attributes = result["verdict"].attrs
    named = dict(zip(attributes["flag_values"], attributes["flag_meanings"].split(), strict=True))
    assert named == {int(verdict): str(verdict) for verdict in Verdict}


def test_a_result_carries_its_experiment(result):
    assert gd.Experiment.from_toml(result.attrs["experiment"]) == EXPERIMENT
    assert result.attrs["experiment_hash"] == EXPERIMENT.hash
    assert result.attrs["gdsim_version"] == gd.__version__
    assert result.attrs["title"] == "A small one"


@pytest.mark.parametrize(
    ("changes", "revised"),
    [
        ({"objective": "x**2 + y**2"}, False),
        ({"objective": "x**2 + y**2", "title": "Without tanh"}, False),
        ({"objective": "x**2 + tanh(y)"}, True),
        ({"objective": "x**2 + y**2", "stop": "tanh(loss) < 0.1"}, True),
        ({"activation": "gelu_tanh"}, False),  # it is computed with a sigmoid
        ({"activation": "sin", "output": "tanh"}, True),
        ({"activation": "z * tanh(z)"}, True),
        ({}, True),
    ],
)
def test_a_result_says_that_it_was_computed_with_the_present_tanh(changes, revised):
    of_network = {n: changes.pop(n) for n in ("activation", "output") if n in changes}
    given = {"objective": gd.Network([2, 3, 1], data=gd.datasets.xor(), **of_network), **changes}
    if isinstance(given["objective"], str):
        given["start"] = [0.3, 0.4]
    found = labelled.provenance(gd.Experiment(optimizers="sgd", lr=0.1, steps=2, **given))
    assert found.get("method_revisions") == ('{"tanh": 2}' if revised else None)


def test_the_first_trace_is_the_loss_at_the_start(result):
    x, y = result["start_x"], result["start_y"]
    expected = (1 - x) ** 2 + result["b"] * (y - x**2) ** 2
    first = result["trace_loss"].isel(step=0).transpose("b", "start", ...)
    expected = expected.transpose("b", "start").expand_dims(optimizer=2, lr=5, momentum=2)
    np.testing.assert_allclose(first, expected.transpose(*first.dims), rtol=2e-5)


def test_traces_are_blank_behind_the_step_a_run_stopped_at(result):
    stopped = result["steps"].values[..., np.newaxis]
    blank = np.isnan(result["trace_params"].values[..., 0])
    slots = result["step"].values
    assert np.array_equal(blank, np.broadcast_to(slots > stopped, blank.shape))
    assert 0 < blank.mean() < 1


def test_the_table_counts_what_the_verdicts_say(result):
    rows = gd.verdict_table(result)
    assert [row["optimizer"] for row in rows] == ["Momentum", "Adam"]
    for row in rows:
        part = result.sel(optimizer=row["optimizer"])
        assert row["runs"] == 60 == sum(row[str(verdict)] for verdict in Verdict)
        for verdict in Verdict:
            assert row[str(verdict)] == np.count_nonzero(part["verdict"] == verdict)
        steps = part["steps"].values[part["verdict"].values == Verdict.CONVERGED]
        assert row["steps"] == pytest.approx(
            np.median(steps) if steps.size else np.nan, nan_ok=True
        )
        finite = part["best_loss"].values[np.isfinite(part["best_loss"])]
        assert row["best_loss"] == finite.min()
    assert rows[0]["diverged"] and rows[1]["converged"]


def test_several_schedules_are_a_dimension():
    experiment = gd.Experiment(
        "rosenbrock", ["momentum", "adam"], lr=1e-3, steps=8,
        schedule=[gd.Constant(), gd.Linear(warmup=3), gd.Linear()],
    )  # fmt: skip
    result = experiment.run()
    assert result["loss"].dims == ("optimizer", "schedule")
    assert result["schedule"].values.tolist() == ["Constant", "Linear (warmup=3)", "Linear"]
    alone = experiment.replace(schedule=gd.Linear(warmup=3)).run()
    assert result["loss"].isel(schedule=1).values.tobytes() == alone["loss"].values.tobytes()
    assert [(row["optimizer"], row["schedule"]) for row in gd.verdict_table(result)] == list(
        itertools.product(["Momentum", "Adam"], ["Constant", "Linear (warmup=3)", "Linear"])
    )


# --- Interrupted ----------------------------------------------------------------------------------


def test_an_interrupted_run_keeps_what_was_done():
    experiment = gd.Experiment(
        "rosenbrock", PAIR, lr=gd.logspace(1e-4, 1e-2, 2000), steps=60, record="loss"
    )
    asked = itertools.count()
    whole = experiment.run()
    stopped = experiment.run(threads=1, cancelled=lambda: next(asked) > 2)
    assert "done" not in whole
    finished = stopped["done"].values
    assert 0 < np.count_nonzero(finished[0]) < 2000
    assert stopped["loss"].values[finished].tobytes() == whole["loss"].values[finished].tobytes()
    missing = stopped.sel(optimizer="Adam")
    assert not missing["done"].any()
    assert (missing["steps"] == 0).all() and missing["loss"].isnull().all()
    assert (missing["verdict"] == Verdict.RUNNING).all()
    rows = gd.verdict_table(stopped)
    assert sum(row["runs"] for row in rows) == finished.sum()
    assert sum(row["not_done"] for row in rows) == (~finished).sum()


def test_progress_counts_the_runs_of_the_whole_experiment():
    experiment = gd.Experiment("rosenbrock", PAIR, lr=gd.linspace(0.1, 0.2, 700), steps=9)
    told = []
    experiment.run(progress=told.append)
    assert told == sorted(told)
    assert told[-1] == experiment.runs == 1400
    assert told.count(0) == 1 and told.count(700) == 2  # as each of the two has its kernel


# --- Files ----------------------------------------------------------------------------------------


def test_netcdf_gives_back_the_same_result(result, tmp_path):
    gd.save(result, tmp_path / "r.nc")
    assert gd.load(tmp_path / "r.nc").identical(result)


def test_npz_has_every_array_and_attribute(result, tmp_path):
    gd.save(result, tmp_path / "r.npz")
    with np.load(tmp_path / "r.npz", allow_pickle=False) as arrays:
        for name, variable in result.variables.items():
            assert np.array_equal(
                arrays[name], variable.values, equal_nan=variable.dtype.kind == "f"
            )
        assert str(arrays["attribute_experiment"]) == EXPERIMENT.to_toml()


def test_csv_has_a_row_a_run(result, tmp_path):
    gd.save(result, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == EXPERIMENT.runs
    for row in rows[::17]:
        run = result.sel(
            optimizer=row["optimizer"], b=float(row["b"]), lr=float(row["lr"]),
            momentum=float(row["momentum"]), start=int(row["start"]),
        )  # fmt: skip
        assert np.float32(row["loss"] or "nan") == run["loss"] or np.isnan(run["loss"])
        assert np.float32(row["params_y"] or "nan") == run["params"].sel(variable="y") or np.isnan(
            run["params"].sel(variable="y")
        )
        assert row["verdict"] == str(Verdict(run["verdict"].item()))
        assert float(row["start_x"]) == run["start_x"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("r.xls", "a result's name must end in .nc, .npz, .csv"),
        ("r", "a result's name must end in .nc, .npz, .csv"),
        ("no/folder/r.nc", "r.nc: No such file or directory"),
        ("no/folder/r.csv", "r.csv: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused(result, tmp_path, name, sentence):
    with pytest.raises(ValueError) as caught:
        gd.save(result, tmp_path / name)
    assert sentence in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a::b.nc", "file::a#b?c.nc"])
def test_the_name_of_a_file_is_no_address(result, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    gd.save(result, name)
    assert gd.load(name).equals(gd.load(tmp_path / name))
    gd.export(name, "runs.csv")


def test_a_file_that_is_no_result_is_refused(tmp_path):
    (tmp_path / "r.nc").write_text("nothing of the kind")
    with pytest.raises(ValueError, match="cannot be read as a result"):
        gd.load(tmp_path / "r.nc")
    with pytest.raises(ValueError, match=r"only results saved as \.nc"):
        gd.load(tmp_path / "r.npz")
    with pytest.raises(
        ValueError, match=r"none\.nc: cannot be read as a result \(No such file or directory\)$"
    ):
        gd.load(tmp_path / "none.nc")


@pytest.mark.parametrize(
    "use", [lambda it: gd.save(it, "r.nc"), lambda it: gd.picture(it, "r.png"), gd.verdict_table]
)
def test_what_is_no_result_is_refused(use):
    for wrong in (5, EXPERIMENT, xarray.Dataset({"loss": 1.0})):
        with pytest.raises(TypeError, match=r"xarray.Dataset from Exp|this dataset has loss$"):
            use(wrong)


def test_a_failed_write_leaves_the_file_before_whole(result, tmp_path, monkeypatch):
    path = tmp_path / "r.csv"
    path.write_text("before")

    def fails(_, part, told):
        part.write_text("half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(result_file._WRITERS, ".csv", fails)
    with pytest.raises(ValueError, match="No space left on device"):
        gd.save(result, path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_experiment_gives_the_same_bytes(result):
    again = EXPERIMENT.run(threads=1)
    xarray.testing.assert_identical(again, result)
    for name in result.variables:
        assert again[name].values.tobytes() == result[name].values.tobytes()


def test_not_a_number_has_one_form():
    odd = np.array([0x7FC00001, 0xFFC00000, 0x3F800000], dtype=np.uint32).view(np.float32)
    experiment = gd.Experiment("x**2", "sgd", lr=[1, 2, 3])

    class Outcome:
        loss = best_loss = grad_norm = odd
        steps = np.zeros(3, np.int32)
        verdict = np.zeros(3, np.uint8)
        params = odd[:, np.newaxis].copy()
        traces = {}  # noqa: RUF012
        done = np.ones(3, bool)

    found = labelled.label(experiment, Outcome())["loss"].values.view(np.uint32)
    assert found.tolist() == [[0x7FC00000, 0x7FC00000, 0x3F800000]]


def test_names_of_variables_are_labelled_as_xarray_does_it_by_itself(result):
    own = xarray.Dataset(coords={"variable": ("variable", ["x", "y"], result.variable.attrs)})
    xarray.testing.assert_identical(result["variable"].drop_attrs(), own["variable"].drop_attrs())
    assert result.variable.attrs == {"long_name": "variable of the objective"}
    assert result.variable.dtype == own.variable.dtype == "<U1"
    assert result.indexes["variable"].dtype == own.indexes["variable"].dtype
    assert result.sel(variable="y").params.equals(result.params[..., 1])
