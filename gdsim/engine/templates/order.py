# mypy: ignore-errors
"""The order of an epoch's samples: a shuffle that depends only on the seed and the epoch.

A template of a width, like `gdsim.engine.templates.stride`; with width 1, one order for all runs.
Fisher and Yates' shuffle (Durstenfeld 1964, CACM 7); position i takes word i % 4 of counter
(i // 4, epoch). A word scaled to i + 1 values favours some by less than (i + 1) / 2**32.
"""

from gdsim.lanes.memory import unit
from gdsim.lanes.parts import inner, part
from gdsim.lanes.random import multiply_wide, philox

#: imports

words = unit("uint32", ACROSS)
load, store, splat, iota = words.load, words.store, words.splat, words.iota
gather, scatter = words.gather, words.scatter
ROW = 4 * W  # bytes


@inner
def shuffle_once(order, samples, seed, epoch):
    """Write the samples' numbers in the order of an epoch."""
    key, now, zero = load(seed, 0), splat(epoch), splat(0)
    for i in range(samples):
        store(order, i * W, splat(i))
    for group in range((samples - 1) // 4, -1, -1):
        r0, r1, r2, r3 = philox(splat(group), now, zero, zero, key, 1)
        for k in range(3, -1, -1):
            i = group * 4 + k
            if i < samples:
                r = r0
                if k == 1:
                    r = r1
                elif k == 2:
                    r = r2
                elif k == 3:
                    r = r3
                j, _ = multiply_wide(r, splat(i + 1))
                other = j * splat(W) + iota()
                this, that = load(order, i * W), gather(order, other)
                scatter(order, other, this)
                store(order, i * W, that)


@part(5)
def shuffle(order, samples, seed, first, count):
    """Write the samples' numbers in the order of `count` epochs to `order`, a row per position."""
    for epoch in range(first, first + count):
        shuffle_once(order + (epoch - first) * samples * ROW, samples, seed, epoch)
    return 0


@inner
def draw_once(order, samples, seed, step, batch):
    """Write the numbers of the samples of a step."""
    key, now, zero, count = load(seed, 0), splat(step), splat(0), splat(samples)
    for group in range((batch + 3) // 4):
        r0, r1, r2, r3 = philox(splat(group), now, zero, zero, key, 2)
        for k in range(4):
            if group * 4 + k < batch:
                r = r0
                if k == 1:
                    r = r1
                elif k == 2:
                    r = r2
                elif k == 3:
                    r = r3
                chosen, _ = multiply_wide(r, count)
                store(order, (group * 4 + k) * W, chosen)


@part(6)
def draw_batch(order, samples, seed, first, count, batch):
    """Write the numbers of the samples of `count` steps at `order`, each drawn on its own."""
    for step in range(first, first + count):
        draw_once(order + (step - first) * batch * ROW, samples, seed, step, batch)
    return 0
