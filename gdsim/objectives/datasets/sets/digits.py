"""Digits: handwritten ones, 8 by 8 pixels."""

from gdsim.base import assets
from gdsim.catalogue import DataSet
from gdsim.objectives.datasets.draws import Made
from gdsim.objectives.datasets.files import samples

DIGITS = tuple(str(digit) for digit in range(10))


def make() -> Made:
    """1797 images, row by row from the top; a pixel is the count of dark ones among 16 dots."""
    data = samples(assets.path("data/digits.csv.gz"), "digit", DIGITS, None)
    return data.inputs, data.targets


DEFINITION = DataSet(
    make,
    summary="1797 handwritten digits of 8 by 8 pixels, from 13 people.",
    source="Alpaydin and Kaynak 1998, UCI Machine Learning Repository, Optical Recognition of "
    "Handwritten Digits (its test set).",
    name="Digits",
    inputs=tuple(f"p{row}{column}" for row in range(8) for column in range(8)),
    classes=DIGITS,
    test=0.25,
)
