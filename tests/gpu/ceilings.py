"""What a card can do at most: multiply-adds, divisions and roots a second, and bytes of memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from gdsim.engine.backends.cuda.device import Device

CHAINS = 8  # operations that do not wait for each other, in each thread
ROUNDS = 4096
THREADS_AT_ONCE = 132 * 2048  # of an H200: enough for any card

# The operation of each ceiling on a chain's register; x and y are constants.
OPERATIONS = {
    "multiply-adds, float32": ("f32", "fma.rn.f32 {r}, {r}, {x}, {y};"),
    "multiply-adds, float64": ("f64", "fma.rn.f64 {r}, {r}, {x}, {y};"),
    "divisions, float32": ("f32", "div.rn.f32 {r}, {x}, {r};"),
    "divisions, float64": ("f64", "div.rn.f64 {r}, {x}, {r};"),
    "square roots, float32": ("f32", "sqrt.rn.f32 {r}, {r};"),
    "square roots, float64": ("f64", "sqrt.rn.f64 {r}, {r};"),
}
_KERNEL = """
.version 8.0
.target sm_80
.address_size 64
.visible .entry advance(.param .u64 out, .param .u64 rounds)
{{
    .reg .{kind} %v<{registers}>;
    .reg .b64 %a<8>;
    .reg .b32 %i<4>;
    .reg .pred %p;
    ld.param.u64 %a0, [out];
    ld.param.u64 %a1, [rounds];
    mov.u32 %i0, %tid.x;
    cvt.rn.{kind}.u32 %v0, %i0;
    add.rn.{kind} %v1, %v0, {one};
    mov.{kind} %v2, {two};
    {begin}
    mov.u64 %a2, 0;
LOOP:
    {body}
    add.u64 %a2, %a2, 1;
    setp.lt.u64 %p, %a2, %a1;
    @%p bra LOOP;
    {end}
    setp.eq.{kind} %p, %v3, %v2;
    @%p st.global.{kind} [%a0], %v3;
    ret;
}}
"""


def text(kind: str, operation: str) -> str:
    """The code of a loop of an operation."""
    one, two = ("0f3F800000", "0f40000000") if kind == "f32" else ("0d3FF0000000000000",) * 2
    chains = [f"%v{i + 3}" for i in range(CHAINS)]
    return _KERNEL.format(
        kind=kind,
        registers=CHAINS + 3,
        one=one,
        two=two,
        begin="\n    ".join(f"add.rn.{kind} {r}, %v1, %v2;" for r in chains),
        body="\n    ".join(operation.format(r=r, x="%v1", y="%v2") for r in chains),
        end="\n    ".join(f"add.rn.{kind} %v3, %v3, {r};" for r in chains[1:]),
    )


def operations(card: Device) -> Iterator[tuple[str, float]]:
    """Each operation, and how many of it the card does in a second."""
    out = card.new(8)
    for name, (kind, operation) in OPERATIONS.items():
        function = card.load(text(kind, operation).encode())
        rounds = ROUNDS if name == "multiply-adds, float32" else ROUNDS // 16
        call = partial(card.launch, function, THREADS_AT_ONCE, [out.address, rounds])
        best = min(until_done(card, call) for _ in range(3))
        yield name, THREADS_AT_ONCE * rounds * CHAINS / best


def until_done(card: Device, call: Callable[[], object]) -> float:
    """The time of a call, until the card is done with what it has started."""
    card.wait()
    began = time.perf_counter()
    call()
    card.wait()
    return time.perf_counter() - began


def memory(card: Device, size: int = 2**30) -> float:
    """The bytes that the card writes to its memory in a second."""
    block = card.new(size)
    return size / min(until_done(card, partial(block.fill, 0)) for _ in range(3))
