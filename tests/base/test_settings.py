"""Checks of single settings."""

import numpy as np
import pytest

from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.base.settings import flag, thread_count, whole


@pytest.mark.parametrize("given", [7, 7.0, np.int32(7), np.float32(7), np.array(7)])
def test_a_whole_number_of_any_type_is_a_python_int(given):
    assert whole(given, "count", 1, 9) == 7 and type(whole(given, "count", 1, 9)) is int


def test_whole_numbers_that_no_float_has_are_kept_and_compared_exactly():
    odd = 2**53 + 1
    assert whole(odd, "run", 0, odd) == odd
    with pytest.raises(SettingError, match="run must be a whole number from 0 to"):
        whole(odd, "run", 0, odd - 1)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (2.5, "n must be a whole number, got 2.5"),
        (-1, "n must be a whole number at least 0, got -1"),
        (float("inf"), "n must be a whole number at least 0, got inf"),
        (float("nan"), "n must be a whole number at least 0, got nan"),
        (True, "n must be a number, got True"),
        ("3", "n must be a number, got '3'"),
    ],
)
def test_what_is_no_whole_number_is_refused_with_its_place(given, sentence):
    with pytest.raises(SettingError) as caught:
        whole(given, "n", key="here.n")
    assert str(caught.value) == sentence and caught.value.key == "here.n"


def test_no_thread_count_means_as_many_as_there_are_processors():
    assert thread_count(None) is None and thread_count(3.0) == 3
    with pytest.raises(SettingError, match="threads must be a whole number from 1 to 4,096, got 0"):
        thread_count(0)


def test_a_flag_is_true_or_false_and_no_number():
    assert flag(np.True_, "bias") is True
    with pytest.raises(SettingTypeError, match="bias must be True or False, got 1"):
        flag(1, "bias")
