"""Parts of kernels are compiled as Python means them, and by the passes of kernels alone."""

import numpy as np
import pytest
from numba.core import dispatcher
from numba.core.errors import TypingError

from gdsim.engine import machine_code
from gdsim.engine.cache import Source
from gdsim.engine.networks.batches import shuffler
from gdsim.lanes.parts import compiled

HEAD = "from gdsim.lanes.parts import inner, part\n"


def loaded(text):
    """The compiled functions of a module, and the same of Python, by name."""
    made = compiled(Source("parts", HEAD + text).module())
    plain = {"inner": lambda function: function, "part": lambda count: lambda function: function}
    exec(text, plain)
    return machine_code.loaded(made.code, made.parts), plain


COUNTING = """
@inner
def half_or_more(n):
    if n % 2 == 0:
        return n // 2
    return 3 * n + 1

@part(2)
def count(n, most):
    steps = 0
    while n != 1 and steps < most:
        n = half_or_more(n)
        steps = steps + 1
    else:
        steps += 1000
    for i in range(3):
        for j in range(i, 4):
            if (i ^ j) & 1:
                steps, n = steps - j, n + steps
            elif j == 3:
                continue
            steps = (steps << 1) - (steps >> 2)
    return steps if n > 0 else -n
"""


def test_branches_loops_and_constants_are_those_of_python():
    code, plain = loaded(COUNTING)
    for n in (1, 7, 27, 96):
        assert code.count.ctypes(n, 50) == plain["count"](n, 50)


def test_what_the_compiler_does_not_know_is_named():
    text = "from os import getcwd\n@part(1)\ndef lost(n):\n    return getcwd(n)\n"
    with pytest.raises(TypingError, match="getcwd"):
        loaded(text)


def test_random_numbers_are_compiled_by_the_passes_of_kernels_alone(monkeypatch):
    """Numba's own compilation of a function would optimize it for itself, and then once more."""

    def refuse(self, *arguments):
        raise AssertionError(f"Numba compiles {self.py_func.__name__}")

    monkeypatch.setattr(dispatcher._FunctionCompiler, "compile", refuse)
    made = compiled(shuffler(4).module())
    shuffle = machine_code.loaded(made.code, made.parts).shuffle.ctypes
    seeds, order = np.arange(4, dtype=np.uint32), np.empty((10, 4), np.uint32)
    shuffle(order.ctypes.data, 10, seeds.ctypes.data, 3, 1)
    assert (np.sort(order, axis=0) == np.arange(10)[:, np.newaxis]).all()
    assert len(np.unique(order, axis=1).T) > 1
