"""How runs are divided into segments."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.division import segment_blocks
from gdsim.engine.recipes import recipe_of


@pytest.mark.parametrize("programs", [1, 2, 7, 20])
def test_a_session_has_segments_for_all_threads_and_few_of_each_optimizer(programs: int) -> None:
    given = gd.Experiment("rosenbrock", "sgd", start=gd.uniform(30_000)).programs()[0]
    recipe, threads = recipe_of(given), 3
    blocks = recipe.blocks(given.runs)
    each = int(np.ceil(blocks / segment_blocks(given, recipe, threads, programs)))
    assert each * programs >= 8 * threads or each >= 4 * threads
    assert each <= 4 * threads and each <= np.ceil(8 * threads / programs) + 1
