"""Several threads within one run change no bit, and nobody waits for one that does not come."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gdsim.engine import board, teamwork
from gdsim.engine.backends import cpu
from gdsim.engine.networks import layout, modules
from gdsim.engine.networks.source.product import panel_size
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of
from gdsim.engine.scratch import Scratch
from gdsim.engine.teamwork import Team
from gdsim.engine.verdict import Verdict
from gdsim.lanes.host import vector_unit
from tests.engine.networks.test_bits import NETWORK, program, same_bits, samples
from tests.engine.networks.test_layouts import SOFTMAX, three

WIDE: dict[str, Any] = {
    "sizes": (3, 150, 70, 2),
    "inputs": samples(40, 3, 1),
    "targets": samples(40, 2, 2),
}
WHOLE = replace(NETWORK, batch=None, **WIDE)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even small steps are shared, and cut into all the pieces that there may be."""
    monkeypatch.setattr(layout, "SHARED", 0)
    monkeypatch.setattr(layout, "width", lambda program: 1)
    monkeypatch.setattr(teamwork, "PIECE", 2**6)


def adam() -> Program:
    """Orders of their own, noise, and much that is observed."""
    record = ("loss", "grad_norm", "layer_grad_norm", "dead", "test_loss")
    network = replace(NETWORK, **WIDE, batch=9)
    return program(runs=3, network=network, steps=8, record=record)


def clipped() -> Program:
    """Classes, a gradient that is clipped, and steps that are changed as a whole."""
    return three(
        "momentum", {"momentum": 0.8}, network=SOFTMAX, noise=0.01, dtype="float64",
        modifiers={"clip_norm": {"bound": 0.5}, "cautious": {"floor": 1e-3}},
        record=("loss", "grad_norm", "train_accuracy"), steps=7,
    )  # fmt: skip


def matrices() -> Program:
    """Steps of whole matrices, and whole losses at times."""
    network = replace(SOFTMAX, replacement=True, bias=False)
    return three("muon", {"momentum": 0.8}, network=network, steps=12)


def points() -> Program:
    """All samples, a gradient apart from the parameters, penalties, drift, rates of layers."""
    return three(
        "schedule_free_adamw", {}, network=WHOLE, steps=12,
        parameters={"l1": 1e-3, "l2": 0.01, "drift_2": 0.5, "lr_1": 3.0},
    )  # fmt: skip


def diverging() -> Program:
    """Runs that end at different steps."""
    return three("sgd", {}, network=WHOLE, limit=50.0, noise=0.5, steps=30)


CASES = [adam, clipped, matrices, points, diverging]


@pytest.mark.parametrize("given", CASES)
def test_threads_within_a_run_change_no_bit(given: Callable[[], Program]) -> None:
    alone = cpu.run(given(), threads=1)
    assert len(np.unique(alone.loss)) == 3
    for threads in (2, 7):
        same_bits(cpu.run(given(), threads=threads), alone)
    for one in (replace(given(), runs=1), replace(given(), first_run=1, runs=1)):
        same_bits(cpu.run(one, threads=2), cpu.run(one, threads=1))


@pytest.mark.parametrize("name", ["sgd", "nadam", "rprop", "adafactor", "lamb", "radam"])
def test_updates_in_pieces_change_no_bit(name: str) -> None:
    given = three(name, {}, network=WHOLE, steps=6)
    same_bits(cpu.run(given, threads=3), cpu.run(given, threads=1))


@pytest.mark.parametrize("given", [adam, points])
def test_a_session_shares_its_steps(given: Callable[[], Program]) -> None:
    whole, batch = cpu.run(given(), threads=1), cpu.Batch([given()], threads=3)
    batch.advance(0)
    batch.advance(1)
    saved = batch.copy_state()
    for _ in range(2):
        for steps in (4, 1, given().steps - 6):
            batch.advance(steps)
        found = batch.outcome()
        for name in ("loss", "params", "verdict"):
            np.testing.assert_array_equal(getattr(found, name), getattr(whole, name))
        batch.restore(saved)
    batch._pool.shutdown(wait=True)  # helpers end by themselves


def test_runs_of_several_programs_share_their_steps() -> None:
    given = [replace(adam(), dtype="float32", runs=1, seed=float(seed)) for seed in (3, 8)]
    batch = cpu.Batch(given, threads=4)
    batch.advance(given[0].steps)
    found = batch.outcome()
    for k, each in enumerate(given):
        np.testing.assert_array_equal(found.params[k], cpu.run(each, threads=1).params[0])
    batch.close()


def test_one_thread_and_small_steps_have_no_team(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = [segments[0].kernel for segments in cpu.Batch([adam()], threads=1).segments]
    assert Team.of(kernels, 1) is None and Team.of(kernels, 2) is not None
    monkeypatch.setattr(layout, "SHARED", 2**40)
    assert Team.of(kernels, 2) is None


def test_no_more_threads_share_than_pay() -> None:
    team, numbers = Team(40, "float32"), []
    pool: Any = SimpleNamespace(submit=lambda help_, leading, number: numbers.append(number))
    team.join(pool, [])
    assert numbers == [*range(15, 0, -1)] and (team.numbers[:, board.THREADS] == 16).all()


def test_only_kernels_of_one_run_in_vectors_need_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    given = adam()
    assert "team" in modules.trained(given, recipe_of(given, 1))
    assert "team" not in modules.trained(given, recipe_of(given, 8))
    monkeypatch.setattr(layout, "SHARED", 2**40)
    assert "team" not in modules.trained(given, recipe_of(given, 1))


def test_work_that_is_cancelled_ends() -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    long = replace(points(), steps=10**6)
    found = cpu.run(long, threads=3, cancelled=cancelled)
    assert not found.done.all() and set(found.verdict) == {Verdict.RUNNING}


def test_a_helper_that_fails_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = cpu.run(points(), threads=1)

    def help(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(Team, "help", help)
    same_bits(cpu.run(points(), threads=4), alone)


def test_helpers_end_with_a_leader_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = cpu.Batch([replace(points(), runs=1)], threads=3)

    def advance(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(batch.segments[0][0], "advance", advance)
    with pytest.raises(MemoryError):
        batch.advance(3)
    batch._pool.shutdown(wait=True)
    assert batch._team is not None
    assert sorted(batch._team._free) == [0, 1, 2] and batch.segments[0][0].board == 0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_threads_write_to_cache_lines_of_their_own(dtype: str) -> None:
    recipe = recipe_of(replace(adam(), dtype=dtype), 1)
    shared, of_layers = Scratch.of(WHOLE, recipe, True).places(np.dtype(dtype).itemsize)
    places = [place for each in (shared, *of_layers) for place in each.values()]
    assert all(place % 64 == 0 for place in places) and len(set(places)) == len(places)


class Shared:
    """Products of matrices of 32-bit numbers on the board of a team of two."""

    def __init__(self, rows: int, columns: int, terms: int) -> None:
        self.team, self.code = Team(2, "float32"), modules.team("float32").load()
        rng = np.random.default_rng(rows * columns)
        self.a = rng.normal(size=(rows, terms)).astype("float32")
        self.b = rng.normal(size=(columns, terms)).astype("float32")
        self.c = np.zeros((columns, rows), "float32")
        self.room = np.empty(panel_size("float32"), "float32")
        product = modules.products("float32", 1).load().product_of_lanes
        self.given = (
            product.address, *(each.ctypes.data for each in (self.a, self.b, self.c)),
            terms, 1, terms, 1, 1, rows, terms, 0, rows, columns,
        )  # fmt: skip
        product.ctypes(*self.given[1:], self.room.ctypes.data)
        self.expected = self.c.copy()
        self.c[...] = np.nan

    @property
    def numbers(self) -> np.ndarray:
        """Those of the leader's board."""
        own: np.ndarray = self.team.numbers[0]
        return own

    def multiply(self) -> None:
        """Do it as a leader."""
        self.code.multiply.ctypes(self.numbers.ctypes.data, *self.given, self.room.ctypes.data)

    def help(self, looks: int = 4) -> int:
        """Take what is there."""
        start, room = self.numbers.ctypes.data, np.empty_like(self.room)
        return int(self.code.help.ctypes(start, 2, room.ctypes.data, 1, looks))

    def check(self) -> None:
        """What was computed is the product to the bit."""
        np.testing.assert_array_equal(self.c, self.expected)
        assert self.numbers[board.OPEN] == 0


@pytest.mark.parametrize(("down", "across"), [(16, 40), (48, 9), (70, 7)])
def test_a_helper_takes_what_the_leader_leaves(down: int, across: int) -> None:
    shared = Shared(70, 40, 33)
    pieces = -(-70 // down) * -(-40 // across)
    shared.numbers[board.PIECES] = pieces
    shared.numbers[board.PIECE_AT] = shared.numbers[board.OF_PRODUCT_AT]
    shared.numbers[board.GIVEN :][:16] = (*shared.given, down, across)
    shared.numbers[board.OPEN] = 2**pieces - 1
    assert shared.help() == pieces == shared.numbers[board.DONE]
    shared.check()
    assert shared.help() == 0


@pytest.mark.parametrize(
    "sizes", [(70, 40, 33), (1, 500, 3), (500, 1, 7), (200, 3, 1), (9, 9, 300)]
)
def test_a_leader_needs_no_helper(sizes: tuple[int, int, int]) -> None:
    shared = Shared(*sizes)
    shared.multiply()
    shared.check()


def test_threads_that_take_pieces_at_the_same_time_leave_none_out() -> None:
    several, over = [Shared(80, 40, 20), Shared(33, 50, 9)], threading.Event()
    taken = 0

    def help_on() -> None:
        nonlocal taken
        while not over.is_set():
            taken += sum(each.help(2**8) for each in several)

    helper = threading.Thread(target=help_on)
    helper.start()
    try:
        while taken < 2:
            for each in several:
                each.c[...] = np.nan
                each.numbers[board.KEEPS] = 0
                each.multiply()
                each.check()
    finally:
        over.set()
        helper.join()


def test_a_leader_that_has_waited_keeps_jobs_to_itself() -> None:
    shared = Shared(70, 40, 33)
    shared.numbers[board.KEEPS] = 70 * 40 * 33 // vector_unit().narrow_width("float32") + 1
    for left in (1, None):
        shared.numbers[board.DONE] = -1
        shared.multiply()
        shared.check()
        assert shared.numbers[board.DONE] == -1
        assert shared.numbers[board.KEEPS] == left or left is None
    shared.multiply()
    assert shared.numbers[board.DONE] == shared.numbers[board.PIECES] > 1
