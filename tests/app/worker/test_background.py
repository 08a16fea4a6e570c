"""The helper thread for pictures."""

from __future__ import annotations

import threading

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


def test_topics_are_forgotten_once_their_last_result_is_there(qtbot, background):
    shown, asked = [], threading.Event()
    background.ask("first", lambda: asked.wait(60), lambda _: None)
    for topic in range(20):
        background.follow(topic, lambda _, topic=topic: [topic, topic], shown.append)
    background.ask("fails", lambda: 1 / 0, shown.append)
    background.ask("dropped", lambda: "dropped", shown.append)
    background.drop("dropped")
    assert background.is_asked("fails")
    asked.set()
    qtbot.waitUntil(lambda: not background._newest)
    assert shown == [topic for topic in range(20) for _ in range(2)]
    assert not background._futures and not background.is_asked("fails")


def test_a_topic_that_is_asked_for_anew_as_its_result_comes_is_not_forgotten(qtbot, background):
    shown = []

    def deliver(number):
        shown.append(number)
        if number < 3:
            background.ask("topic", lambda: number + 1, deliver)

    deliver(0)
    qtbot.waitUntil(lambda: not background._newest)
    assert shown == [0, 1, 2, 3]
