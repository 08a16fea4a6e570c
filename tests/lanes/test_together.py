"""Numbers that threads share: who claims them, and how a thread waits."""

from __future__ import annotations

import platform
from types import SimpleNamespace

import llvmlite.binding as llvm
import llvmlite.ir as ir
import numpy as np
import pytest
from numba import njit

from gdsim.lanes import together
from gdsim.lanes.together import (
    claim_whole,
    highest_bit,
    lowest_bit,
    seen_whole,
    show_whole,
    tally_whole,
    wait_briefly,
)


@njit
def used(address, expected):
    """What each does to the second of some numbers."""
    wait_briefly()
    claimed = claim_whole(address, 1, expected, 40)
    before = tally_whole(address, 1, 2)
    seen = seen_whole(address, 1)
    show_whole(address, 0, seen + 1)
    return claimed, before, seen, lowest_bit(seen), highest_bit(seen)


@pytest.mark.parametrize(("expected", "found"), [(7, (1, 40, 42, 1, 5)), (8, (0, 7, 9, 0, 3))])
def test_a_number_is_claimed_by_who_knows_it(expected: int, found: tuple[int, ...]) -> None:
    numbers = np.array([-1, 7, -1], np.int64)
    assert used(numbers.ctypes.data, expected) == found
    assert numbers.tolist() == [found[2] + 1, found[2], -1]


@pytest.mark.parametrize(
    ("machine", "triple", "waits"),
    [
        ("AMD64", "x86_64-pc-linux-gnu", "pause"),
        ("arm64", "aarch64-unknown-linux-gnu", "isb"),
        ("riscv64", "x86_64-pc-linux-gnu", None),
    ],
)
def test_a_thread_waits_by_the_instruction_of_its_processor(
    machine: str, triple: str, waits: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    module = ir.Module("waiting")
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), []), "wait")
    builder = ir.IRBuilder(function.append_basic_block())
    together._wait(SimpleNamespace(get_dummy_value=lambda: None), builder, None, [])
    builder.ret_void()
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(triple).create_target_machine()
    text = target.emit_assembly(llvm.parse_assembly(str(module)))
    words = {line.strip() for line in text.splitlines()}
    assert words & {"pause", "isb"} == ({waits} if waits else set())
