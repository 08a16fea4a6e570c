#!/bin/sh
# pyqtgraph 0.14.0: a view whose range changes is painted twice, one whose data change is painted once.
#
# One would guess: setRange, a wheel or a drag marks a plot to be painted, and the event loop then paints it once, as
# it does after setData; so a map that is zoomed costs one painting a frame.
# What happens: ViewBox.setRange leaves the transform of its contents for later; it is set when the view is about to
# be painted (GraphicsView.paintEvent emits the scene's sigPrepareForPaint). Setting it moves the items, which marks
# the view again while it is painted: the next turn of the loop paints all of it once more, with the same pixels.
# Whoever calls ViewBox.updateMatrix() right after a change of range has one painting.
# Follows from pyqtgraph/widgets/GraphicsView.py and pyqtgraph/graphicsItems/ViewBox/ViewBox.py.
#
# Seen, paint events of the plot per change:
#   data: 1
#   range: 2
#   range, then updateMatrix: 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyqtgraph==0.14.0 PySide6-Essentials==6.11.3 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

application = QApplication([])


class Paintings(QObject):
    """Counts the paint events of a widget."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def settle():
    waiting = QEventLoop()
    QTimer.singleShot(500, waiting.quit)
    waiting.exec()


plot = pg.PlotWidget()
line = plot.plot([0, 1, 2], [0, 1, 4])
plot.setRange(xRange=(0, 2), yRange=(0, 4))
plot.resize(400, 300)
plot.show()
settle()
paintings = Paintings()
plot.viewport().installEventFilter(paintings)


def counted(change):
    paintings.count = 0
    change()
    settle()
    return paintings.count


def zoom_at_once():
    plot.setRange(xRange=(0, 1.5))
    plot.getViewBox().updateMatrix()


print("data:", counted(lambda: line.setData([0, 1, 2], [0, 2, 4])))
print("range:", counted(lambda: plot.setRange(xRange=(0, 1))))
print("range, then updateMatrix:", counted(zoom_at_once), flush=True)
os._exit(0)
END
"$folder/venv/bin/python" "$folder/show.py" 2>/dev/null | tee "$folder/seen"
cat >"$folder/expected" <<'END'
data: 1
range: 2
range, then updateMatrix: 1
END
diff "$folder/expected" "$folder/seen"
