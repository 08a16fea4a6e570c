"""The best setting is the one that a plain search over the raw losses finds."""

import functools
from itertools import product

import numpy as np
import pytest

import gdsim as gd
from gdsim.results.analysis import best

EXPERIMENT = gd.Experiment(
    "rosenbrock",
    [gd.Momentum(momentum=[0.9, 0.0, 0.5]), gd.Adam(beta2=0.9)],
    lr=[0.3, 1e-3, 3e-4, 1e-2, 3e-3], noise=[0.0, 5.0], seed=range(3),
    start=gd.uniform(5), steps=120,
)  # fmt: skip
DIMS = ("optimizer", "lr", "momentum", "noise", "seed", "start")


@functools.cache
def run(experiment=EXPERIMENT):
    return experiment.run()


def raw(result=None, name="best_loss"):
    result = run() if result is None else result
    diverged = result["verdict"].values == gd.Verdict.DIVERGED
    return np.where(diverged, np.inf, np.maximum(result[name].values, 1e-12).astype(float))


def middle(values):
    return np.quantile(values, 0.5, method="higher")


def test_the_best_setting_is_that_of_a_search_one_by_one():
    result = run()
    assert result["verdict"].dims == DIMS
    losses, lrs, momenta = raw(), result["lr"].values, result["momentum"].values
    found = best(result, by="noise")
    assert found["setting"].values.tolist() == ["lr", "momentum"]
    for optimizer, noise in product(range(2), range(2)):
        medians = {
            (lrs[i], momenta[j]): middle(losses[optimizer, i, j, noise].ravel())
            for i, j in product(range(5), range(3))
        }
        one = found.isel(optimizer=optimizer, noise=noise)
        least = min(medians.values())
        assert one["best_loss"] == pytest.approx(least)
        chosen = tuple(one["chosen"].values)
        assert medians[chosen] == least
        i, j = lrs.tolist().index(chosen[0]), momenta.tolist().index(chosen[1])
        steps = result["steps"].values[optimizer, i, j, noise].ravel()
        assert one["steps"] == middle(steps) and one["runs"] == 15
        verdicts = result["verdict"].values[optimizer, i, j, noise].ravel()
        counts = np.bincount(verdicts, minlength=5)
        np.testing.assert_allclose(one["share"].values, counts / 15)
        # Neighbours are those by value, though the axes were given in no order.
        place = sorted(lrs).index(chosen[0])
        for side, at in (("below", place - 1), ("above", place + 1)):
            expected = medians.get((sorted(lrs)[at], chosen[1])) if 0 <= at < 5 else np.nan
            np.testing.assert_allclose(one[side].sel(setting="lr"), expected)
        end = {0: -1, 4: 1}.get(place, 0)
        assert one["at_end"].sel(setting="lr") == end


def test_an_optimizer_without_the_setting_takes_any_of_its_values():
    found = best(run(), select={"noise": 0})
    adam = found.sel(optimizer="Adam")
    # All values of a momentum that Adam has not are alike, so none is better than its neighbours.
    beside = [adam[side].sel(setting="momentum").item() for side in ("below", "above")]
    assert all(np.isnan(loss) or loss == adam["best_loss"] for loss in beside)


def test_what_is_repeated_can_be_named():
    found = best(run(), over=["seed", "start", "noise"], value="loss")
    assert found["setting"].values.tolist() == ["lr", "momentum"]
    medians = np.quantile(raw(name="loss").reshape(2, 15, 30), 0.5, axis=2, method="higher")
    np.testing.assert_allclose(found["loss"].values, medians.min(axis=1))
    alone = best(run(), over=())
    np.testing.assert_allclose(alone["best_loss"].values, raw().min(axis=(1, 2, 3, 4, 5)))


def test_a_best_setting_at_the_end_of_its_axis_is_said_to_be_there():
    experiment = EXPERIMENT.replace(
        optimizers="sgd", lr=gd.logspace(1e-6, 1e-4, 4), noise=0.0, seed=0
    )
    found = best(run(experiment))
    assert found["at_end"].values.tolist() == [[1]]
    assert "1e-04, the largest of its axis, which should have larger ones" in found.attrs[
        "words"
    ].replace("0.0001", "1e-04")
    losses = np.quantile(raw(run(experiment)), 0.5, axis=2, method="higher")[0]
    assert f"{losses[2] / losses[3]:.3g} times the loss at the next smaller" in found.attrs["words"]


def test_of_equal_losses_the_faster_setting_is_the_best():
    result = run().isel(noise=0, seed=0, start=0, momentum=0).copy(deep=True)
    result["best_loss"].values[:] = 7.0
    result["verdict"].values[:] = gd.Verdict.STALLED
    result["steps"].values[:] = [[90, 50, 30, 40, 50], [10, 20, 30, 40, 50]]
    assert best(result)["chosen"].values.tolist() == [[3e-4], [0.3]]


def test_where_every_run_diverged_nothing_is_chosen():
    result = run(EXPERIMENT.replace(optimizers=["sgd", "adam"], lr=[1e3, 1e4], noise=0.0, seed=0))
    found = best(result)
    assert (result["verdict"].sel(optimizer="SGD") == gd.Verdict.DIVERGED).all()
    assert np.isnan(found["chosen"].values[0]).all() and np.isinf(found["best_loss"].values[0])
    assert "SGD: the median run diverged at every setting" in found.attrs["words"]


def test_runs_that_are_not_done_are_never_the_best():
    result = run().copy(deep=True)
    done = np.ones(result["verdict"].shape, dtype=bool)
    done[:, 1] = False
    done[1] = False
    result["done"] = result["verdict"].dims, done
    result["best_loss"].values[~done] = -5.0
    found = best(result)
    losses = np.delete(raw(), 1, axis=1)[0]
    medians = np.quantile(losses.transpose(0, 1, 2, 3, 4).reshape(24, 15), 0.5, axis=1,
                          method="higher")  # fmt: skip
    assert found["best_loss"].values[0] == pytest.approx(medians.min())
    assert "Adam: no run is done" in found.attrs["words"]


def test_single_runs_have_a_best_setting_without_axes():
    result = run().isel(lr=1, momentum=0, noise=0, seed=0, start=0)
    found = best(result)
    assert found.sizes["setting"] == 0
    np.testing.assert_allclose(found["best_loss"].values, raw(result))


def test_schedules_are_rows_of_their_own():
    experiment = EXPERIMENT.replace(
        optimizers="sgd", schedule=["constant", gd.Cosine(warmup=10)], lr=[1e-4, 1e-3],
        noise=0.0, seed=0,
    )  # fmt: skip
    result = run(experiment)
    found = best(result)
    assert found["best_loss"].dims == ("optimizer", "schedule")
    medians = np.quantile(raw(result), 0.5, axis=3, method="higher")
    np.testing.assert_allclose(found["best_loss"].values, medians.min(axis=2))
    assert found.attrs["words"].count("SGD, Cosine") == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"over": "seeds"}, "no axis 'seeds'; did you mean seed"),
        ({"over": ["seed", "seed"]}, "over names a dimension twice: seed, seed"),
        ({"over": "seed", "by": "seed"}, "seed cannot be both over and by"),
        ({"value": "test_loss"}, "'test_loss' is no number of each run"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_sentence(asked, sentence):
    with pytest.raises(ValueError) as caught:
        best(run(), **asked)
    assert sentence in str(caught.value)


def test_the_best_setting_may_be_that_of_the_largest_accuracy_or_of_a_measure():
    data = gd.datasets.moons(samples=40, noise=0.6, test=0.5)
    network = gd.Network([2, 4, 1], "tanh", data=data)
    experiment = gd.Experiment(network, gd.SGD(), lr=[0.01, 0.3, 1.0, 300.0], steps=60,
                               seed=[0, 1], noise=0.01)  # fmt: skip
    result = experiment.run()
    assert (result["verdict"].isel(lr=-1) == gd.Verdict.DIVERGED).all()
    found = best(result, value="test_accuracy")
    accuracies = result["test_accuracy"].isel(lr=slice(3)).values[0]
    medians = np.sort(accuracies, axis=1)[:, 0]  # of two, the lower one, as of losses the higher
    assert found["test_accuracy"] == medians.max()
    assert found["chosen"].values.item() in result["lr"].values[:3][medians == medians.max()]
    assert "diverged" not in found.attrs["words"] or found["above"] == -np.inf
    least = best(result, value="grad_norm")
    assert least["grad_norm"] == result["grad_norm"].isel(lr=slice(3)).max("seed").min()
    with pytest.raises(gd.SettingError, match="'verdict' is no number of each run"):
        best(result, value="verdict")
