"""How many steps the worker takes at once, on clocks that are made up."""

import pytest

from gdsim.app.worker.chunk import LONGEST, SLOWEST, Chunk

SHORT = 0.012  # s


def sizes(call, step, chunks=40, slowed=lambda number: 1.0):
    """The sizes of successive chunks when a call takes `call` s and each step `step` s."""
    chunk, found = Chunk(), []
    for number in range(chunks):
        found.append(chunk.size(SHORT))
        chunk.add(found[-1], (call + step * found[-1]) * slowed(number))
    return found


def test_chunks_of_cheap_steps_fill_their_time():
    assert sizes(call=0.0, step=1e-4)[-1] == pytest.approx(120, rel=0.1)


def test_a_step_that_takes_longer_than_a_chunk_is_taken_alone():
    assert sizes(call=1e-4, step=0.05)[3:] == [1] * 37


def test_chunks_last_longer_where_a_call_is_dear_whatever_its_steps():
    call, step = 0.006, 1e-4
    last = sizes(call, step)[-1]
    assert last * step > 4 * call  # steps are most of it
    assert call + last * step < 1.2 * LONGEST


def test_steps_are_most_of_a_chunk_also_where_a_call_goes_through_much_memory():
    call, step = 0.04, 1.3e-3  # as of three million runs
    last = sizes(call, step)[-1]
    assert last * step > 4 * call
    assert call + last * step < 1.2 * SLOWEST


def test_even_a_call_longer_than_a_chunk_may_last_takes_several_steps():
    assert sizes(call=0.125, step=0.01)[-1] >= 10


def test_chunks_do_not_shrink_when_other_programs_slow_most_of_them_down():
    busy = sizes(1e-4, 1e-4, slowed=lambda number: 1.0 if number % 8 == 0 else 10.0)
    assert busy[-1] == pytest.approx(sizes(1e-4, 1e-4)[-1], rel=0.2)


def test_after_a_restart_the_first_chunk_is_one_step_again():
    chunk = Chunk()
    for steps, seconds in ((1, 1e-4), (1, 1e-4), (2, 2e-4)):
        chunk.add(steps, seconds)
    assert chunk.size(SHORT) > 1
    chunk.restart()
    assert chunk.size(SHORT) == 1
