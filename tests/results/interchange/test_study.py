"""Studies that Optuna itself has stored, read as tables of trials."""

import contextlib
import json
import sqlite3

import numpy as np
import pytest

import gdsim as gd
from gdsim.cli import run_command
from gdsim.results.interchange import study

optuna = pytest.importorskip("optuna")
from optuna.storages import JournalStorage  # noqa: E402
from optuna.storages.journal import JournalFileBackend  # noqa: E402


def tune(trial):
    lr = trial.suggest_float("lr", 1e-4, 1.0, log=True)
    layers = trial.suggest_int("value", 1, 4)  # a name that the table has itself
    if trial.suggest_categorical("optimizer", ["sgd", "adam"]) == "adam":
        trial.suggest_float("beta", 0.5, 0.9)
    for step in (0, 10):
        trial.report(lr + step, step)
    if trial.number == 4:
        raise optuna.TrialPruned
    if trial.number == 5:
        raise ValueError
    return lr + layers


@contextlib.contextmanager
def storage_at(path):
    """What Optuna stores studies in, which is closed in the end."""
    storage = optuna.storages.RDBStorage(f"sqlite:///{path}")
    try:
        yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "journal"])
def stored(request, tmp_path_factory):
    """A file with two studies, and the trials of the first as Optuna has them in memory."""
    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    path = tmp_path_factory.mktemp("optuna") / f"my study.{request.param}"
    if request.param == "sqlite":
        with storage_at(path) as storage:
            return path, stored_in(storage)
    return path, stored_in(JournalStorage(JournalFileBackend(str(path))))


def stored_in(storage):
    """The trials of the first of two studies that are made in a storage."""
    sampler = optuna.samplers.RandomSampler(seed=3)
    first = optuna.create_study(study_name="first", storage=storage, sampler=sampler)
    first.optimize(tune, n_trials=12, catch=(ValueError,))
    first.ask()
    both = optuna.create_study(
        study_name="both", storage=storage, sampler=sampler, directions=["minimize", "maximize"]
    )
    both.optimize(lambda trial: (x := trial.suggest_float("x", 0, 1), 1 - x), n_trials=5)
    return first.trials


def test_a_table_has_what_the_trials_have(stored):
    path, trials = stored
    before = path.read_bytes()
    table = gd.read_study(path, "first")
    assert path.read_bytes() == before
    assert table["state"].values.tolist() == [each.state.name.lower() for each in trials]
    for name in ("value", "lr"):
        expected = [(each.value if name == "value" else each.params.get(name)) for each in trials]
        expected = [np.nan if each is None else each for each in expected]
        np.testing.assert_array_equal(table[name], expected)
    assert table["optimizer"].values.tolist() == [
        each.params.get("optimizer", "") for each in trials
    ]
    np.testing.assert_array_equal(
        table["param_value"], [each.params.get("value", np.nan) for each in trials]
    )
    has_beta = np.isfinite(table["beta"].values)
    np.testing.assert_array_equal(has_beta, table["optimizer"].values == "adam")
    assert table["lr"].attrs["log"] == 1 and table["beta"].attrs["log"] == 0
    assert table["step"].values.tolist() == [0, 10]
    np.testing.assert_array_equal(
        table["intermediate"].values[4], [trials[4].intermediate_values[step] for step in (0, 10)]
    )
    assert table.attrs["directions"] == ["minimize"]


def test_the_best_so_far_and_where_the_best_trials_lie(stored):
    path, trials = stored
    answer = gd.analysis.trials(gd.read_study(path, "first"), share=0.3)
    done = [each for each in trials if each.state.name == "COMPLETE"]
    best = sorted(done, key=lambda each: each.value)[:3]
    assert len(done) == 10
    own = answer.sel(setting="lr")
    rates = [each.params["lr"] for each in best]
    assert own["from_"] == min(rates) and own["to"] == max(rates)
    assert own["chosen"].item() == f"{best[0].params['lr']:.4g}"
    assert answer.sel(setting="optimizer")["chosen"].item() == best[0].params["optimizer"]
    assert answer["best"].values[-1] == best[0].value
    assert np.isnan(answer["value"].values[[4, 5, 12]]).all()
    assert answer.sel(setting="param_value")["rank_correlation"] > 0.8  # it is added to the value


def test_an_objective_that_is_maximised_has_its_largest_values_as_best(stored):
    table = gd.read_study(stored[0], "both")
    assert dict(table["value"].sizes) == {"trial": 5, "objective": 2}
    answer = gd.analysis.trials(table, objective=1)
    assert answer["best"].values[-1] == table["value"].values[:, 1].max()
    assert answer["rank_correlation"].item() == pytest.approx(1)  # a larger x is worse
    with pytest.raises(gd.SettingError, match="objective must be one of 0 to 1"):
        gd.analysis.trials(table)


def test_the_command_draws_a_study(stored, tmp_path, capsys):
    path, picture = str(stored[0]), tmp_path / "trials.png"
    assert run_command(["plot", path, "trials", "--study", "first", "-o", str(picture)]) == 0
    assert "10 complete trials of 13" in capsys.readouterr().out
    assert picture.stat().st_size > 10_000
    assert run_command(["plot", path, "--study", "first", "--json"]) == 0
    kinds = {each["name"]: each["lacks"] for each in json.loads(capsys.readouterr().out)}
    assert kinds["trials"] == "" and kinds["ecdf"] == "runs"
    both = ["plot", path, "trials", "--study", "both", "--set", "objective=0", "--json"]
    assert run_command(both) == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["setting"] == "x"
    assert run_command(["plot", path, "trials"]) == 2
    assert "has the studies first, both; name one" in capsys.readouterr().err.replace(
        "both, first", "first, both"
    )


def test_where_runs_are_expected_a_study_is_said_to_be_one(stored, tmp_path, capsys):
    path, page = str(stored[0]), str(tmp_path / "page.html")
    assert run_command(["plot", path, "ecdf", "--study", "first"]) == 2
    assert "ecdf is a picture of runs, and this is a study of Optuna" in capsys.readouterr().err
    for command in (["app", path], ["page", path, "-o", page]):
        assert run_command(command) == 2
        assert "is a study of Optuna, which `gdsim plot '" in capsys.readouterr().err


def test_what_is_no_study_is_refused(stored, tmp_path):
    with pytest.raises(gd.SettingError, match=r"no study 'frist'.*first"):
        gd.read_study(stored[0], "frist")
    (tmp_path / "text").write_text("trial,value\n")
    with pytest.raises(gd.SettingError, match="neither an SQLite file nor a journal"):
        gd.read_study(tmp_path / "text")
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("create table trials (number integer)")
    connection.commit()
    connection.close()
    with pytest.raises(gd.SettingError, match="cannot be read as a study of Optuna"):
        gd.read_study(tmp_path / "other.db")
    with pytest.raises(gd.SettingError, match="not a text file"):
        gd.page(tmp_path / "other.db", tmp_path / "page.html")
    with pytest.raises(gd.SettingError, match="cannot be read"):
        gd.read_study(tmp_path / "nothing.db")


def stored_as(folder, name, tune, **settings):
    """The table of a study that was stored in a file of some name."""
    with storage_at(folder / "study.db") as storage:
        optuna.create_study(storage=storage, **settings).optimize(tune, n_trials=6)
    return gd.read_study((folder / "study.db").rename(folder / name))


def test_a_file_is_closed_once_it_is_read_or_refused(tmp_path, monkeypatch):
    opened = []

    def connected(path):
        opened.append(sqlite3.connect(path))
        return opened[-1]

    stored_as(tmp_path, "a.db", lambda trial: trial.suggest_float("x", 0, 1), study_name="a")
    monkeypatch.setattr(study, "_connected", connected)
    assert gd.read_study(tmp_path / "a.db").sizes["trial"] == 6
    with pytest.raises(gd.SettingError, match="no study 'b'"):
        gd.read_study(tmp_path / "a.db", "b")
    assert len(opened) >= 2
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_a_file_of_any_name_is_read_and_no_other_made(tmp_path):
    name = "50%20? a's #1&mode=rwc.db"
    table = stored_as(tmp_path, name, lambda trial: trial.suggest_float("x", 0, 1))
    assert table.sizes["trial"] == 6
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_parameters_may_be_called_as_the_answer_calls_its_own(tmp_path):
    names = ("best", "to", "from_", "setting", "chosen", "rank_correlation", "value", "step")
    table = stored_as(
        tmp_path, "a.db", lambda trial: sum(trial.suggest_float(name, 0, 1) for name in names)
    )
    answer = gd.analysis.trials(table)
    assert set(answer["setting"].values) == {f"param_{name}" for name in names}


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
def test_an_infinite_value_is_not_among_the_best(direction, tmp_path):
    table = stored_as(
        tmp_path,
        "a.db",
        lambda trial: np.inf if trial.number % 2 else trial.suggest_float("x", 1, 2),
        direction=direction,
    )
    answer = gd.analysis.trials(table)
    known = table["value"].values[::2]
    least = known.min() if direction == "minimize" else known.max()
    assert answer["best"].values[-1] == least and answer["chosen"].item() == f"{least:.4g}"
    assert answer.attrs["of"] == "3 complete trials with a finite value of 6"


def test_no_finite_value_is_said(tmp_path):
    table = stored_as(tmp_path, "a.db", lambda trial: np.inf)
    with pytest.raises(gd.SettingError, match="no trial of the study has a finite value"):
        gd.analysis.trials(table)


@pytest.mark.parametrize("line", ['{"op_code": 77}', '{"op_code": 0}', '{"op_code":0}[]'])
def test_a_damaged_journal_is_refused(line, tmp_path):
    (tmp_path / "study.log").write_text(f"{line}\n")
    with pytest.raises(gd.SettingError, match=r"study\.log: "):
        gd.read_study(tmp_path / "study.log")


def test_runs_have_no_trials():
    with pytest.raises(gd.SettingError, match=r"study that gdsim\.read_study has read"):
        gd.analysis.trials(gd.Experiment("sphere", ["sgd"], lr=0.1, steps=2).run())
