"""The import of the compiler."""

from __future__ import annotations

import subprocess
import sys
import threading
from types import ModuleType
from uuid import uuid4

import pytest

from gdsim.engine.cache import Source
from gdsim.engine.compiler import IMPORTING, load_compiler


def test_the_compiler_is_imported_without_the_linear_algebra_of_scipy() -> None:
    code = (
        "import sys; from gdsim.engine.compiler import load_compiler; load_compiler()\n"
        "import numba; from numba.np import linalg\n"
        "print(numba.njit('f8(f8)')(lambda x: 2 * x)(3.0), 'scipy.linalg' in sys.modules)\n"
        "print(linalg.ensure_blas.__module__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["6.0", "False", "numba.np.linalg"]


def test_errors_have_no_colours_while_kernels_are_compiled_and_have_them_again_then() -> None:
    from numba.core import errors

    from gdsim.lanes.parts import Parts, compiling

    coloured = errors.termcolor().errmsg("no")
    assert coloured != "no"
    with compiling(Parts.__new__(Parts)):
        assert errors.termcolor().errmsg("no") == "no"
    assert errors.termcolor().errmsg("no") == coloured


def test_a_kernel_is_compiled_without_touching_the_streams_that_others_print_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where there is colorama Numba 0.68.1 replaces them for each overload that it tries."""
    from gdsim.lanes.parts import compiled

    class Watched(ModuleType):
        def __setattr__(self, name: str, value: object) -> None:
            assert name not in ("stdout", "stderr")
            super().__setattr__(name, value)

    text = (
        f'"""{uuid4()}"""\n\n'
        "from gdsim.lanes.parts import part\n\n"
        "@part(1)\ndef halved(number):\n    return number / 2.0 + 1.0\n"
    )
    with monkeypatch.context() as patched:
        patched.setattr(sys, "__class__", Watched)
        assert b"halved" in compiled(Source("halved", text).module()).code


def test_numba_is_imported_by_one_thread_at_a_time() -> None:
    """Others would be given packages that have only begun."""
    done: list[object] = []
    text = (
        f'"""{uuid4()}"""\n\n'  # compiled by no run of the tests before
        "from gdsim.lanes.parts import part\n\n@part(1)\ndef same(number):\n    return number\n"
    )
    works = [load_compiler, Source("same", text).load]
    threads = [threading.Thread(target=lambda do=do: done.append(do())) for do in works]
    with IMPORTING:
        for thread in threads:
            thread.start()
        threads[0].join(0.1)
        assert not done
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert Source("same", text).load().same.ctypes(7) == 7


def test_machine_code_names_nothing_by_its_address_so_that_it_is_the_same_in_any_process() -> None:
    from gdsim.lanes.parts import compiled

    text = (
        "from gdsim.lanes.addresses import whole_at\nfrom gdsim.lanes.parts import inner, part\n\n"
        "@inner\ndef first(read, address):\n    return read(address, 0)\n\n"
        "@part(1)\ndef number(address):\n    return first(whole_at, address)\n"
    )
    made = compiled(Source("number", text).module())
    assert b"number" in made.code and made.lasts
    assert b"whole_at" not in made.code and b"NumbaEnv" not in made.code
