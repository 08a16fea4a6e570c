"""The helper thread for pictures."""

from __future__ import annotations

from gdsim.app.worker.background import Background


def test_a_helper_that_waits_runs_the_newest_job_of_each_topic_once_it_begins(qtbot):
    helper, begun, shown = Background(waits=True), [], []

    def job(name):
        return lambda: begun.append(name) or name

    for topic, name in (("map", "old map"), ("formula", "formula"), ("map", "new map")):
        helper.ask(topic, job(name), shown.append)
    assert begun == []
    helper.begin()
    qtbot.waitUntil(lambda: len(shown) == 2)
    helper.ask("later", job("later"), shown.append)
    qtbot.waitUntil(lambda: len(shown) == 3)
    assert sorted(begun) == ["formula", "later", "new map"] == sorted(shown)
    helper.close()


def test_a_helper_that_is_closed_before_it_begins_runs_nothing(qtbot):
    helper, begun = Background(waits=True), []
    helper.ask("map", lambda: begun.append("map"), begun.append)
    helper.close()
    helper.begin()
    assert begun == []
