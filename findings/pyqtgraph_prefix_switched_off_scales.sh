#!/bin/sh
# pyqtgraph 0.14.0: an axis whose SI prefixes are switched off shows numbers that are 1,000 times too large.
#
# One would guess: enableAutoSIPrefix(False) makes an axis write the values themselves, whenever it is
# called; learning rates from 0 to 0.5 are then 0.1, 0.2, 0.4.
# What happens: it computes the prefix once more, whatever it is given, and leaves the result in place. For
# an axis with a label and without units, prefixes are in use where all values are below 1: the numbers are
# multiplied by 1,000. As prefixes are off by then, the "(x0.001)" that would say so leaves the label. Only an
# axis that has no label yet is right; it stays so. Changing a label's text again does not mend the others.
# Follows from pyqtgraph/graphicsItems/AxisItem.py (enableAutoSIPrefix, updateAutoSIPrefix, _updateLabel).
#
# Seen, on an axis from 0 to 0.5, for the values 0.1, 0.2 and 0.4:
#   prefixes on: 100 200 400, label rate (x0.001)
#   switched off before there is a label: 0.1 0.2 0.4, label rate
#   switched off after that: 100 200 400, label rate
#   the same, and labelled again: 100 200 400, label rate
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyqtgraph==0.14.0 PySide6-Essentials==6.11.3 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import os
import re

os.environ["QT_QPA_PLATFORM"] = "offscreen"
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

application = QApplication([])
VALUES, SPACING = [0.1, 0.2, 0.4], 0.1


def tell(name, axis):
    """Print what the axis writes at some values, and its label."""
    numbers = axis.tickStrings(VALUES, axis.scale * axis.autoSIPrefixScale, SPACING)
    label = re.sub("<[^>]*>", "", axis.labelString()).strip()
    print(f"{name}: {' '.join(numbers)}, label {label}")


def plotted():
    """A plot of values from 0 to 0.5, and its lower axis."""
    plot = pg.PlotWidget()
    plot.setRange(xRange=(0, 0.5), padding=0)
    return plot, plot.getAxis("bottom")


plot, axis = plotted()
axis.setLabel("rate")
tell("prefixes on", axis)

plot, axis = plotted()
axis.enableAutoSIPrefix(False)
axis.setLabel("rate")
tell("switched off before there is a label", axis)

plot, axis = plotted()
axis.setLabel("rate")
axis.enableAutoSIPrefix(False)
tell("switched off after that", axis)
axis.setLabel("rate")
tell("the same, and labelled again", axis)
END
"$folder/venv/bin/python" "$folder/show.py" | grep label | tee "$folder/seen"
cat >"$folder/expected" <<'END'
prefixes on: 100 200 400, label rate (x0.001)
switched off before there is a label: 0.1 0.2 0.4, label rate
switched off after that: 100 200 400, label rate
the same, and labelled again: 100 200 400, label rate
END
diff "$folder/expected" "$folder/seen"
