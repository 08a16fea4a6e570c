"""Backpropagation through the inspected run's network, stepped: one number, one edge at a time."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdsim.app.calculus.worked import LONG, readable
from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import label
from gdsim.app.look import icons
from gdsim.app.look.figures import figures
from gdsim.app.look.formula import FormulaLabel
from gdsim.app.look.theme import GRID, Theme, strong, tabular
from gdsim.app.look.type_size import fix
from gdsim.app.look.words import Elided
from gdsim.app.network.beat_words import numbers_of, target_of, unit_texts, widest_texts
from gdsim.app.network.beats import Beat, Numbers, beats_of, known_at
from gdsim.app.network.canvas import Canvas, Look
from gdsim.app.network.diagram import largest_weight, pictures_in
from gdsim.app.network.last_moments import LastMoments
from gdsim.app.network.naming import edge_name, node_name
from gdsim.app.network.page import NetworkPage, Seen, Tools
from gdsim.app.network.seeing import image_side
from gdsim.app.network.sketch import Edge
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.worker.frame import State
from gdsim.base.ranges import Hyper, Range
from gdsim.experiment import Experiment
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.show import equation
from gdsim.learn.explanations.step import Place, Step
from gdsim.learn.explanations.worked import worked
from gdsim.learn.networks.backpropagation import explained
from gdsim.objectives import Network

MOST = 400  # parameters of a network that is stepped number by number
PACE = 700  # ms from one beat to the next while they play
WORDS = 148  # px below the drawing
PLAYING_RUNS = QT_TR_NOOP("Pause the runs to step through the next update of this one")
NOTHING = QT_TR_NOOP("It is being computed.")


class BackpropagationPage(NetworkPage):
    """Steps through the next update of the inspected run for one sample, in the library's numbers.

    Left and right go a beat back and forward, up and down a phase, Home and End to the ends.
    """

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._seen: Seen | None = None
        self._network: Network | None = None
        self._asked: tuple[Experiment, int, int, int] | None = None  # run, step, sample
        self._moments = LastMoments()  # the helper's alone
        self.explanation: Explanation | None = None
        self.beats: list[Beat] = []
        self.beat = 0
        self._sample = 0
        self.canvas = Canvas()
        self.canvas.setAccessibleName(tr("Backpropagation through the network"))
        self.canvas.pointed.connect(lambda _: self._read())
        summary = tr("The number of the training sample that goes through the network")
        hyper = Hyper(0, Range(0, 2**24), whole=True, summary=summary)
        self.sample = NumberField(self._choose_sample, hyper, complain=tools.complain, slides=False)
        self.sample.set_value(0)
        self.sample.setAccessibleName(tr("Sample"))
        self.target = Elided.saying("")
        self.count = QLabel()
        self.count.setFont(tabular(self.count.font()))
        self.back_button = tool_button(tr("Back (Left)"), lambda: self.go(self.beat - 1))
        self.play_button = tool_button(tr("Play the steps"), self.toggle)
        self.step_button = tool_button(tr("Forward (Right)"), lambda: self.go(self.beat + 1))
        self.phase_button = tool_button(tr("To the next part (Down)"), lambda: self.go_phase(1))
        self.phase = QLabel()
        self.phase.setFont(strong(self.phase.font()))
        self.formula = FormulaLabel(tools.formulas, 16, 40, 56)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setWordWrap(True)
        self.readout = Elided.saying("")
        self._player = QTimer(self, interval=PACE)
        self._player.timeout.connect(self._play_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._show()

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return self.canvas.cost

    def draw(self, seen: Seen) -> None:
        """Have the next update of the run explained, unless it plays."""
        self._seen = seen
        network = seen.network
        if self._network is not network:
            self._network = network
            are_images = image_side(network.data) is not None
            self.canvas.show_network(network, widest_texts(network), are_images)
            self._sample = min(self._sample, len(network.data.inputs) - 1)
            self.sample.set_value(self._sample)
            self._forget()
        if seen.state is State.PLAYING:
            self._say(tr(PLAYING_RUNS))
        else:
            self._ask()

    def clear_runs(self) -> None:
        """Explain no run."""
        self._seen = self._network = None
        self.canvas.show_look(None)
        self._forget()

    def go(self, number: int) -> None:
        """Go to a beat."""
        if self.beats:
            self.beat = min(max(number, 0), len(self.beats) - 1)
            self._show()

    def go_phase(self, by: int) -> None:
        """Go to the next part, or to the beginning of this one or the one before."""
        heads = [n for n, beat in enumerate(self.beats) if beat.step is beat.phase]
        if by > 0:
            self.go(next((n for n in heads if n > self.beat), len(self.beats) - 1))
        else:
            self.go(max((n for n in heads if n < self.beat), default=0))

    def toggle(self) -> None:
        """Play the beats one after another, or pause."""
        if self._player.isActive():
            self._player.stop()
        elif self.beats:
            if self.beat == len(self.beats) - 1:
                self.go(0)
            self._player.start()
        self._put_icons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows."""
        moves = {
            Qt.Key.Key_Left: lambda: self.go(self.beat - 1),
            Qt.Key.Key_Right: lambda: self.go(self.beat + 1),
            Qt.Key.Key_Up: lambda: self.go_phase(-1),
            Qt.Key.Key_Down: lambda: self.go_phase(1),
            Qt.Key.Key_Home: lambda: self.go(0),
            Qt.Key.Key_End: lambda: self.go(len(self.beats) - 1),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            move()
            event.accept()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.canvas.recolour(theme)
        self._put_icons()
        self._show()

    def close_down(self) -> None:
        """Play no longer."""
        self._player.stop()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        top.setSpacing(GRID // 2)
        fix(self.sample, 56)
        top.addWidget(label(tr("sample")))
        top.addWidget(self.sample)
        top.addWidget(self.target, 1)
        buttons = (self.back_button, self.play_button, self.step_button, self.phase_button)
        for widget in (*buttons, self.count):
            top.addWidget(widget)
        words = QWidget()
        fix(words, height=WORDS)
        column = QVBoxLayout(words)
        column.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        column.setSpacing(2)
        for part in (self.phase, self.formula, self.sentence):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self.readout)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(words)

    def _put_icons(self) -> None:
        play = "pause" if self._player.isActive() else "play"
        named = {
            self.back_button: "back", self.play_button: play, self.step_button: "step",
            self.phase_button: "down",
        }  # fmt: skip
        for button, name in named.items():
            icons.put(button, name, self.theme.muted, 16)

    def _play_on(self) -> None:
        if self.beat >= len(self.beats) - 1:
            self.toggle()
        else:
            self.go(self.beat + 1)

    def _choose_sample(self, value: object) -> str | None:
        last = -1 if self._network is None else len(self._network.data.inputs) - 1
        if not isinstance(value, int | float) or not 0 <= value <= last:
            return tr("The training samples have the numbers 0 to {last}.", last=grouped(last))
        self._sample = int(value)
        if self._seen is not None and self._seen.state is not State.PLAYING:
            self._ask()
        return None

    def _forget(self) -> None:
        self._asked = self.explanation = None
        self.beats, self.beat = [], 0
        self._show()

    def _ask(self) -> None:
        """Have backpropagation explained in the background."""
        seen = self._seen
        assert seen is not None
        experiment, run, step, sample = (
            seen.scene.experiment,
            seen.run,
            seen.focus.step,
            self._sample,
        )
        asked = self._asked
        if asked is not None and asked[0] is experiment and asked[1:] == (run, step, sample):
            return
        self._asked = experiment, run, step, sample

        def work() -> Explanation | str:
            try:
                here = self._moments.of(experiment, run).at(step)
                return explained(here, sample, MOST)
            except (ValueError, ArithmeticError) as error:
                return str(error)

        self.tools.background.ask("backpropagation", work, self._take)

    def _take(self, found: Explanation | str) -> None:
        if self._seen is None or self._network is None:
            return
        if isinstance(found, str):
            self.explanation, self.beats = None, []
            self._show()
            self._say(found)
            return
        count = len(self.beats)
        self.explanation, self.beats = found, beats_of(found, self._network)
        self.beat = self.beat if count == len(self.beats) else 0
        self._show()

    def _say(self, words: str) -> None:
        """Words in the place of the sentence of a beat."""
        self.sentence.setText(words)

    def _show(self) -> None:
        """Show the present beat."""
        explanation, network = self.explanation, self._network
        has_beats = bool(self.beats) and explanation is not None and network is not None
        for button in (self.play_button, self.phase_button, self.back_button, self.step_button):
            button.setEnabled(has_beats)
        self.formula.setVisible(has_beats)
        if not has_beats:
            self.phase.setText("")
            self.count.setText("")
            self.target.say("")
            self.canvas.show_look(None)
            self._say(tr(NOTHING) if self._asked else "")
            return
        assert explanation is not None and network is not None
        beat = self.beats[self.beat]
        self.count.setText(f"{self.beat + 1} / {len(self.beats)}")
        self.phase.setText(beat.phase.name)
        self._say(beat.step.sentence)
        self._show_formula(beat)
        self.target.say(target_of(network, self._sample))
        known = known_at(self.beats, self.beat, explanation)
        self.canvas.show_look(self._look(beat, known, explanation, network))
        self._read()

    def _show_formula(self, beat: Beat) -> None:
        step = beat.step
        self.formula.setVisible(step is not beat.phase)
        latex, plain = _equation(step)
        self.formula.show_formula(("worked", latex), partial(str, latex), plain)
        for later in self.beats[self.beat + 1 : self.beat + 3]:  # they are to be there at once
            ahead, _ = _equation(later.step)
            self.tools.formulas.get(("worked", ahead), partial(str, ahead), _nothing)

    def _look(self, beat: Beat, known: Numbers, told: Explanation, network: Network) -> Look:
        weights = np.array(told.data["params"])
        for index, place in self._new_weights(network):
            if place in known:
                weights[index] = known[place]
        texts, above = unit_texts(network, known)
        edge_texts = {}
        if len(beat.weights) == 1 and isinstance(beat.step.value, int | float):
            edge_texts = {index: figures(float(beat.step.value), 3) for index in beat.weights}
        pictures = {}
        side = image_side(network.data)
        if side is not None:
            inputs = np.array(told.data["layers"][0]["inputs"][0]).reshape(side, side)
            pictures = pictures_in({(0, 0): inputs}, self.theme)
        return Look(
            weights, largest_weight(network, weights), pictures, texts=texts, above=above,
            edge_texts=edge_texts, lit_units=beat.units, lit_edges=beat.weights,
        )  # fmt: skip

    def _new_weights(self, network: Network) -> list[tuple[int, Place]]:
        """The place of each weight among the parameters, and that of its new value."""
        places: list[tuple[int, Place]] = []
        for tensor in network.tensors:
            if not tensor.is_bias:
                for place in range(tensor.size):
                    unit, source = divmod(place, tensor.columns)
                    at = ("new_weight", tensor.layer + 1, unit, source)
                    places.append((tensor.first + place, at))
        return places

    def _read(self) -> None:
        """Say what is known by now of the unit or the weight under the mouse."""
        under, network, told = self.canvas.under, self._network, self.explanation
        if under is None or network is None or told is None:
            self.readout.say("")
            return
        known = known_at(self.beats, self.beat, told)
        name = edge_name(network, under) if isinstance(under, Edge) else node_name(network, under)
        self.readout.say("   ".join([name, *numbers_of(under, network, told, known)]))


def _equation(step: Step) -> tuple[str, str]:
    """The equation of a step as LaTeX, and as text for a tip and for those who hear it."""
    said = [side for side in (step.name, *equation(step)) if 0 < len(side) <= LONG]
    return " = ".join(worked(step)), readable(" = ".join(dict.fromkeys(said)))


def _nothing() -> None:
    """Nobody waits for a formula that is made ahead."""
