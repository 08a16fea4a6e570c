#!/bin/sh
# pyqtgraph 0.14.0: a scatter plot told one colour per point renders a symbol per point, also if the colours are equal.
#
# One would guess: marks are rendered once per symbol, size, pen and brush into an atlas, of which equal marks share
# one picture; so brush=["r"] * n costs what brush="r" costs, and colouring points by class costs a picture a class.
# What happens: the atlas is keyed by the identity of the pen and brush objects. A list of colours is made into a new
# brush per point, and lists of separately made equal brushes stay separate, so each point is rendered on its own and
# the atlas grows with the points: each first painting and each change of colours takes time and memory for all of
# them. Points that shall share a picture have to share the brush object: brushes[i] for points of class i.
# Follows from SymbolAtlas._keys (pyqtgraph/graphicsItems/ScatterPlotItem.py), which gives each object a number of its own.
#
# Seen, pictures in the atlas for 1000 points:
#   brush="r": 1
#   brush=["r"] * 1000: 1000
#   brush=[mkBrush("r") for each point]: 1000
#   brush=[one mkBrush("r")] * 1000: 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyqtgraph==0.14.0 PySide6-Essentials==6.11.3 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
import pyqtgraph as pg

application = pg.mkQApp()
POINTS = 1000


def pictures(brush):
    plot = pg.PlotWidget()
    marks = pg.ScatterPlotItem(x=range(POINTS), y=range(POINTS), brush=brush, pen=None)
    plot.addItem(marks)
    plot.show()
    application.processEvents()
    return len(marks.fragmentAtlas)


print('brush="r":', pictures("r"))
print('brush=["r"] * 1000:', pictures(["r"] * POINTS))
print('brush=[mkBrush("r") for each point]:', pictures([pg.mkBrush("r") for _ in range(POINTS)]))
print('brush=[one mkBrush("r")] * 1000:', pictures([pg.mkBrush("r")] * POINTS), flush=True)
os._exit(0)
END
"$folder/venv/bin/python" "$folder/show.py" 2>/dev/null | tee "$folder/seen"
cat >"$folder/expected" <<'END'
brush="r": 1
brush=["r"] * 1000: 1000
brush=[mkBrush("r") for each point]: 1000
brush=[one mkBrush("r")] * 1000: 1
END
diff "$folder/expected" "$folder/seen"
