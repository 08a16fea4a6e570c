"""A test that ends its process fails once, and the rest goes on in as many processes as before."""

from __future__ import annotations

from types import SimpleNamespace

from tests.scheduling import FileScheduling

FILES = {"a": 4, "b": 3, "c": 1, "d": 1, "e": 1, "f": 5}
TESTS = [f"{file}::{number}" for file, count in FILES.items() for number in range(count)]


class Process:
    """A process of pytest-xdist, which is told by number what to run, and when nothing follows."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.queue: list[str] = []
        self.shutting_down = False

    def send_runtest_some(self, numbers: list[int]) -> None:
        self.queue += [TESTS[number] for number in numbers]

    def shutdown(self) -> None:
        self.shutting_down = True

    @property
    def is_waiting(self) -> bool:
        return len(self.queue) < (1 if self.shutting_down else 2)


class Run:
    """The processes and what they have run."""

    def __init__(self) -> None:
        options = {"tx": ["2*popen"], "loadscopereorder": False}
        config = SimpleNamespace(getvalue=options.get, option=SimpleNamespace(**options))
        self.scheduling = FileScheduling(config)
        self.done: list[str] = []
        self.processes = [self.joined("first"), self.joined("second")]
        for each in self.processes:
            self.collected(each)
        self.scheduling.schedule()

    def joined(self, name: str) -> Process:
        process = Process(name)
        self.scheduling.add_node(process)
        return process

    def collected(self, process: Process) -> None:
        self.scheduling.add_node_collection(process, TESTS)

    def replace(self, process: Process, by: str) -> Process:
        """Another process in the place of one that has crashed, which has collected nothing yet."""
        self.processes.remove(process)
        self.processes.append(self.joined(by))
        return self.processes[-1]

    def step(self, process: Process) -> None:
        test = process.queue.pop(0)
        self.done.append(test)
        self.scheduling.mark_test_complete(process, TESTS.index(test))

    def to_the_end(self) -> None:
        while ready := [each for each in self.processes if not each.is_waiting]:
            for process in ready:
                if not process.is_waiting:
                    self.step(process)


def test_each_file_is_run_in_order_by_one_process() -> None:
    run = Run()
    first, second = run.processes
    assert first.queue[:4] == TESTS[:4] and second.queue[:3] == TESTS[4:7]
    run.to_the_end()
    assert sorted(run.done) == TESTS and run.scheduling.tests_finished


def test_a_test_that_ends_its_process_is_not_run_again() -> None:
    run = Run()
    first, second = run.processes
    run.step(first)
    assert run.scheduling.remove_node(first) == "a::1"
    third = run.replace(first, "third")
    run.step(second)  # while the new process collects
    run.collected(third)
    run.scheduling.schedule()
    run.to_the_end()
    assert sorted(run.done) == [test for test in TESTS if test != "a::1"]
    assert run.scheduling.tests_finished and not run.scheduling.has_pending


def test_a_new_process_that_begins_with_a_file_of_one_test_goes_on_with_the_next() -> None:
    run = Run()
    first, second = run.processes
    while run.scheduling.workqueue and next(iter(run.scheduling.workqueue)) != "d":
        run.step(first)
    run.scheduling.remove_node(second)
    third = run.replace(second, "third")
    run.collected(third)
    run.scheduling.schedule()
    assert third.queue[0] == "d::0" and not third.is_waiting


def test_both_processes_may_crash_while_the_others_collect() -> None:
    run = Run()
    first, second = run.processes
    lost = {run.scheduling.remove_node(first)}
    third = run.replace(first, "third")
    lost.add(run.scheduling.remove_node(second))
    fourth = run.replace(second, "fourth")
    for each in (third, fourth):
        run.collected(each)
        run.scheduling.schedule()
    run.to_the_end()
    assert sorted([*run.done, *lost]) == TESTS and len(lost) == 2
