"""A page has the recorded runs, keeps below its size, and nothing of a file becomes markup."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.palette import DARK, SERIES
from gdsim.engine.backends import cpu
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.learn.page import outputs, subject, traces
from gdsim.learn.page import page as module
from gdsim.learn.page.document import document

BOWL = gd.Function("x**2 + 3*y**2", domain=((-2, 3), (-1, 2)))
TWO = gd.Experiment(
    BOWL, [gd.SGD(lr=0.05), gd.Momentum(lr=2.0, momentum=0.9)], start=(1.5, 1.0), steps=40,
    title="Two of them",
)  # fmt: skip
EVIL = '</script><b>&amp; "quoted" <!-- <script>alert(1)</script> ]]>'


class Parsed(HTMLParser):
    """A page as a browser takes it apart: its elements, and the text of each kind."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], [], {}
        self.feed(text)
        (data,) = [text for tag, text in self.scripts if tag.get("id") == "data"]
        self.data = json.loads(data)

    scripts = property(lambda self: self.texts["script"])

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        if self.open:
            tag, attributes = self.open[-1]
            self.texts.setdefault(tag, []).append((attributes, text))

    def words(self):
        """All that is read, in one line."""
        skipped = ("script", "style")
        parts = [t for tag, texts in self.texts.items() if tag not in skipped for _, t in texts]
        return " ".join(" ".join(parts).split())

    def floats(self, text, *shape):
        return np.frombuffer(base64.b64decode(text), "<f4").reshape(*shape or (-1,))


def page_of(given, most=None):
    """The page without reasons, for which runs would be computed and observed once more."""
    chosen = subject.PageSubject.of(given)
    made = traces.traces(chosen.experiment, chosen.runs, 1_000_000, most)
    return Parsed(document(chosen, made, ()))


@pytest.fixture(scope="module")
def two():
    return Parsed(module.text(subject.PageSubject.of(TWO)))


def test_its_numbers_are_those_that_are_recorded(two):
    wanted = TWO.replace(record=["loss", "grad_norm", "params"]).run()
    assert two.floats(two.data["steps"]).tolist() == list(range(41))
    assert [each["name"] for each in two.data["curves"]] == ["loss", "grad_norm"]
    for number, run in enumerate(two.data["runs"]):
        count = int(wanted["steps"][number]) + 1
        assert run["count"] == count
        path = two.floats(run["path"], -1, 2)
        np.testing.assert_array_equal(path, wanted["trace_params"][number, :count])
        for name in ("loss", "grad_norm"):
            curve = two.floats(run["curves"][name])
            np.testing.assert_array_equal(curve, wanted[f"trace_{name}"][number, :count])
    assert wanted["verdict"][1] == gd.Verdict.DIVERGED and two.data["runs"][1]["count"] < 41
    assert two.data["curves"][0]["of"][1] < 100  # what diverges does not flatten the other run


def test_where_minima_are_known_the_distance_to_the_nearest_is_a_curve():
    parsed = page_of(gd.Experiment("himmelblau", gd.SGD(lr=0.01), start=(2.0, 1.0), steps=9))
    (run,), minima = parsed.data["runs"], np.array(parsed.data["ground"]["minima"])
    path = parsed.floats(run["path"], -1, 2).astype(float)
    away = np.linalg.norm(path - minima[np.argmin(np.abs(minima - (3, 2)).sum(axis=1))], axis=1)
    np.testing.assert_allclose(parsed.floats(run["curves"]["distance"]), away, rtol=1e-6)


def test_its_words_are_those_of_the_library(two):
    words = two.words()
    assert "Two of them" in words and "2 runs of SGD and Momentum on f(x, y) = x" in words
    assert "at most 40 steps each" in words and "Each of the 41 recorded steps is shown." in words
    for number in range(2):
        assert gd.learn.diagnosis(TWO, number).conclusion in words
    (written,) = [text for tag, text in two.texts["pre"] if tag["id"] == "text"]
    assert gd.Experiment.from_toml(written) == TWO
    assert f"gdsim {gd.__version__}" in words


def test_it_has_the_colours_of_the_window(two):
    ((_, style),) = two.texts["style"]
    assert f"--s1:{SERIES['dark'][1]};" in style and f"--background:{DARK.background};" in style
    assert [run["colour"] for run in two.data["runs"]] == ["s0", "s1"]


def test_names_and_colours_that_the_window_gave_are_kept(tmp_path):
    text = TWO.replace(steps=2).to_toml()
    table = '\n[window]\nnames = ["Slow & sure", ""]\ncolours = [3, "#C03030"]\n'
    (tmp_path / "own.toml").write_text(text + table)
    parsed = page_of(tmp_path / "own.toml")
    ((_, style),) = parsed.texts["style"]
    assert [run["colour"] for run in parsed.data["runs"]] == ["s3", "o1"]
    assert [run["words"] for run in parsed.data["runs"]] == ["Slow & sure", "Momentum"]
    assert "--o1:#C03030;" in style and ".o1{stroke:var(--o1)}" in style
    assert "2 runs of Slow & sure and Momentum on" in parsed.words()


def test_nothing_from_outside_is_allowed_or_named(two):
    (policy,) = [tag["content"] for name, tag in two.tags if "http-equiv" in tag]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    ((_, style),) = two.texts["style"]
    (script,) = [text for tag, text in two.scripts if tag["type"] == "module"]
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
        assert not re.search(r"https?:|//[a-z]|url\(|@import|^import", text)
    assert not [tag for _, tag in two.tags if {"src", "href", "style", "onclick"} & set(tag)]


def test_what_a_file_says_stays_text():
    parsed = page_of(TWO.replace(title=EVIL, optimizers=[gd.SGD(lr=0.05)], steps=3))
    assert [text for _, text in parsed.texts["title"]] == [EVIL]
    assert "".join(text for _, text in parsed.texts["h1"]) == EVIL
    assert [name for name, _ in parsed.tags].count("script") == 2 and "b" not in parsed.texts
    (written,) = [text for tag, text in parsed.texts["pre"] if tag["id"] == "text"]
    assert gd.Experiment.from_toml(written).title == EVIL


def test_twenty_long_runs_are_thinned_below_two_megabytes(tmp_path, monkeypatch):
    long = TWO.replace(
        optimizers=[gd.SGD()], lr=[0.01, 1e-4], start=gd.uniform(10, seed=1), steps=10_000,
        tolerance=0.0,
    )  # fmt: skip
    monkeypatch.setattr(module, "MOST_REASONS", 1)
    gd.page(long, tmp_path / "long.html")
    text = (tmp_path / "long.html").read_text(encoding="utf-8")
    assert 1_000_000 < len(text.encode()) < module.LARGEST
    parsed = Parsed(text)
    steps = parsed.floats(parsed.data["steps"]).astype(int)
    first, nth = re.search(
        r"up to step ([\d,]+) are shown, then at least every (\d+)", text
    ).groups()
    gaps, dense = np.diff(steps), int(first.replace(",", ""))
    assert steps[dense] == dense and (gaps[:dense] == 1).all() and steps[-1] == 10_000
    assert gaps[dense] == int(nth) == gaps.max() and gaps[dense] % 2 == 1
    wanted = long.replace(record="loss").run()["trace_loss"].values
    for number, run in enumerate(parsed.data["runs"]):
        curve = parsed.floats(run["curves"]["loss"])
        np.testing.assert_array_equal(curve, wanted[0][divmod(number, 10)][steps])


def test_fewer_steps_are_kept_if_they_are_asked_for():
    parsed = page_of(TWO.replace(optimizers=[gd.SGD(lr=0.05)]), 10)
    steps = parsed.floats(parsed.data["steps"]).astype(int).tolist()
    assert steps == [0, 1, 2, 3, 4, 5, 14, 23, 32, 40]
    assert "those up to step 5 are shown, then at least every 9th" in parsed.words()


def test_of_a_cloud_a_sample_is_shown():
    cloud = TWO.replace(start=gd.uniform(50_000, seed=3), steps=5, lr=None)
    chosen = subject.PageSubject.of(cloud)
    assert chosen.count == 100_000 and len(chosen.runs) == subject.MOST_RUNS
    rows = np.array(chosen.runs) // 50_000
    assert np.bincount(rows).tolist() == [24, 24] and chosen.runs[23] == 49_999
    made = traces.traces(cloud, chosen.runs[20:26], 10_000)
    wanted = cloud.replace(record="params").run()["trace_params"].values
    for number, run in zip(chosen.runs[20:26], made.runs, strict=True):
        np.testing.assert_array_equal(run.points, wanted[divmod(number, 50_000)])


def test_a_result_its_parts_and_its_files_have_its_runs(tmp_path):
    grid = TWO.replace(optimizers=[gd.SGD()], lr=[0.01, 0.02, 0.04], steps=3)
    result = grid.run()
    gd.save(result, tmp_path / "grid.nc")
    for given in (result, tmp_path / "grid.nc", str(tmp_path / "grid.nc")):
        assert subject.PageSubject.of(given) == subject.PageSubject.of(grid)
    part = subject.PageSubject.of(result.sel(lr=[0.02, 0.04]))
    assert part.runs == (1, 2) and part.count == 2 and part.experiment == grid
    with pytest.raises(gd.SettingError, match="the result has no runs: its lr is empty"):
        subject.PageSubject.of(result.isel(lr=slice(0)))


def test_a_run_that_diverges_at_its_start_has_one_step_to_show(tmp_path):
    gd.page(gd.Experiment(BOWL, gd.SGD(), start=(1e30, 1.0), steps=20), tmp_path / "page.html")
    assert "The one recorded step is shown." in (tmp_path / "page.html").read_text("utf-8")


def test_what_is_shipped_is_known_by_its_name(tmp_path):
    welcome = subject.PageSubject.of("welcome")
    assert welcome.count == 20 and not welcome.paragraphs and not welcome.lesson
    lesson = subject.PageSubject.of("momentum-in-a-ravine")
    assert lesson.lesson == "momentum_in_a_ravine" and len(lesson.paragraphs) > 1
    assert subject.PageSubject.of("spiral_solved").paragraphs[0].startswith("Play:")
    with pytest.raises(gd.SettingError, match=r"no file, lesson or example 'welcom'; .* welcome"):
        subject.PageSubject.of("welcom")
    with pytest.raises(gd.SettingTypeError, match="an Experiment, its file or its result"):
        gd.page(7, tmp_path / "page.html")
    with pytest.raises(gd.SettingError, match=r"a page's name ends in \.html, got page\.pdf"):
        gd.page(TWO, tmp_path / "page.pdf")
    with pytest.raises(gd.SettingError, match=r"steps must be .* got 1"):
        gd.page(TWO, tmp_path / "page.html", steps=1)
    assert not list(tmp_path.iterdir())


def check_outputs(parsed, experiment):
    """The pictures of a network are its outputs at the middle of its samples' box, at each step."""
    ground, (run,) = parsed.data["ground"], parsed.data["runs"]
    assert ground["kind"] == "outputs" and ground["moments"] == list(range(21))
    pictures = np.frombuffer(base64.b64decode(run["pictures"]), np.uint8)
    pictures = pictures.reshape(21, outputs.SIDE, outputs.SIDE)
    left, right, bottom, top = ground["box"]
    corner = [[left, top], [right, bottom]]
    record = (*traces.fields(experiment), "params")  # as the page's: no other kernel is compiled
    program = replace(SingleRun.of(experiment, 0).program, record=record)
    params = cpu.run(program, threads=1).traces["params"][0]
    wanted = experiment.objective.outputs(params, corner, "float32")[..., 0]
    seen = np.stack([pictures[:, -1, 0], pictures[:, 0, -1]], axis=1) / 255
    np.testing.assert_allclose(seen, wanted, atol=1 / 255)
    assert np.ptp(seen) > 0.02
    marks = np.frombuffer(base64.b64decode(ground["marks"]), np.uint8)
    np.testing.assert_array_equal(marks, experiment.objective.data.targets)
    np.testing.assert_allclose(
        parsed.floats(ground["samples"], -1, 2), experiment.objective.data.raw_inputs, rtol=1e-6
    )


def test_a_network_of_two_inputs_has_its_outputs_and_others_curves_alone():
    data = gd.datasets.circle(samples=30, noise=0.05, seed=3)
    network = gd.Network(layers=[2, 3, 1], loss="binary_cross_entropy", data=data)
    experiment = gd.Experiment(network, gd.SGD(lr=0.3), steps=20, record=["lr"])
    parsed = page_of(experiment)
    names = [each["name"] for each in parsed.data["curves"]]
    assert names == ["loss", "grad_norm", "lr"]
    assert parsed.data["runs"][0]["path"] == ""
    check_outputs(parsed, experiment)
    wide = gd.Function("x**2 + b*y**2", b=[1.0, 2.0])
    parsed = page_of(TWO.replace(objective=wide, steps=2))
    assert parsed.data["ground"] == {"kind": ""}
    assert "map" not in [tag.get("id") for _, tag in parsed.tags]


def test_of_one_variable_the_paths_lie_on_the_graph():
    wave = gd.Function("sin(x) + x**2/20", domain=(-8, 8))
    parsed = page_of(gd.Experiment(wave, gd.SGD(lr=0.3), start=9.0, steps=20))
    ground, (run,) = parsed.data["ground"], parsed.data["runs"]
    assert ground["kind"] == "line" and ground["box"][1] > 9.0 and ground["names"] == ["x", "f"]
    path = parsed.floats(run["path"], -1, 2)
    np.testing.assert_allclose(path[:, 1], wave.evaluate(path[:, :1]), rtol=1e-5)


def test_long_texts_and_moving_functions_are_told_of():
    points = [[float(x), 0.5] for x in np.linspace(-1, 1, 9_000)]
    many = TWO.replace(optimizers=[gd.SGD(lr=0.05)], start=points, steps=2)
    assert "characters, too many for a page" in page_of(many).words()
    moving = gd.Function("(x - sin(0.05*t))**2", step="t", domain=(-2, 2))
    words = page_of(gd.Experiment(moving, gd.SGD(lr=0.05), start=1.0, steps=9)).words()
    assert "its picture is that of step 0" in words
