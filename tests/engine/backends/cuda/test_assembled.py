"""What kernels need of a card: registers, spills and stack, as NVIDIA's assembler says it.

A multiprocessor has 65,536 registers for up to 2,048 threads: 64 of them leave half of the threads.
The assembler is in the extra `bench`, whose table has all kernels.
"""

from __future__ import annotations

import pytest

import gdsim as gd
from gdsim.engine.backends.cuda import code, presence
from gdsim.engine.backends.cuda.network import STACK, joined, row_of, sources_of
from gdsim.engine.cache import Source
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of
from gdsim.engine.source.gpu import gpu_text
from gdsim.lanes.host import BLOCK
from tests.engine.backends.cuda.assembler import Needs, assembled, ptxas

if presence.missing_packages() is not None or ptxas() is None:
    pytest.skip("ptxas (gdsim[bench]) is not installed", allow_module_level=True)

CAPABILITY = 9, 0
# Optimizer, function, precision: the most registers.
KERNELS = {
    ("sgd", "rosenbrock", "float32"): 64,
    ("momentum", "rosenbrock", "float32"): 64,
    ("adam", "rosenbrock", "float32"): 64,
    ("lion", "rosenbrock", "float32"): 64,
    ("adam", "himmelblau", "float32"): 64,
    ("adam", "ackley", "float32"): 64,
    ("adam", "rosenbrock", "float64"): 128,
    ("adan", "rosenbrock", "float64"): 128,
}


def needs(texts: list[str]) -> Needs:
    assembler = ptxas()
    assert assembler is not None
    return assembled(assembler, code.assembled(texts, CAPABILITY), CAPABILITY)


def of(objective: str | gd.Network, optimizer: str, dtype: str = "float32") -> Program:
    rates = gd.logspace(1e-4, 0.1, 8)
    (given,) = gd.Experiment(objective, optimizer, lr=rates, steps=100, dtype=dtype).programs()
    return given


@pytest.mark.parametrize("kernel", KERNELS, ids="-".join)
def test_the_kernel_of_a_function_keeps_its_state_in_registers(
    kernel: tuple[str, str, str],
) -> None:
    optimizer, function, dtype = kernel
    source = Source("gpu", gpu_text(recipe_of(of(function, optimizer, dtype), BLOCK)))
    found = needs(code.instructions(source, CAPABILITY))
    assert 16 <= found.registers <= KERNELS[kernel]
    assert found.spilled == 0 and found.stack == 0 and found.shared == 0


def test_the_code_of_a_network_fits_on_the_stack_that_is_asked_for() -> None:
    # That of plain descent is the same but for a shorter update, and takes the assembler as long.
    given = of(gd.Network([2, 4, 1], "tanh", data="xor"), "adam")
    parts = joined(sources_of(given, recipe_of(given, row_of(given))))
    found = needs([code.linked_parts(*parts)])
    assert found.shared == 0
    # Of all functions together, of which a chain of calls is a part.
    assert found.stack <= 3 * STACK and found.spilled <= 3 * STACK
