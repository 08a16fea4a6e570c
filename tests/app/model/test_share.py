"""Share strings: there and back, damaged, and larger than they may be."""

import base64
import random
import zlib
from dataclasses import replace

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model import share
from gdsim.app.model.document import Document


def string_of(data: bytes) -> str:
    return share.PREFIX + base64.urlsafe_b64encode(zlib.compress(data, 9)).decode()


@pytest.mark.parametrize(
    "experiment",
    [
        gd.Experiment("himmelblau", ["sgd", gd.Adam(lr=0.05)], start=(1.0, 2.0), steps=50),
        gd.Experiment("sin(3*x) + y**2", ["lion"], title='"Ä" & β', start=gd.uniform(9, seed=2)),
        gd.Experiment(
            gd.Network([2, 3, 1], loss="binary_cross_entropy", data=gd.datasets.circle()),
            ["sgd"],
            lr=[0.1, 1],
        ),
    ],
)
def test_a_share_string_gives_the_same_experiment_back(experiment):
    string = share.packed(Document.of(experiment))
    assert string.isascii() and " " not in string and len(string) < 1000
    assert share.unpacked(string).experiment == experiment
    wrapped = "\n".join(string[i : i + 60] for i in range(0, len(string), 60))
    assert share.unpacked(f"  {wrapped}\n").experiment == experiment


def test_names_and_colours_go_with_it():
    document = Document.of(gd.Experiment("sphere", ["sgd", "lion"]))
    document = replace(document, names=((1, "King"),), own=((0, 4),))
    given = share.unpacked(share.packed(document))
    assert given == document and given.labels == {0: "SGD", 1: "King"}


def test_a_damaged_string_is_refused_in_one_sentence():
    experiment = gd.Experiment("sphere", ["sgd"])
    string = share.packed(Document.of(experiment))
    for end in range(len(share.PREFIX), len(string)):
        with pytest.raises(gd.SettingError, match="damaged"):
            share.unpacked(string[:end])
    generator = random.Random(4)
    for _ in range(300):
        at = generator.randrange(len(share.PREFIX), len(string))
        other = generator.choice([c for c in "Aaz09-_+/=é\0" if c != string[at]])
        changed = string[:at] + other + string[at + 1 :]
        try:  # a few bits, such as those that fill up a byte, stand for nothing
            assert share.unpacked(changed).experiment == experiment
        except gd.SettingError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("text", ["", "hello", "gdsim = 1", "https://example.org", "import os"])
def test_other_text_is_no_share_string(text):
    with pytest.raises(gd.SettingError, match="no share string"):
        share.unpacked(text)


def test_a_string_of_another_version_is_called_that():
    with pytest.raises(gd.SettingError, match="another version"):
        share.unpacked("gdsim2:abcd")


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    with pytest.raises(gd.SettingError, match="unpacks to more"):
        share.unpacked(string_of(b"#" * (share.LARGEST + 1)))
    with pytest.raises(gd.SettingError, match="at most 100,000 characters"):
        share.unpacked(share.PREFIX + "A" * share.LONGEST)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"gdsim = 1\nobjective = 'sphere'\nlr = { file = '/etc/numbers.npy' }", "may not name"),
        (b"gdsim = 1\nobjective = '__import__(\"os\")'\noptimizers = ['sgd']", "experiment"),
        (b"steps = " + b"[" * 5000, "nested|TOML"),
        (b"\xff\xfe", "damaged"),
    ],
)
def test_a_text_that_is_no_harmless_experiment_is_refused(text, words):
    with pytest.raises(gd.SettingError, match=words):
        share.unpacked(string_of(text))


def test_an_experiment_that_needs_a_file_or_is_too_long_is_not_shared(tmp_path):
    samples = tmp_path / "samples.csv"
    samples.write_text("x,y,class\n" + "".join(f"{i},{i % 3},{i % 2}\n" for i in range(20)))
    data = gd.datasets.from_file(samples)
    network = gd.Network([2, 3, 1], loss="binary_cross_entropy", data=data)
    with pytest.raises(gd.SettingError, match="data file"):
        share.packed(Document.of(gd.Experiment(network, ["sgd"])))
    rates = np.random.default_rng(1).uniform(0.1, 1, 20_000)
    with pytest.raises(gd.SettingError, match="too long"):
        share.packed(Document.of(gd.Experiment("sphere", ["sgd"], lr=rates)))
