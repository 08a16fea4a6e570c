#!/bin/sh
# pyqtgraph 0.14.0: a quick drag of the mouse is a click at the place where the button went down.
#
# One would guess: button down, moves, button up over a plot reach its items as one drag (mouseDragEvent),
# however fast the hand, or the test, is: Qt itself delivers every move to the view.
# What happens: GraphicsScene leaves out moves that come less than 10 ms after the last one (option
# mouseRateLimit, 100 per second), and it is a move that starts a drag. If all moves of a gesture are left
# out, its release is taken for a click: at the place of the press, though the mouse is elsewhere. With
# mouseRateLimit=0 the same events are a drag.
# Follows from pyqtgraph/GraphicsScene/GraphicsScene.py (_moveEventIsAllowed, mouseReleaseEvent).
#
# Seen, with five moves over 100 px as fast as they can be sent, offscreen:
#   mouseRateLimit 100: drags 0, clicks 1
#   mouseRateLimit 0: drags 1, clicks 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyqtgraph==0.14.0 PySide6-Essentials==6.11.3 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import os
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

application = QApplication([])
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Area(pg.GraphicsObject):
    """A rectangle that counts what reaches it."""

    def __init__(self):
        super().__init__()
        self.drags, self.clicks = set(), 0

    def boundingRect(self):
        return pg.QtCore.QRectF(0, 0, 1, 1)

    def paint(self, *arguments):
        pass

    def mouseDragEvent(self, event):
        event.accept()
        self.drags.add(tuple(event.buttonDownScreenPos()))

    def mouseClickEvent(self, event):
        event.accept()
        self.clicks += 1


for limit in (100, 0):
    pg.setConfigOptions(mouseRateLimit=limit)
    plot, area = pg.PlotWidget(), Area()
    plot.addItem(area)
    plot.resize(500, 400)
    plot.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    plot.show()
    for _ in range(20):
        application.processEvents()
        time.sleep(0.01)

    def send(kind, x, button, buttons):
        spot = QPointF(x, 200)
        port = plot.viewport()
        keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, spot, port.mapToGlobal(spot), button, buttons, keys)
        QApplication.sendEvent(port, event)

    send(QEvent.Type.MouseMove, 200, NONE, NONE)
    send(QEvent.Type.MouseButtonPress, 200, LEFT, LEFT)
    for step in range(1, 6):
        send(QEvent.Type.MouseMove, 200 + 20 * step, NONE, LEFT)
    send(QEvent.Type.MouseButtonRelease, 300, LEFT, NONE)
    print(f"mouseRateLimit {limit}: drags {len(area.drags)}, clicks {area.clicks}")
END
"$folder/venv/bin/python" "$folder/show.py" | grep mouseRateLimit | tee "$folder/seen"
cat >"$folder/expected" <<'END'
mouseRateLimit 100: drags 0, clicks 1
mouseRateLimit 0: drags 1, clicks 0
END
diff "$folder/expected" "$folder/seen"
