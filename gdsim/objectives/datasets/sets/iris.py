"""Iris: three species by the size of their petals and sepals."""

from gdsim.base import assets
from gdsim.catalogue import DataSet
from gdsim.objectives.datasets.draws import Made
from gdsim.objectives.datasets.files import samples


def make() -> Made:
    """150 flowers, 50 of each species, in centimetres."""
    data = samples(assets.path("data/iris.csv"), "species", None, None)
    return data.inputs, data.targets


DEFINITION = DataSet(
    make,
    summary="150 flowers of three species; two of them overlap.",
    source="Fisher 1936, The use of multiple measurements in taxonomic problems, with its values; "
    "UCI Machine Learning Repository, Iris (where two flowers differ).",
    name="Iris",
    inputs=("sepal_length", "sepal_width", "petal_length", "petal_width"),
    classes=("setosa", "versicolor", "virginica"),
    test=0.25,
)
