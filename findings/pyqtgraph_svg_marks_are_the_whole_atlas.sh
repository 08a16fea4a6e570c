#!/bin/sh
# pyqtgraph 0.14.0 painted into Qt's SVG generator: every mark of a scatter plot is a picture of all marks.
#
# One would guess: a plot rendered with QPainter onto a QSvgGenerator (PySide6 6.11.3) shows what it shows on the
# screen; a scatter plot with three kinds of marks has three different marks in the file, as vectors or as pictures.
# What happens: pyqtgraph keeps the marks of a scatter plot in one pixmap and draws each with
# drawPixmapFragments or drawPixmap, a part of that pixmap per mark. Qt's SVG paint engine ignores the part: it embeds
# the whole pixmap, squeezed into the place of one mark. The file is valid, each viewer shows a blur for each mark,
# and no error or warning is given. On the screen and as PNG the same plot is right.
# Follows from QSvgPaintEngine::drawImage (qtsvg, src/svg/qsvggenerator.cpp), to which drawPixmap leads and which does
# not use the source rectangle. pyqtgraph draws the marks themselves with pxMode=False, where sizes are of the axes.
#
# Seen:
#   marks in the plot: 3 kinds; pictures in the SVG: 3
#   different pictures among them: 1
#   each is as wide as all kinds of marks together: True
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyqtgraph==0.14.0 PySide6-Essentials==6.11.3 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import base64
import os
import re

os.environ["QT_QPA_PLATFORM"] = "offscreen"
import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

application = QApplication([])
plot = pg.PlotWidget()
plot.resize(400, 300)
marks = pg.ScatterPlotItem(
    x=[0, 1, 2], y=[0, 1, 2], symbol=["o", "s", "t"], brush=["r", "g", "b"], size=20
)
plot.addItem(marks)
plot.show()
application.processEvents()
into = QBuffer()
generator = QSvgGenerator()
generator.setOutputDevice(into)
generator.setSize(QSize(400, 300))
generator.setViewBox(QRect(0, 0, 400, 300))
painter = QPainter(generator)
plot.render(painter)
painter.end()
text = into.data().data().decode()
found = re.findall(r"base64,([^\"]+)", text)
print(f"marks in the plot: 3 kinds; pictures in the SVG: {len(found)}")
print(f"different pictures among them: {len(set(found))}")
wide = [QImage.fromData(base64.b64decode(each)).width() for each in found]
print(f"each is as wide as all kinds of marks together: {all(each >= 3 * 20 for each in wide)}", flush=True)
os._exit(0)
END
"$folder/venv/bin/python" "$folder/show.py" 2>/dev/null | tee "$folder/seen"
cat >"$folder/expected" <<'END'
marks in the plot: 3 kinds; pictures in the SVG: 3
different pictures among them: 1
each is as wide as all kinds of marks together: True
END
diff "$folder/expected" "$folder/seen"
