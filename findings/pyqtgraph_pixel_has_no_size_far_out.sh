#!/bin/sh
# pyqtgraph 0.14.0: ViewBox.viewPixelSize() is 0 where a view is far from the origin for its width.
#
# One would guess: "the (width, height) of a screen pixel in view coordinates" is the view's range divided by its
# pixels, so above 0 in every view that pyqtgraph shows; things of a given size on the screen are scaled by it, and
# lengths in the view are divided by it to have them in pixels.
# What happens: two neighbouring pixels are mapped to view coordinates, and their places subtracted. Far out both
# places are rounded: the size is first off by some per cent, then exactly 0, in views whose ranges are still right
# and within which numbers still differ (the view below holds 70 different ones). Whoever zooms into a
# point like (1e6, 1e6) divides by zero. No error, no warning.
# Follows from viewPixelSize in pyqtgraph/graphicsItems/ViewBox/ViewBox.py, which maps the corner and the vectors of a
# pixel.
#
# Seen, in a view of about 600 x 450 pixels, for the width of a pixel:
#   around 0 +- 0.001: as range / pixels
#   around 1000000 +- 1e-07: more than 1 % off
#   around 1000000 +- 4.1e-09: 0.0, though 1e-11 by range / pixels; 70 numbers are in view
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyqtgraph==0.14.0 PySide6-Essentials==6.11.3 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

application = QApplication([])
plot = pg.PlotWidget()
plot.resize(640, 480)
plot.show()
box = plot.getViewBox()
for middle, half in ((0.0, 1e-3), (1e6, 1e-7), (1e6, 4.1e-9)):
    box.setRange(xRange=(middle - half, middle + half), padding=0)
    application.processEvents()
    low, high = box.viewRange()[0]
    by_range = (high - low) / box.width()
    told = box.viewPixelSize()[0]
    off = abs(told / by_range - 1)
    if told == 0:
        count = round((high - low) / np.spacing(middle))
        words = f"{told}, though {by_range:.0e} by range / pixels; {count} numbers are in view"
    else:
        words = "as range / pixels" if off < 1e-6 else "more than 1 % off" if off > 0.01 else "off"
    print(f"around {middle:.0f} +- {half:g}: {words}", flush=True)
os._exit(0)
END
"$folder/venv/bin/python" "$folder/show.py" 2>/dev/null | tee "$folder/seen"
cat >"$folder/expected" <<'END'
around 0 +- 0.001: as range / pixels
around 1000000 +- 1e-07: more than 1 % off
around 1000000 +- 4.1e-09: 0.0, though 1e-11 by range / pixels; 70 numbers are in view
END
diff "$folder/expected" "$folder/seen"
