"""Folders with inconsistent metadata: one sentence each, at once, and no memory for them."""

from __future__ import annotations

import copy
import json
import shutil
import time
import tracemalloc
from pathlib import Path

import pytest
import xarray
from hypothesis import given, settings
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.cli import run_command
from gdsim.results.store.layout import ATTRIBUTE
from gdsim.results.store.manifest import MANIFEST, write_manifest
from gdsim.results.store.store import Store
from gdsim.sweeps.status import status_of
from gdsim.sweeps.verification import verify
from tests.sweeps.kills import files

GIVEN = gd.Experiment(
    gd.Function("a*x**2 + cos(x)", a=[0.5, 3.0]), ["sgd", "adam"], lr=gd.logspace(1e-3, 0.9, 3),
    steps=7,
)  # fmt: skip
MEMORY, SECONDS = 50e6, 20


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("sweeps") / "a.zarr"
    gd.run(GIVEN, path, shard_runs=3)
    status_of(path), gd.load(path).load(), verify(Store.open(path), 0)  # what is imported by then
    return path


def actions(path: Path):
    yield lambda: Store.open(path)
    yield lambda: Store.open(path, for_repair=True)
    yield lambda: status_of(path)
    yield lambda: gd.load(path)
    yield lambda: verify(Store.open(path, for_repair=True), 0)
    yield lambda: gd.run(path, cancelled=lambda: True)
    yield lambda: gd.export(path, path.with_name("b.csv"))


def check_all(path: Path, but_export: bool = False) -> list[str]:
    """What is said of a folder; nothing where it passes for a sweep. Never anything but that."""
    said = []
    for action in list(actions(path))[: -1 if but_export else None]:
        before = time.monotonic()
        tracemalloc.start()
        try:
            action()
        except SettingError as error:
            assert "\n" not in str(error) and len(str(error)) < 1500, error
            said.append(str(error))
        finally:
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert peak < MEMORY and time.monotonic() - before < SECONDS
    return said


def have(path: Path, attributes: object, **others: object) -> None:
    """Have the file that describes the whole say this; and the manifest, so that it agrees."""
    root = json.loads((path / "zarr.json").read_text())
    (path / "zarr.json").write_text(json.dumps({**root, "attributes": attributes, **others}))
    (path / MANIFEST).unlink(missing_ok=True)
    write_manifest(path, attributes)


def attributes_of(path: Path) -> dict[str, object]:
    return json.loads((path / "zarr.json").read_text())["attributes"]


def division(format: object = 2, chunk: object = (1, 3), **others: object) -> str:
    return json.dumps({"format": format, "chunk": chunk, **others})


LISTED = 'gdsim = 1\nobjective = "x**2"\nsteps = 5\nlr = {axis}\n[[optimizers]]\nname = "sgd"\n'
MANY = LISTED.format(axis="{ linspace = [0.1, 1.0, 1000000000000] }")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (ATTRIBUTE, division(chunk=[0, 3]), "no sweep of gdsim: shards of (0, 3) runs"),
        (ATTRIBUTE, division(chunk=[1, -1]), "no sweep of gdsim: shards of (1, -1) runs"),
        (ATTRIBUTE, division(chunk=[1, 4]), "no sweep of gdsim: shards of (1, 4) runs"),
        (ATTRIBUTE, division(chunk=[3]), "no sweep of gdsim: shards of (3,) runs"),
        (ATTRIBUTE, division(chunk=[1, 3, 1]), "no sweep of gdsim: shards of (1, 3, 1) runs"),
        (ATTRIBUTE, division(chunk=[1, 10**30]), "no sweep of gdsim: shards of"),
        (ATTRIBUTE, division(chunk=[True, 3]), "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, division(chunk=[1.0, 3]), "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, division(chunk="13"), "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, division(chunk=None), "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, division(format="2"), "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, division(format=True), "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, division(format=-1), "stored in format -1, which this gdsim does not know"),
        (ATTRIBUTE, division(more=1), "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, "[" * 10**5, "its attribute 'gdsim_store' is"),
        (ATTRIBUTE, {"format": 2, "chunk": [1, 3]}, "stored in format 2, which"),
        (ATTRIBUTE, None, "its attribute 'gdsim_store' is None"),
        ("experiment", None, "its attribute 'experiment' is no text"),
        ("experiment", 7, "its attribute 'experiment' is no text"),
        ("experiment", ["gdsim = 1"], "its attribute 'experiment' is no text"),
        ("experiment", "", "its experiment cannot be read"),
        ("experiment", "gdsim = 1\n\0", "its experiment cannot be read"),
        ("experiment", "gdsim = " + "[" * 10**4, "its experiment cannot be read"),
        ("experiment", LISTED.format(axis="[0.1, 0.2]"), "the data that its experiment reads"),
        ("experiment_hash", 3, "its attribute 'experiment_hash' is no text"),
        ("gdsim_version", None, "its attribute 'gdsim_version' is no text"),
        ("title", {}, "its attribute 'title' is no text"),
    ],
)
def test_odd_metadata_is_one_sentence(written, tmp_path, capsys, name, value, words):
    path = tmp_path / "a.zarr"
    shutil.copytree(written, path)
    have(path, {**attributes_of(path), name: value})
    said = check_all(path)
    assert len(said) == len(list(actions(path))), "each refuses it"
    assert all(words in each for each in said), said
    for command in ("status", "verify", "run"):
        assert run_command([command, str(path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["experiment", "experiment_hash", "gdsim_version", ATTRIBUTE])
def test_a_missing_attribute_is_one_sentence(written, tmp_path, name):
    path = tmp_path / "a.zarr"
    shutil.copytree(written, path)
    have(path, {n: value for n, value in attributes_of(path).items() if n != name})
    assert len(check_all(path)) == len(list(actions(path)))


@pytest.mark.parametrize(
    ("chunk", "words"),
    [
        ([1], "are 1,000,000,000,000 shards, and 4,194,304 at most"),
        ([2**35], "are larger than 2 GiB"),
        ([2**20], None),
    ],
)
def test_declared_runs_take_no_memory(written, tmp_path, chunk, words):
    path = tmp_path / "a.zarr"
    shutil.copytree(written, path)
    for file in (path / "done").glob("c.*"):
        file.unlink()
    experiment = gd.Experiment.from_toml(MANY)
    known = {"experiment": MANY, "experiment_hash": experiment.hash}
    have(path, {**attributes_of(path), **known, ATTRIBUTE: division(chunk=chunk)})
    if words is not None:
        assert all(words in each for each in check_all(path))
        return
    # It is a sweep that has just begun, too large to be labelled in memory. (All runs would be
    # exported, as missing ones, one after another.)
    said = check_all(path, but_export=True)
    assert len(said) == 2 and all("it declares 8 TB" in each for each in said)
    assert status_of(path).runs == 10**12 and status_of(path).done == 0


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 3), st.integers(), st.just(10**12), st.floats(),
    st.text(max_size=5), st.just([]), st.just({}), st.lists(st.integers(0, 4), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


def places(value: object, here: tuple[object, ...] = ()):
    """Where something may be put in the place of something else."""
    yield here
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*here, key))


@st.composite
def odd_roots(draw, root):
    """A description with something odd somewhere: another value, none, or one more."""
    found = copy.deepcopy(root)
    found["attributes"][ATTRIBUTE] = json.loads(found["attributes"][ATTRIBUTE])
    for _ in range(draw(st.integers(1, 2))):
        # Most of it describes arrays; what is read first is worth as many tries.
        near = [at for at in places(found) if "consolidated_metadata" not in at]
        *way, last = draw(st.sampled_from([at for at in near if at] or [("attributes",)]))
        inner = found
        for key in way:
            inner = inner[key]
        how = draw(st.sampled_from(["other", "gone", "more"]))
        if how == "gone":
            del inner[last]
        elif how == "more" and isinstance(inner, dict):
            inner[draw(st.text(max_size=4))] = draw(ODD)
        else:
            inner[last] = draw(ODD)
    attributes = found.get("attributes")
    if isinstance(attributes, dict) and draw(st.booleans()):
        attributes[ATTRIBUTE] = json.dumps(attributes.get(ATTRIBUTE))
    return found


@pytest.mark.parametrize("manifest", ["agrees", "is as it was", "is missing"])
def test_whatever_metadata_say_it_is_a_sentence_or_the_sweep(written, tmp_path, manifest):
    path = tmp_path / "a.zarr"
    shutil.copytree(written, path)
    whole, root = files(path), json.loads((path / "zarr.json").read_text())

    @settings(max_examples=25)
    @given(odd=odd_roots(root))
    def check(odd):
        (path / "zarr.json").write_text(json.dumps(odd))
        if manifest == "is missing":
            (path / MANIFEST).unlink(missing_ok=True)
        elif manifest == "agrees":
            write_manifest(path, odd.get("attributes"))
        check_all(path)
        for name in ("zarr.json", MANIFEST):
            (path / name).write_bytes(whole[name])

    check()
    assert files(path) == whole, "nothing was written to it"


STRAY = ["c", "c.", "c.x", "c.9.9.9", "c.0", "c.0.0.0.0.0", "c.01.0.0", "c.-1.0.0", "c.٣.0.0",
         f"c.0.0.{10**30}", "c.0.0.1~", ".DS_Store", "c.0.0.0.1a2b.partial",
         "zarr.json.bak"]  # fmt: skip


def test_stray_files_beside_results_are_no_results(written, tmp_path):
    path = tmp_path / "a.zarr"
    shutil.copytree(written, path)
    for kind in ("done", "loss", "verdict"):
        for name in STRAY:
            (path / kind / name).write_bytes(b"stray")
    (path / "done" / "c.1.1.0").unlink()
    assert check_all(path) == []
    assert Store.open(path).committed().sum() == 3
    assert gd.run(path).load().identical(GIVEN.run())


@pytest.mark.parametrize("name", ["zarr.json", MANIFEST])
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 10**6, b"0", b'{"attributes": 5}']
)
def test_a_description_that_is_none_is_one_sentence(written, tmp_path, name, content):
    path = tmp_path / "a.zarr"
    shutil.copytree(written, path)
    (path / name).write_bytes(content)
    assert len(check_all(path)) >= 4
    if name == "zarr.json":
        (path / MANIFEST).unlink()
        assert len(check_all(path)) == len(list(actions(path)))


def copies(path: Path):
    opened = xarray.open_zarr(path)
    yield opened
    yield opened.isel(lr=slice(0, 2))
    yield opened[["loss", "verdict"]]
    yield opened.assign(loss=opened["loss"] * 2)
    yield opened.drop_vars("done")


@pytest.mark.parametrize("with_manifest", [True, False])
@pytest.mark.parametrize("number", range(5))
def test_what_xarray_makes_of_a_sweep_is_no_sweep(written, tmp_path, number, with_manifest):
    path = tmp_path / "copy.zarr"
    made = list(copies(written))[number]
    made.to_zarr(path, zarr_format=3, consolidated=False)
    if with_manifest:
        (path / "done").mkdir(exist_ok=True)
        shutil.copy(written / MANIFEST, path / MANIFEST)
    before = files(path)
    # With the manifest it is a sweep that is damaged.
    assert len(check_all(path)) == len(list(actions(path))) - with_manifest * 2
    with pytest.raises(SettingError, match="gdsim verify" if with_manifest else "other software"):
        gd.run(GIVEN, path)
    assert files(path) == before
