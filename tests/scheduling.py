"""How files of tests are handed to the processes of pytest-xdist, and what becomes of a crash.

As pytest-xdist does it, a test that ends its process is run again until eight processes are lost,
and a new process that is handed a file of a single test waits for the others: it keeps one test
back until it knows what comes after.
"""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class FileScheduling(LoadFileScheduling):
    """Files in order, each to one process."""

    def remove_node(self, node: WorkerController) -> str | None:
        """Take back what a process leaves, without the test that ended it, which is returned."""
        files = self.assigned_work[node]
        left = [(tests, name) for tests in files.values() for name in tests if not tests[name]]
        if not left:
            return super().remove_node(node)
        tests, crashed = left[0]
        tests[crashed] = True
        self.assigned_work[node] = {
            f: tests for f, tests in files.items() if False in tests.values()
        }
        super().remove_node(node)
        return crashed

    def _reschedule(self, node: WorkerController) -> None:
        if node not in self.registered_collections:  # a new process, which collects first
            return
        super()._reschedule(node)
        while self.workqueue and self._pending_of(self.assigned_work[node]) < 2:
            self._assign_work_unit(node)
