"""The speeds that are published are those that were measured."""

import fnmatch
import importlib
import importlib.util
import json
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _report():
    path = ROOT / "tests" / "benchmarks" / "report.py"
    spec = importlib.util.spec_from_file_location("report", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_and_picture_show_what_docs_speed_json_has():
    report = _report()
    measured = json.loads(report.MEASURED.read_text())
    for path, text in report.written(measured).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is of older numbers"
    picture = report.PICTURE.read_text()
    races = list(report.races(measured))
    assert len(races) >= 15
    for line, _ in races:
        assert line["what"].removesuffix(report.OVER_BEST) in picture


def test_the_page_begins_with_the_main_lines_and_each_of_them_was_measured():
    report = _report()
    measured = json.loads(report.MEASURED.read_text())
    for name, patterns in report.SHOWN.items():
        titles = [line["what"].removesuffix(report.OVER_BEST) for line in measured[name]["lines"]]
        for pattern in patterns:
            assert len(fnmatch.filter(titles, pattern)) == 1, f"{name}: {pattern}"
    assert sum(map(len, report.SHOWN.values())) <= 14


def test_a_race_that_is_lost_and_one_that_varies_are_shown_as_they_are():
    report = _report()
    line = {
        "what": "x: over the best peer", "measured": 0.25, "unit": "x", "low": 0.2, "high": 0.3,
        "target": 2.0, "at_least": True, "met": False, "wide": True, "note": "JAX",
        "clock": "processor", "bound": 0.125, "bounded_by": "divider",
    }  # fmt: skip
    ours = {**line, "what": "x: gdsim", "measured": 1234.0, "bound": None, "target": None}
    about = {
        "processor": "P", "threads": 2, "vector_unit": "AVX2", "python": "3", "load": 1.0,
        "peers": {"jax": "1.0", "torch": None},
    }  # fmt: skip
    found = {"title": "T", "quick": True, "seconds": 3, "machine": about, "lines": [ours, line]}
    found["lines"] += [{**each, "what": f"Lion, {each['what']}"} for each in found["lines"]]
    report.SHOWN["race"] = ("x",)
    summary = report.summary({"race": found})
    assert "| x | 1,234 | ~0.25 x (0.2 to 0.3) | JAX | 12 % of the divider |" in summary
    assert "P, 2 threads, AVX2, Python 3, jax 1.0. Other programs ran" in summary
    everything = report.everything({"race": found})
    assert "Lion" in everything and "Lion" not in summary
    assert "| x: over the best peer | ~0.25 x (0.2 to 0.3) | ≥ 2, missed |" in everything
    assert "Quick, 3 s, load 1.0, by processor time." in everything
    assert "On another machine" not in everything
    wider = {**found, "machine": {**about, "vector_unit": "AVX-512"}}
    everything = report.everything({"race": found, "scaling": wider})
    assert everything.count("On another machine: P, 2 threads, AVX-512.") == 1


def test_a_goal_that_would_take_more_than_the_bound_is_forbidden_not_only_missed():
    report = _report()
    line = {"measured": 2.0, "target": 4.0, "at_least": True, "met": False, "bound": 0.75,
            "bounded_by": "divider"}  # fmt: skip
    assert report.goal(line) == "≥ 4, the bound forbids it (150 %)"
    assert report.goal({**line, "bound": 0.5}) == "≥ 4, missed"
    assert report.goal({**line, "bound": None}) == "≥ 4, missed"
    least = {**line, "measured": 6.0, "at_least": False, "bound": 0.9}
    assert report.goal(least) == "≤ 4, the bound forbids it (135 %)"
    assert report.goal({**line, "measured": 5.0, "met": True, "bound": 1.1}) == "≥ 4"
    assert report.verdict({**line, "met": True}) == "met"


@pytest.fixture
def tools(monkeypatch):
    """The modules that measure, which note when threads end; that is undone afterwards."""
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "benchmarks"))
    monkeypatch.setattr(threading.Thread, "run", threading.Thread.run)
    names = ("clocks", "measure")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield [importlib.import_module(name) for name in names]
    for name in names:
        sys.modules.pop(name)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the time of each thread")
def test_work_on_one_thread_is_not_taken_for_work_on_two(tools):
    clocks, _ = tools

    def busy():
        while time.thread_time() < 0.04:
            pass

    def in_threads(count):
        threads = [threading.Thread(target=busy) for _ in range(count)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    alone = clocks.timed(lambda: in_threads(1))
    (share,) = clocks.undisturbed([alone], threads=2)
    assert share >= 0.04  # although an equal share of two processors is half of that
    four = clocks.timed(lambda: in_threads(4))
    (share,) = clocks.undisturbed([four], threads=2)
    assert 0.5 * four.total == share >= 0.08  # two of them for each processor
    uneven = clocks.Took(1.0, 0.16, 0.12)
    assert clocks.undisturbed([uneven, four], threads=2) == [0.08, share]


def test_ratios_are_taken_within_rounds_and_wide_ones_are_marked(tools):
    _, measure = tools
    times = measure.Times(
        {"a": [2.0, 40.0, 6.0], "b": [1.0, 10.0, 2.0]},
        {"a": [1.0, 1.0, 1.0], "b": [1.0, 1.0, 1.0]},
        shared=False,
    )
    ratio = times.ratio("a", "b")
    assert (ratio.median, ratio.low, ratio.high, ratio.clock) == (3.0, 2.5, 3.5, "wall")
    assert measure.Line.of("a over b", ratio).wide
    shared = measure.Times(times.wall, times.processor, shared=True).ratio("a", "b")
    assert (shared.median, shared.clock) == (1.0, "processor")
    assert not measure.Line.of("a over b", shared).wide
    part = times.longer({"a": 4.0}).ratio("a", "b")
    assert part.median == 12.0
