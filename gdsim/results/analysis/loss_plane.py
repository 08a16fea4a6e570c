"""The loss of a network over a plane through its weights, with the paths of the runs in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.ranges import Range
from gdsim.base.settings import number, whole
from gdsim.objectives.filters import filter_normalized
from gdsim.results.analysis.trained import Trained, named
from gdsim.results.geometry.movement import principal_axes
from gdsim.results.geometry.plane import Plane, of_weights

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment
    from gdsim.objectives.network import Network

Array = NDArray[np.float64]
Side = tuple[float, float]

NAMES = "pca", "curvature", "random"
FAR = 10.0  # times the length of a run's weights; runs that go farther leave others no room
MARGIN = 0.3  # of what paths take up, on each side of them
DEFAULT_SIDE = 101  # values along each side


def loss_plane(
    result: xarray.Dataset,
    run: int | None = None,
    directions: str | ArrayLike | None = None,
    x: str | None = None,
    y: str | None = None,
    step: int | None = None,
    side: int = DEFAULT_SIDE,
    reach: float | None = None,
    seed: int = 0,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """The training loss over a plane through the weights of one run, and where all runs are in it.

    run: its number over all dimensions; None: the one with the least training loss. step: a
    recorded step of it; None: its end. directions of the plane, two of them:
    "pca": the principal components of the movement of all runs, recorded with record=["params"],
    but those that go ten times as far as the run's weights are long, and leave others no room;
    "curvature": the eigenvectors of the two largest eigenvalues of the loss's Hessian there;
    "random": filter-normalized random ones (Li et al. 2018), others for each `seed`;
    an array, (2, P), of one's own; or with `x` and `y`, two names of weights ("w1_0_0").
    If not given, "pca" where paths were recorded, else "random".
    side: values along each side. reach: half of each side about the run; if not given, what the
    paths (but those that go so far) take up with a margin, and of random directions 1 at least.

    Coordinates are those of the weights x and y; for "pca" they count from the run's start, for all
    others from the run. With penalties, in the experiment's dtype.
    Variables: loss (y, x); direction (axis, variable), origin (variable): the point at x and y is
    origin + x * direction[0] + y * direction[1]; place (axis) of the run; curvature (axis), of
    "curvature"; path (optimizer, ..., step, axis), the places of all runs that are nearest to their
    weights; outside (optimizer, ...), the share of a run's squared movement that is across the
    plane; and outside_all, that of all together that do not go so far.
    Source: Goodfellow et al. 2015, arXiv:1412.6544; Li et al. 2018, arXiv:1712.09913.
    Errors: SettingError, one sentence each.
    """
    import xarray

    trained = Trained.of(result, experiment)
    chosen = trained.run(run)
    side = whole(side, "side", 2, 4096, "side")
    network, point = trained.network(chosen), trained.params(chosen, step)
    shares_space = network.size == trained.subject.experiment.objective.size
    paths = trained.paths if trained.has_paths and shares_space else None
    near = None if paths is None else without_far(paths, chosen)
    if directions is None and x is None and y is None:
        directions = "random" if paths is None else "pca"
    curvatures = None
    if x is not None or y is not None:
        if directions is not None:
            raise SettingError("give either directions, or x and y, two weights", "directions")
        plane = of_weights(network.size, *_weights(network, x, y))
        name = "weights"
    elif isinstance(directions, str):
        name = directions
        plane, curvatures = laid(name, network, point, near, seed, chosen)
    else:
        plane, name = Plane(point, _given(directions, network.size)), "given"
    plane = plane.through(point)
    place = plane.project(point)
    places = None if near is None else plane.project(near)
    xs, ys = _sides(place, places, reach, 1.0 if name == "random" else 0.0, side)
    losses = losses_on(network, plane, xs, ys, trained.subject.experiment.dtype)
    axes = {"x": named(x or f"{name} direction 1"), "y": named(y or f"{name} direction 2")}
    variables: dict[str, Any] = {
        "loss": (("y", "x"), losses, named("loss over all training samples")),
        "direction": (("axis", "variable"), plane.directions, named("directions of the plane")),
        "origin": (("variable",), plane.origin, named("the point at x = y = 0")),
        "place": (("axis",), place, named("where the run is")),
    }
    if curvatures is not None:
        variables["curvature"] = ("axis",), curvatures, named("eigenvalues of the Hessian")
    if paths is not None and near is not None:
        variables |= _of_paths(trained, plane, paths, near)
    coordinates = {
        **trained.coordinates(*trained.dims, "step"),
        "variable": list(network.variables), "axis": ["x", "y"],
        "x": ("x", xs, axes["x"]), "y": ("y", ys, axes["y"]),
    }  # fmt: skip
    if paths is None:
        coordinates = {n: coordinates[n] for n in ("variable", "axis", "x", "y")}
    attributes = {**trained.provenance(chosen), "directions": name}
    attributes |= {"seed": seed} if name == "random" else {}
    attributes |= {} if step is None else {"at_step": int(step)}
    return xarray.Dataset(variables, coordinates, attributes)


def _of_paths(trained: Trained, plane: Plane, paths: Array, near: Array) -> dict[str, Any]:
    """The variables that say where runs are in the plane, and how much of them is outside it."""
    shape, places = trained.shape, plane.project(paths)
    shares = np.array([plane.share_outside(path) for path in paths]).reshape(shape)
    shaped = places.reshape(*shape, *places.shape[1:])
    words = named("share of the movement outside the plane")
    return {
        "path": ((*trained.dims, "step", "axis"), shaped, named("the runs in the plane")),
        "outside": (trained.dims, shares, words),
        "outside_all": ((), plane.share_outside(near), words),
    }


def laid(
    name: str,
    network: Network,
    point: Array,
    paths: Array | None = None,
    seed: int = 0,
    run: int = 0,
) -> tuple[Plane, Array | None]:
    """A plane of one of `NAMES` through a point, (P,), and the curvatures along "curvature".

    paths: (runs, steps, P), for "pca", whose coordinates count from the first point of `run`.
    Errors: SettingError.
    """
    if name == "random":
        seed = whole(seed, "seed", 0, 2**63 - 1, "seed")
        return Plane(point, filter_normalized(network, point, seed)), None
    if name == "curvature":
        if network.size < 2:
            raise SettingError("a plane needs two weights, and the network has one", "directions")
        values, vectors = network.sharpest_directions(point)
        return Plane(point, vectors), values
    if name == "pca":
        if paths is None:
            raise SettingError(
                'principal directions need the paths of the weights, from record = ["params"] and '
                "networks of one width",
                "directions",
            )
        return Plane(paths[run, 0], principal_axes(paths)), None
    raise SettingError(f"no directions {name!r}; {suggestion(name, NAMES)}", "directions")


def without_far(paths: Array, run: int) -> Array:
    """Paths, (runs, steps, P), of which those that go far, as diverging ones do, never start.

    Far is more than `FAR` times as far as the weights of `run`, which stays, are long.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        lengths = np.linalg.norm(paths[run].astype(np.float64), axis=-1)
        moved = np.linalg.norm(paths.astype(np.float64) - paths[:, :1], axis=-1)
    far = np.max(moved, axis=1, initial=0.0, where=~np.isnan(moved))
    gone = far > FAR * np.max(lengths, initial=0.0, where=np.isfinite(lengths))
    gone[run] = False
    if not gone.any():
        return paths
    left = paths.copy()
    left[gone, 1:] = np.nan
    return left


def losses_on(network: Network, plane: Plane, xs: Array, ys: Array, dtype: str) -> Array:
    """(rows, columns): the training loss over a grid of a plane."""
    places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    rows = max(_BYTES // (8 * network.size), 64)
    losses = [network.losses(plane.points(places[a : a + rows]), dtype)
              for a in range(0, len(places), rows)]  # fmt: skip
    return np.concatenate(losses).reshape(len(ys), len(xs))


_BYTES = 2**23  # of weights that are in memory together


def around(places: Array, least: float = 0.0) -> tuple[Side, Side]:
    """The sides of what is shown of places, (m, 2), with a margin: `least` long to each side."""
    seen = places[np.isfinite(places).all(axis=1)]
    low, high = seen.min(axis=0), seen.max(axis=0)
    reach = float((high - low).max())
    reach = reach if reach > 0 else 2.0
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, reach / 8) + MARGIN * reach
    half = np.maximum(half, least)
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return (left, right), (bottom, top)


def _sides(
    place: Array, places: Array | None, reach: float | None, least: float, side: int
) -> tuple[Array, Array]:
    if reach is not None:
        size = number(reach, "reach", Range(0, np.inf, False, False), False, "reach")
        ends = [(each - size, each + size) for each in place.tolist()]
    else:
        known = place[None] if places is None else np.concatenate(
            [place[None], places.reshape(-1, 2)])  # fmt: skip
        ends = list(around(known, least))
    (left, right), (bottom, top) = ends
    return np.linspace(left, right, side), np.linspace(bottom, top, side)


def _weights(network: Network, x: str | None, y: str | None) -> tuple[int, int]:
    known = list(network.variables)
    for key, name in (("x", x), ("y", y)):
        if name is None:
            raise SettingError("a plane needs two weights, x and y", key)
        if name not in known:
            raise SettingError(f"no weight {name!r}; {suggestion(str(name), known)}", key)
    if x == y:
        raise SettingError(f"a plane needs two different weights, got {x} for both", "x")
    return known.index(str(x)), known.index(str(y))


def _given(directions: Any, size: int) -> Array:
    try:
        given = np.array(directions, np.float64)
    except (TypeError, ValueError):
        given = np.empty(0)
    if given.shape != (2, size) or not np.isfinite(given).all():
        raise SettingTypeError(
            f"directions must be {', '.join(map(repr, NAMES))} or two rows of {size} finite "
            f"numbers, got {shown(directions)}",
            "directions",
        )
    if np.linalg.matrix_rank(given) < 2:
        raise SettingError("directions must be two that are not along one line", "directions")
    return given
