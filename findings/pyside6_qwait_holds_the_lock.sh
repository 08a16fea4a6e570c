#!/bin/sh
# PySide6 6.11.3: while QTest.qWait waits, other Python threads hardly run.
#
# One would guess: qWait(ms) is an event loop for some milliseconds, and like QEventLoop.exec and time.sleep it gives
# up Python's lock while it waits; so a test or a script that lets a window "settle" with it also lets the threads
# behind the window work.
# What happens: the binding keeps the lock while it waits. A thread in pure Python comes to about a tenth of what
# it does beside an event loop; it runs only while Qt calls back into Python. A test that polls with short qWaits for
# the result of a thread waits far longer than the work takes; with pytest-qt's waitUntil it passes at once.
# Follows from: PySide6 gives up the lock in functions that its typesystem marks with allow-thread. The wheel brings it:
# typesystem_core_common.xml marks QEventLoop::exec, typesystem_test.xml has no such mark for qWait.
#
# Seen, the rounds that a counting thread makes in a second, against those beside time.sleep:
#   QEventLoop.exec: more than 30 %
#   QTest.qWait: less than 15 %
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet PySide6-Essentials==6.11.3
cat >"$folder/show.py" <<'END'
import os
import threading
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

application = QApplication([])


def rounds(wait):
    """How far another thread counts during a wait of a second."""
    counted, is_over = 0, False

    def count():
        nonlocal counted
        while not is_over:
            counted += 1

    thread = threading.Thread(target=count)
    thread.start()
    wait()
    is_over = True
    thread.join()
    return counted


def loop():
    waiting = QEventLoop()
    QTimer.singleShot(1000, waiting.quit)
    waiting.exec()


# The machine may be busy with other things now and then: the best of three.
asleep = max(rounds(lambda: time.sleep(1)) for _ in range(3))
for name, wait in (("QEventLoop.exec", loop), ("QTest.qWait", lambda: QTest.qWait(1000))):
    share = max(rounds(wait) for _ in range(3)) / asleep
    words = "more than 30 %" if share > 0.3 else "less than 15 %" if share < 0.15 else f"{share:.2f}"
    print(f"{name}: {words}", flush=True)
os._exit(0)
END
"$folder/venv/bin/python" "$folder/show.py" 2>/dev/null | tee "$folder/seen"
cat >"$folder/expected" <<'END'
QEventLoop.exec: more than 30 %
QTest.qWait: less than 15 %
END
diff "$folder/expected" "$folder/seen"
