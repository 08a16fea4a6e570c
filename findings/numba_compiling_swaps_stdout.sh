#!/bin/sh
# Numba 0.68.1 beside pyqtgraph 0.14.0: compiling replaces sys.stdout and sys.stderr hundreds of times.
#
# One would guess: a function that compiles without an error leaves the streams of the process alone, whatever else is
# installed; and colours for messages are made when a message is shown.
# What happens: to find the implementation of an operator Numba tries many, and each that is refused raises an error,
# whose text is coloured at once and then dropped. If colorama can be imported, which pyqtgraph requires and Numba does
# not, each colouring calls colorama's init, reinit and deinit: sys.stdout and sys.stderr are replaced by wrappers and
# put back. A multiplication of an array does so some 500 times. What another thread prints at such a moment goes
# through the wrapper, which removes escape sequences if the stream is no terminal; where another thread has redirected
# sys.stdout at such a moment, the old stream is put back over it. With NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING=1
# nothing is coloured.
# Follows from HighlightColorScheme._markup and ColorShell (numba/core/errors.py), _OverloadFunctionTemplate and
# _ResolutionFailures (numba/core/types/functions.py), and colorama 0.4.6 (initialise.py).
#
# Seen:
#   Numba alone:
#     a number: not replaced
#     an array: not replaced
#   with pyqtgraph:
#     a number: replaced
#     an array: replaced more than 100 times
#   with pyqtgraph, without colours:
#     a number: not replaced
#     an array: not replaced
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numba==0.68.1 llvmlite==0.50.0 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import sys
import types

import numpy as np
from numba import njit


class Watched(types.ModuleType):
    """The module sys, which counts how often its streams are set."""

    def __setattr__(self, name, value):
        if name in ("stdout", "stderr"):
            times[name] += 1
        super().__setattr__(name, value)


@njit
def scaled(x):
    return x * 2.5


for words, given in (("a number", 1.0), ("an array", np.ones(3))):
    times = {"stdout": 0, "stderr": 0}
    sys.__class__ = Watched
    scaled(given)
    sys.__class__ = types.ModuleType
    assert times["stdout"] == times["stderr"]
    often = " more than 100 times" if times["stdout"] > 100 else ""
    print(f"  {words}: {'replaced' if times['stdout'] else 'not replaced'}{often}")
END
seen() {
    echo "$1:"
    "$folder/venv/bin/python" "$folder/show.py"
}
{
    seen "Numba alone"
    "$folder/venv/bin/pip" install --quiet pyqtgraph==0.14.0 colorama==0.4.6
    seen "with pyqtgraph"
    export NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING=1
    seen "with pyqtgraph, without colours"
} | tee "$folder/seen"
cat >"$folder/expected" <<'END'
Numba alone:
  a number: not replaced
  an array: not replaced
with pyqtgraph:
  a number: replaced
  an array: replaced more than 100 times
with pyqtgraph, without colours:
  a number: not replaced
  an array: not replaced
END
diff "$folder/expected" "$folder/seen"
