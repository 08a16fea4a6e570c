"""Sweeps over Dask: the same bits, on any workers, even if workers are lost."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import dask
import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.base import assets
from gdsim.catalogue.plugins import in_use
from gdsim.results.store.store import Store
from gdsim.sweeps import cluster, sweep
from gdsim.sweeps.cluster import _Crew, on_dask
from gdsim.sweeps.tasks import Job, Task
from gdsim.sweeps.threads import on_threads
from gdsim.sweeps.work import Tally
from tests.sweeps.kills import committed, files

pytestmark = [
    pytest.mark.slow,  # much to compile, or many processes
    pytest.mark.usefixtures("complete_children"),
]

distributed = pytest.importorskip("distributed")

FUNCTION = gd.Experiment(
    gd.Function("rosenbrock", b=[30.0, 100.0]),
    [gd.Momentum(momentum=0.8), gd.Adam(beta2=0.98)],
    lr=gd.logspace(1e-4, 1.0, 24),
    start=gd.uniform(16, seed=3),
    noise=0.1,
    steps=70,
    record=["loss", "params"],
    every="log:5",
)
NETWORK = gd.Experiment(
    gd.Network([2, 3, 1], data=gd.datasets.xor(samples=12), init_seed=range(9), batch_size=5),
    gd.Muon(),
    lr=gd.logspace(1e-3, 1.0, 40),
    noise=0.1,
    steps=9,
)
WORDS = dict(silence_logs=logging.CRITICAL, dashboard_address="127.0.0.1:0", threads_per_worker=1)


@pytest.fixture(scope="module")
def workers():
    """A Dask cluster that somebody else has started; two processes."""
    with (
        distributed.LocalCluster(n_workers=2, memory_limit=0, **WORDS) as made,
        dask.config.set({"distributed.comm.timeouts.connect": "3s"}),
    ):
        yield made


@pytest.fixture
def address(workers):
    return workers.scheduler_address


def store_of(path: Path, experiment: gd.Experiment = FUNCTION, runs: int = 64) -> Store:
    return Store.create(path, experiment, runs)


def unfinished(store: Store, engine, shards: int) -> sweep.Progress:
    """Compute some shards of a store at least."""
    seen = []
    return sweep.carry_on(store, engine, seen.append, lambda: len(seen) > shards)


@pytest.mark.parametrize("experiment", [FUNCTION, NETWORK], ids=["function", "network"])
def test_every_file_is_that_of_a_sweep_on_threads(experiment, address, tmp_path):
    gd.run(experiment, tmp_path / "threads.zarr", shard_runs=100)
    found = gd.run(experiment, tmp_path / "dask.zarr", shard_runs=100, cluster=address)
    assert files(tmp_path / "dask.zarr") == files(tmp_path / "threads.zarr")
    xarray.testing.assert_identical(found.load(), experiment.run())


def test_what_is_called_off_goes_on_where_it_was(address, tmp_path):
    store = store_of(tmp_path / "a.zarr", runs=16)
    began = time.monotonic()
    part = unfinished(store, on_dask(address), 3)
    assert time.monotonic() - began < 10
    assert 0 < part.done.runs < FUNCTION.runs
    time.sleep(0.2)  # what workers had in hand is there as well
    there = committed(store.path)
    assert part.done.runs <= 16 * len(there) < FUNCTION.runs
    whole = gd.run(FUNCTION, store.path, cluster=address)
    after = committed(store.path)
    assert {name: after[name] for name in there} == there
    xarray.testing.assert_identical(whole.load(), FUNCTION.run())


def test_a_shard_that_is_committed_is_not_computed_again_when_it_is_handed_out(address, tmp_path):
    store = store_of(tmp_path / "a.zarr")
    sweep.carry_on(store, on_threads(2))
    before, again = committed(store.path), list(store.shards)
    found = list(on_dask(address)(store, again, lambda: False))
    assert committed(store.path) == before
    assert {shard.number for shard, _, _ in found} == set(range(len(store.shards)))
    wanted = sweep.tally_of(store, np.ones(len(store.shards), bool))
    assert sum((tally for _, tally, _ in found), Tally()) == wanted
    assert wanted.runs == FUNCTION.runs


def test_a_task_is_a_few_words_however_large_the_experiment_is(tmp_path):
    many = gd.Experiment(
        gd.Function("rosenbrock", b=list(np.linspace(1, 100, 5000) ** 2)), "adam",
        start=[(x, x * x) for x in np.linspace(-1, 1, 3000)],
    )  # fmt: skip
    assert len(many.to_toml()) > 10**5
    store = store_of(tmp_path / "a.zarr", many, 2**16)
    assert len(pickle.dumps(Task(Job.of(store), 123_456))) < 2000
    assert len(store.shards) > 200


class Scheduler:
    """Stands in for a client: notes what is handed out and called back."""

    def __init__(self, threads: int) -> None:
        self.threads, self.back, self.status = {"worker": threads}, [], "running"
        self.scheduler = self
        self.address = "tcp://nowhere:8786"

    def nthreads(self):
        return self.threads

    def map(self, function, numbers, key, **_):
        return [Waiting() for _ in numbers]

    def cancel(self, futures):
        self.back += futures

    def worker(self, name):
        return SimpleNamespace(address=name)


class Waiting:
    status = "pending"


def test_there_are_a_few_shards_out_for_each_thread_as_workers_come_and_go(tmp_path, caplog):
    store = store_of(tmp_path / "a.zarr", runs=1)
    client = Scheduler(0)
    crew, todo = _Crew(client, store), iter(store.shards)
    sizes = []
    for threads in (0, 1, 50, 2, 100):
        client.threads = {"a": threads // 2, "b": threads - threads // 2}
        crew.look_at = 0.0
        crew._count_threads()
        crew._hand_out(todo)
        sizes.append(len(crew.out))
    assert sizes == [32, 32, 400, 400, 800]
    assert "has no workers" in caplog.text and caplog.text.count("workers") == 1
    crew._call_back()
    assert len(crew.out) == 100 and len(client.back) == 700
    assert [shard.number for _, shard in crew.out.values()] == list(range(100)), "those in hand"


def test_users_own_methods_come_with_the_task_and_anew_when_they_change(address, tmp_path):
    folder = tmp_path / "methods"
    folder.mkdir()
    text = assets.path("catalogue_example/sign_momentum.py").read_text()
    found = {}
    try:
        for name, factor in (("first", 1.0), ("second", 0.5)):
            (folder / "sign_momentum.py").write_text(
                text.replace("lr * sign", f"{factor} * lr * sign")
            )
            gd.use_catalogue(folder)
            mine = gd.Experiment("booth", "sign_momentum", lr=gd.logspace(1e-3, 0.3, 40), steps=30)
            found[name] = gd.run(mine, tmp_path / f"{name}.zarr", cluster=address).load()
            xarray.testing.assert_identical(found[name], mine.run())
    finally:
        in_use.set_aside()
    assert not found["first"]["loss"].equals(found["second"]["loss"])


def test_a_worker_that_cannot_compute_is_named_with_what_it_lacks(address, tmp_path, monkeypatch):
    store = store_of(tmp_path / "a.zarr")
    other = store_of(tmp_path / "b.zarr", FUNCTION.replace(steps=71))

    def refusal(store):
        with pytest.raises(gd.SettingError) as raised:
            sweep.carry_on(store, on_dask(address))
        return str(raised.value)

    def seen_elsewhere(path):
        monkeypatch.setattr(Job, "of", lambda store, backend: replace(job, path=str(path)))

    job = Job.of(store)
    seen_elsewhere("/nowhere/a.zarr")
    assert refusal(store).startswith("worker ")
    assert "finds no sweep at /nowhere/a.zarr" in refusal(store)
    seen_elsewhere(other.path)
    assert "finds another sweep at" in refusal(store)
    monkeypatch.setattr(Job, "of", lambda store, backend: replace(job, version="0.0.9"))
    assert f"has gdsim {gd.__version__}, but the sweep was started with 0.0.9" in refusal(store)
    assert not committed(store.path)


def test_a_worker_without_gdsim_is_named(tmp_path):
    store = store_of(tmp_path / "a.zarr")
    without = "import sys\nsys.modules['gdsim'] = sys.modules['gdsim.sweeps.tasks'] = None\n"
    with (
        distributed.LocalCluster(n_workers=1, preload=without, **WORDS) as made,
        pytest.raises(
            gd.SettingError, match=r"^worker .* cannot load gdsim .*install the same version"
        ),
    ):
        sweep.carry_on(store, on_dask(made.scheduler_address))


def test_a_shard_that_ends_its_worker_ends_the_sweep(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ATTEMPTS", 1)
    store = store_of(tmp_path / "a.zarr")
    deadly = (
        "import os\nfrom gdsim.sweeps import tasks, work\n"
        "def compute_shard(store, shard, **options):\n"
        "    return os._exit(1) if shard.number == 7 else work.compute_shard(store, shard)\n"
        "tasks.compute_shard = compute_shard\n"
    )
    with (
        distributed.LocalCluster(
            n_workers=1, preload=deadly, scheduler_kwargs={"allowed_failures": 0}, **WORDS
        ) as made,
        pytest.raises(gd.SettingError, match=r"workers that computed shard \d+ were lost"),
    ):
        sweep.carry_on(store, on_dask(made.scheduler_address))


def test_a_shard_that_is_lost_is_handed_out_again_but_not_for_ever(tmp_path):
    store = store_of(tmp_path / "a.zarr")
    client = Scheduler(2)
    crew = _Crew(client, store)
    crew._submit([store.shards[3]])
    for _ in range(5):  # the connection was away for a moment
        assert the_only(crew).number == 3
        next(iter(crew.out.values()))[0].status = "cancelled"
        assert crew._come_in() == []
    killed = distributed.KilledWorker("shard", client.worker("w"), 3)
    for _ in range(cluster.ATTEMPTS):
        future = next(iter(crew.out.values()))[0]
        future.status, future.exception = "error", lambda: killed
        if crew.given_up[3] < cluster.ATTEMPTS - 1:
            assert crew._come_in() == [] and the_only(crew).number == 3
    with pytest.raises(gd.SettingError, match="computed shard 3 were lost repeatedly"):
        crew._come_in()


def the_only(crew):
    ((_, shard),) = crew.out.values()
    return shard


def test_a_scheduler_that_is_lost_is_a_sentence_and_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    path = tmp_path / "a.zarr"
    seen = []
    with distributed.LocalCluster(n_workers=1, processes=False, protocol="tcp://", **WORDS) as made:

        def lose(progress):
            seen.append(progress)
            if len(seen) == 4:
                made.close()

        with pytest.raises(gd.SettingError, match="no longer answers; completed shards"):
            gd.run(FUNCTION, path, shard_runs=48, cluster=made.scheduler_address, progress=lose)
    before = committed(path)
    assert 3 <= len(before) < FUNCTION.runs / 48
    found = gd.run(FUNCTION, path)
    after = committed(path)
    assert {name: after[name] for name in before} == before
    xarray.testing.assert_identical(found.load(), FUNCTION.run())


NO_SCHEDULERS = {
    "tcp://127.0.0.1:1": "no Dask scheduler answers at 'tcp://127.0.0.1:1'",
    "127.0.0.1:1": "no Dask scheduler answers at '127.0.0.1:1'",
    "nonsense": "missing port number",
    "": "no Dask scheduler answers at ''",
    "http://127.0.0.1:1": "unknown address scheme 'http'",
    "tls://127.0.0.1:1": "tls://127.0.0.1:1 needs certificates: name them in Dask's",
    "missing.json": "missing.json: cannot be read (No such file or directory)",
    "pyproject.json": "pyproject.json: not the file of a Dask scheduler",
    "/dev/zero.json": "cannot be read",
}
# Runs the command for each of its arguments, one after another, and ends as the command does.
ASKING = """
import sys
from gdsim.sweeps import cluster
from gdsim.cli import main, run_command
cluster.PATIENCE = 0.5
for address in sys.argv[1:]:
    sys.argv[1:] = ["run", "e.toml", "-o", "a.zarr", "--cluster", address]
    try:
        main()
    except SystemExit as end:
        print("ended with", end.code, file=sys.stderr)
raise SystemExit(2)
"""


def test_where_no_scheduler_answers_is_one_sentence_within_seconds(tmp_path):
    FUNCTION.save(tmp_path / "e.toml")
    (tmp_path / "pyproject.json").write_text("[1, 2]")
    command = [sys.executable, "-c", ASKING, *NO_SCHEDULERS]
    before = time.monotonic()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    took = time.monotonic() - before
    assert done.returncode == 2 and took < 45, "and not the ten seconds that Dask's client takes"
    said = done.stderr.splitlines()
    assert len(said) == 2 * len(NO_SCHEDULERS), done.stderr
    for sentence, status, words in zip(said[::2], said[1::2], NO_SCHEDULERS.values(), strict=True):
        assert words in sentence and status == "ended with 2"


def test_an_address_is_text(tmp_path):
    with pytest.raises(TypeError, match="cluster must be the address of a scheduler, got 8786"):
        gd.run(FUNCTION, tmp_path / "a.zarr", cluster=8786)


def test_a_scheduler_with_certificates_is_reached_as_dask_is_configured(tmp_path):
    pem = str(Path(__file__).with_name("data") / "certificate.pem")
    named = {f"distributed.comm.tls.{who}.cert": pem for who in ("client", "scheduler", "worker")}
    given = {"distributed.comm.tls.ca-file": pem, **named}
    with (
        dask.config.set({**given, "distributed.comm.require-encryption": True}),
        distributed.LocalCluster(
            n_workers=1, protocol="tls://", security=distributed.Security(), **WORDS
        ) as made,
    ):
        address = made.scheduler_address
        assert address.startswith("tls://")
        found = gd.run(FUNCTION, tmp_path / "a.zarr", shard_runs=100, cluster=address)
        xarray.testing.assert_identical(found.load(), FUNCTION.run())


def test_a_finished_sweep_needs_no_scheduler(tmp_path):
    gd.run(FUNCTION, tmp_path / "a.zarr")
    found = gd.run(FUNCTION, tmp_path / "a.zarr", cluster="tcp://127.0.0.1:1")
    xarray.testing.assert_identical(found.load(), FUNCTION.run())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"workers": 2, "threads": 2}, "one of threads and workers"),
        ({"workers": 2, "cluster": "tcp://a:1"}, "one of threads and workers"),
        ({"workers": 0}, "workers must be"),
        ({"workers": 1.5}, "workers must be"),
    ],
)
def test_who_computes_is_said_once_and_in_numbers(given, words, tmp_path):
    with pytest.raises(gd.SettingError, match=words):
        gd.run(FUNCTION, tmp_path / "a.zarr", **given)
    assert not (tmp_path / "a.zarr").exists()


@pytest.mark.parametrize(
    ("frozen", "words"),
    [
        (False, r"clusters need Dask, which is not installed: pip install 'gdsim\[cluster\]'"),
        (True, "clusters need Dask, which is not part of this program: install gdsim for Python"),
    ],
)
def test_without_dask_it_is_said_what_can_be_done(tmp_path, monkeypatch, frozen, words):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    with pytest.raises(gd.SettingError, match=words):
        gd.run(FUNCTION, tmp_path / "a.zarr", cluster="tcp://127.0.0.1:8786")


def test_sweeps_on_threads_do_not_load_dask():
    code = "import sys, gdsim.sweeps.cluster; assert 'distributed' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
