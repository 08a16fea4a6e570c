"""Random: normal inputs with normal targets that have nothing to do with them."""

from gdsim.catalogue import DataSet, Hyper, Range
from gdsim.objectives.datasets.draws import Made, normals
from gdsim.objectives.datasets.settings import SEED


def make(samples: int, inputs: int, outputs: int, seed: int) -> Made:
    """Independent standard normal numbers, all of them."""
    return normals(seed, 0, samples, inputs), normals(seed, 1, samples, outputs)


DEFINITION = DataSet(
    make,
    summary="Random inputs with random targets: nothing to learn but to remember them.",
    source="Sohl-Dickstein 2024, arXiv:2402.06184: as many samples as the network has parameters.",
    name="Random",
    hyper={
        "samples": Hyper(272, Range(1, 2**17), whole=True, summary="How many samples."),
        "inputs": Hyper(16, Range(1, 4096), whole=True, summary="Numbers a sample."),
        "outputs": Hyper(1, Range(1, 4096), whole=True, summary="Targets a sample."),
        "seed": SEED,
    },
    test=0.0,
)
