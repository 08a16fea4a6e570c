# mypy: ignore-errors
"""Random weights before they are scaled; a template of a width.

They are float64 for every precision of runs, so that all start at the same weights. Weight i of
layer l comes from counter (i // 2, l) under the key (init_seed, 3).
"""

from gdsim.lanes.arithmetic import sqrt
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import part
from gdsim.lanes.random import normal_pair, philox, uniform

#: imports

lanes, words = unit("float64", W), unit("uint32", W)
load, store, splat = lanes.load, lanes.store, lanes.splat
load_words, splat_words = words.load, words.splat


@part(5)
def draw(weights, count, layer, seed, normal):
    """Write `count` rows of standard normal numbers, or of uniform ones from -1 to 1."""
    key, of_layer, zero, like = load_words(seed, 0), splat_words(layer), splat_words(0), splat(0.0)
    for pair in range((count + 1) // 2):
        r0, r1, r2, r3 = philox(splat_words(pair), of_layer, zero, zero, key, 3)
        if normal:
            first, second = normal_pair(r0, r1, r2, r3, like)
        else:
            first, second = (
                2.0 * uniform(r0, r1, like) - 1.0,
                2.0 * uniform(r2, r3, like) - 1.0,
            )
        store(weights, 2 * pair * W, first)
        if 2 * pair + 1 < count:
            store(weights, (2 * pair + 1) * W, second)
    return 0


@part(5)
def orthonormalize(weights, vectors, size, apart, step):
    """Make vectors orthonormal, one after another, each against those before it, twice.

    Number k of vector i is in row i * apart + k * step. Twice is enough: Giraud, Langou & Rozloznik
    2005, "The loss of orthogonality in the Gram-Schmidt orthogonalization process".
    """
    for i in range(vectors):
        for _ in range(2):
            for j in range(i):
                dot = splat(0.0)
                for k in range(size):
                    a = load(weights, (i * apart + k * step) * W)
                    dot = dot + a * load(weights, (j * apart + k * step) * W)
                for k in range(size):
                    at = (i * apart + k * step) * W
                    moved = load(weights, at) - dot * load(weights, (j * apart + k * step) * W)
                    store(weights, at, moved)
        square = splat(0.0)
        for k in range(size):
            a = load(weights, (i * apart + k * step) * W)
            square = square + a * a
        scale = 1.0 / sqrt(square)
        for k in range(size):
            at = (i * apart + k * step) * W
            store(weights, at, load(weights, at) * scale)
    return 0
