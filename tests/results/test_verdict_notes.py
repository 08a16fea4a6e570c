"""What a table of verdicts does not say is said below it."""

import gdsim as gd
from gdsim.engine.verdict import Verdict
from gdsim.results.verdicts import judged_at, verdict_notes

# Momentum rings about a minimum away from 0 until only rounding moves it.
RINGING = {"optimizers": gd.Momentum(lr=0.1), "tolerance": 0.0}


def ringing(steps, start=(1.0, 0.5), **changes):
    function = gd.Function("(x - 3)**2 + (y + 1)**2", start=start)
    return gd.Experiment(function, steps=steps, **RINGING | changes).run()


def test_without_a_target_verdicts_are_told_to_say_nothing_of_how_low_a_loss_is():
    (note,) = verdict_notes(ringing(40))
    assert note.startswith("No target is given: verdicts say how losses moved")
    assert verdict_notes(ringing(40, target=1e-9)) == []
    assert verdict_notes(ringing(400, target=1e-9)) == []
    assert verdict_notes(ringing(40, stop="loss < 1e-9")) == []


def test_runs_that_only_rounding_moves_have_arrived():
    result = ringing(2000)
    assert result["verdict"].values == Verdict.OSCILLATING and result["loss"] < 1e-12
    assert verdict_notes(result)[-1].startswith("1 oscillating run has arrived: only rounding")
    # What hops over a minimum for ever has not arrived, however low its loss.
    hops = ringing(100, (3.00003, -1.00003), optimizers=gd.SignSGD(lr=1e-4))
    assert hops["verdict"].values == Verdict.OSCILLATING and hops["loss"] < 1e-7
    assert len(verdict_notes(hops)) == 1


def test_it_is_said_at_which_steps_runs_on_batches_are_judged():
    data = gd.datasets.moons(samples=60, noise=0.5, test=0.0)
    network = gd.Network([2, 4, 1], "tanh", data=data, batch_size=6)
    result = gd.Experiment(network, gd.SGD(lr=0.1), steps=100).run()
    assert judged_at(result) == [80, 90, 100]
    assert "at 3 steps (80, 90, 100), not by those of batches" in verdict_notes(result)[-1]
    result["verdict"].attrs["judged_at"] = [12]
    assert "at 1 step (12), not" in verdict_notes(result)[-1]
