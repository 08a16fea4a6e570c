"""Which plane the map shows of a function of more than two variables, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout

from gdsim.app.controls.fields import Choices
from gdsim.app.look.theme import GRID
from gdsim.app.look.words import Elided
from gdsim.app.model.cut import Cut, Numbers, Pair, pairs, principal, through
from gdsim.app.model.offered import same_subject
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.map import MapView
from gdsim.app.worker.background import Background
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment
from gdsim.objectives import Objective
from gdsim.results.geometry.movement import share_outside
from gdsim.results.geometry.paths import nearest

START, GOAL, RANDOM, PRINCIPAL = "start", "goal", "random", "principal"
WAITING = QT_TR_NOOP("Waiting for the runs: this plane is laid through them")
FAILED = QT_TR_NOOP("This plane could not be laid through the runs; choose it again")
AT_START = QT_TR_NOOP("{first} and {second} change, the others are as at the start.")
PRINCIPAL_TIP = QT_TR_NOOP(
    "The plane through the start in which the runs move most; choose it again when they have "
    "changed."
)
MOVES = QT_TR_NOOP("Runs are projected onto the plane; a click or a drag moves a start along it.")


@dataclass(frozen=True)
class Goal:
    """The other end of planes through the start, as they and their axes speak of it."""

    through: str
    about_through: str
    towards: str
    at: str
    about_at: str


MINIMUM = Goal(
    QT_TR_NOOP("Start and minimum"),
    QT_TR_NOOP(
        "A random plane through the start and the known minimum; choose it again for another one."
    ),
    QT_TR_NOOP("towards the known minimum"),
    QT_TR_NOOP("{names} at minimum"),
    QT_TR_NOOP("{first} and {second} change, the others are as at the known minimum."),
)
LOWEST = Goal(
    QT_TR_NOOP("Start and lowest"),
    QT_TR_NOOP(
        "A random plane through the start and the lowest point of the runs; choose it again for "
        "another one."
    ),
    QT_TR_NOOP("towards the lowest point of the runs"),
    QT_TR_NOOP("{names} at lowest"),
    QT_TR_NOOP("{first} and {second} change, the others are as at the lowest point of the runs."),
)


@dataclass(frozen=True)
class Slice:
    """A plane to choose: of a pair of variables, through the start or the goal, or of one kind."""

    kind: str
    pair: tuple[int, int] = (0, 1)


class Slicing(QObject):
    """Offers planes, lays the chosen one, and says how much of the movement is outside it.

    A plane stays while the start lies in it, as after a click or a drag on the map; else it is laid
    anew. Planes that depend on runs wait for those of the present experiment.
    """

    changed = Signal()  # the map shows another plane

    def __init__(self, view: MapView, background: Background) -> None:
        super().__init__(view)
        self._view, self._helper = view, background
        self.choice = Choices(self._choose)
        self.choice.setAccessibleName(tr("Plane of the map"))
        self.choice.fit_names()
        self.about = Elided.saying("")
        self.line = QHBoxLayout()
        self.line.setContentsMargins(2 * GRID, GRID // 2, GRID, 0)
        self.line.setSpacing(GRID)
        self.line.addWidget(self.choice)
        self.line.addWidget(self.about, 1)
        self._experiment: Experiment | None = None
        self._seed = 0  # of the random plane
        self._is_due = False  # whether a plane is to be laid through runs that are not there yet
        self._is_waited_for = False  # whether the map does not show the chosen plane yet
        self._measured: tuple[object, Cut] | None = None  # the runs and the plane of the sentence

    @property
    def chosen(self) -> Slice:
        """The plane that is chosen."""
        wanted: Slice | None = self.choice.currentData()
        return Slice(START) if wanted is None else wanted

    def offer(self, experiment: Experiment) -> None:
        """Offer the planes of an experiment, and lay the chosen one if it is another one now."""
        old, self._experiment = self._experiment, experiment
        if not self._has_planes:
            self._wait(False)
            return
        before = self.chosen
        names, tips = _names(experiment.objective), _tips(experiment.objective)
        chosen = before if before in names else Slice(START)
        self.choice.show_names(names, chosen, tips)
        is_same = old is not None and same_subject(old.objective, experiment.objective)
        is_laid = is_same and before == chosen and self._view.cut.holds(self._start)
        if not is_same:
            self.about.say("")
        if not is_laid or self._is_due:
            self._lay_or_wait()

    def show(self, scene: Scene) -> None:
        """Take the runs of a scene: lay a plane that waits for them, and measure the others."""
        if not self._has_planes or not self._is_of(scene):
            return
        runs = scene.ahead or scene
        if self._is_due and len(runs.slots) > 1:
            self._lay(runs)
        if self._is_waited_for:
            return
        cut = self._view.cut
        if self._measured is None or self._measured[0] is not runs or self._measured[1] != cut:
            self._measured = runs, cut
            self._helper.ask(
                "movement",
                lambda: share_outside(moving(runs), cut.directions),
                lambda share: self._say(sentence(share)),
            )

    def set_visible(self, visible: bool) -> None:
        """Show the choice and the sentence, if there is a choice."""
        for part in (self.choice, self.about):
            part.setVisible(visible and self._view.dimensions > 2)

    @property
    def _has_planes(self) -> bool:
        objective = None if self._experiment is None else self._experiment.objective
        return objective is not None and objective.has_domain and objective.size > 2

    @property
    def _start(self) -> Numbers:
        """Where the first run starts."""
        assert self._experiment is not None  # planes are offered
        experiment = self._experiment
        return tuple(experiment.objective.first_start(experiment.starts).tolist())

    def _choose(self, wanted: Slice) -> None:
        assert self._experiment is not None  # planes are offered
        self.choice.setToolTip(_tips(self._experiment.objective)[wanted])
        if wanted.kind == RANDOM:
            self._seed += 1
        self._lay_or_wait()
        self.changed.emit()

    def _lay_or_wait(self) -> None:
        """Lay a plane that needs no runs; others when runs are next drawn."""
        self._wait(self.chosen.kind != START)
        if not self._is_due:
            assert self._experiment is not None  # planes are offered
            variables = self._experiment.objective.variables
            self._view.show_cut(Pair(variables, self._start, *self.chosen.pair))

    def _lay(self, runs: Scene) -> None:
        """Have the chosen plane laid through runs."""
        wanted, start, seed = self.chosen, self._start, self._seed
        self._is_due = False
        self._helper.ask(
            "plane",
            lambda: laid(wanted, runs, start, seed),
            lambda cut: self._take(runs.experiment.objective, wanted, cut),
            lambda _: self.about.say(tr(FAILED)),
        )

    def _take(self, objective: Objective, wanted: Slice, cut: Cut) -> None:
        """Show a plane of an objective, unless another one is wanted by now."""
        assert self._experiment is not None  # planes were offered
        if wanted == self.chosen and same_subject(objective, self._experiment.objective):
            self._wait(False)
            self._view.show_cut(cut)
            self.changed.emit()

    def _wait(self, is_due: bool) -> None:
        """Say that the chosen plane waits for runs, or that it does no longer."""
        self._is_due = self._is_waited_for = is_due
        self._measured = None
        self._helper.drop("plane")
        self.about.say(tr(WAITING) if is_due else "")

    def _say(self, words: str) -> None:
        """Say how much of the movement is outside the plane, unless another one is waited for."""
        if not self._is_waited_for:
            self.about.say(words)

    def _is_of(self, scene: Scene) -> bool:
        """Whether a scene has the runs of the present experiment."""
        mine, other = self._experiment, scene.experiment
        return mine is not None and (mine.objective, mine.starts) == (other.objective, other.starts)


def laid(wanted: Slice, runs: Scene, start: Numbers, seed: int) -> Cut:
    """A plane that depends on runs, which start at a point."""
    objective = runs.experiment.objective
    reach = float(np.mean([high - low for low, high in objective.domain]))
    if wanted.kind == PRINCIPAL:
        return principal(objective.variables, start, moving(runs), reach)
    goal = _goal(runs, start)
    if wanted.kind == GOAL:
        return Pair(objective.variables, goal, *wanted.pair)
    return through(objective.variables, start, goal, tr(_named(objective).towards), seed, reach)


def moving(scene: Scene) -> np.ndarray:
    """(m, s, n): the drawn paths, without those of runs that diverged, unless all did."""
    stays = scene.verdict[:, scene.of_drawn] != Verdict.DIVERGED
    paths: np.ndarray = (
        scene.path[stays] if stays.any() else scene.path.reshape(-1, *scene.path.shape[2:])
    )
    return paths


def sentence(share: float) -> str:
    """How much of the movement is outside a plane, in words; nothing if nothing has moved."""
    if np.isnan(share):
        return ""
    if share < 1e-12:
        return tr("All movement is inside this plane")
    if share < 0.005:
        return tr("Less than 1 % of the movement is outside this plane")
    if share > 0.995:
        return tr("More than 99 % of the movement is outside this plane")
    return tr("{percent} % of the movement is outside this plane", percent=f"{100 * share:.0f}")


def _names(objective: Objective) -> dict[Slice, str]:
    """The planes of an objective, named."""
    variables, goal = objective.variables, _named(objective)
    couples = {pair: ", ".join(variables[index] for index in pair) for pair in pairs(variables)}
    return {
        **{Slice(START, pair): name for pair, name in couples.items()},
        Slice(RANDOM): tr(goal.through),
        Slice(PRINCIPAL): tr("PCA of the runs"),
        **{Slice(GOAL, pair): tr(goal.at, names=name) for pair, name in couples.items()},
    }


def _tips(objective: Objective) -> dict[Slice, str]:
    """What each of the planes is."""
    goal, tips = _named(objective), {}
    words = {
        START: AT_START, GOAL: goal.about_at, RANDOM: goal.about_through, PRINCIPAL: PRINCIPAL_TIP,
    }  # fmt: skip
    for each in _names(objective):
        first, second = (objective.variables[index] for index in each.pair)
        about = tr(words[each.kind], first=first, second=second)
        tips[each] = "\n".join([about, tr(MOVES)])
    return tips


def _named(objective: Objective) -> Goal:
    """The words for the other end of planes through the start."""
    return MINIMUM if len(objective.minima) else LOWEST


def _goal(runs: Scene, start: Numbers) -> Numbers:
    """The known minimum that is nearest to the start, or the lowest point of the drawn paths."""
    minima = runs.experiment.objective.minima
    if len(minima):
        return tuple(nearest(minima, start).tolist())
    heights = np.nan_to_num(runs.path_loss, nan=np.inf)
    lowest = np.unravel_index(int(np.argmin(heights)), heights.shape)
    return tuple(runs.path[lowest].tolist())
