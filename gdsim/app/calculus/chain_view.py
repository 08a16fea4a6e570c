"""The chain rule on a formula: its graph, worked stage by stage, forward and then backward."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QWidget

from gdsim.app.calculus.graph_picture import GraphPicture
from gdsim.app.calculus.side import side
from gdsim.app.calculus.subject import Subject
from gdsim.app.calculus.worked import Worked
from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.fields import Check, NumberField
from gdsim.app.controls.section import label
from gdsim.app.look import icons
from gdsim.app.look.figures import with_minus
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import fix
from gdsim.app.look.words import Sentence
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.worker.background import Background
from gdsim.base.ranges import Hyper, positive
from gdsim.learn.derivatives.chain_rule import chain_rule
from gdsim.learn.explanations.explanation import Explanation

MOST = 200  # quantities of a graph that is drawn
PACE = 900  # ms from one stage to the next while it plays
LR = Hyper(
    0.01, positive, log=True, summary=QT_TR_NOOP("Learning rate of the step of descent at the end.")
)
PASSES = {
    "forward": QT_TR_NOOP("Forward {place} of {count}: the value of {name}"),
    "backward": QT_TR_NOOP("Backward {place} of {count}: the derivative by {name}"),
    "update": QT_TR_NOOP("Update {place} of {count}: the new {name}"),
}


class ChainView(QWidget):
    """Shows a function's graph at a point; left and right step through its stages."""

    moved = Signal(object)
    refused = Signal(str)

    def __init__(self, formulas: Formulas, background: Background) -> None:
        super().__init__()
        self._background, self._theme = background, LIGHT
        self._subject: Subject | None = None
        self.explanation: Explanation | None = None
        self.stage = 0
        self.lr = LR.default
        self.graph = GraphPicture(formulas)
        self.view = self.graph
        self.single = Check(tr("Every operation"))
        self.single.setChecked(True)
        self.single.setToolTip(tr("Sums and multiples are quantities of their own, too"))
        self.rate = NumberField(self._set_lr, LR)
        self.rate.setAccessibleName(tr("Learning rate"))
        self.rate.set_value(self.lr)
        self.first = tool_button(tr("Back to the first stage (Home)"), lambda: self.step(-(10**6)))
        self.back = tool_button(tr("One stage back (Left)"), lambda: self.step(-1))
        self.play = tool_button(tr("Play the stages"), self._play)
        self.forward = tool_button(tr("One stage forward (Right)"), lambda: self.step(1))
        self._pace = QTimer(self, interval=PACE)
        self._pace.timeout.connect(self._go_on)
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.title.setWordWrap(True)
        self.worked, self.sentence = Worked(formulas), Sentence("muted")
        self.graph.stepped.connect(self.step)
        self.graph.picked.connect(self._go_to)
        self.single.toggled.connect(lambda _: self._ask(afresh=True))
        self._lay_out()

    def show_subject(self, subject: Subject) -> None:
        """Show another function, or another point of it: then the stage stays."""
        old, self._subject = self._subject, subject
        if old != subject or self.explanation is None:
            self._ask(afresh=old is None or old.function != subject.function)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The graph fits, if it can."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees the stages that would be played."""
        super().hideEvent(event)
        self._stop()

    def step(self, stages: int) -> None:
        """Go so many stages forward, or back."""
        self._stop()
        self._show_stage(self.stage + stages)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.graph.recolour(theme)
        self._fit()  # larger type has a larger graph
        for button, name in (
            (self.first, "reset"), (self.back, "back"), (self.forward, "step"),
        ):  # fmt: skip
            icons.put(button, name, theme.text, 16)
        self._show_playing()

    def _ask(self, afresh: bool) -> None:
        """Have the chain rule worked."""
        subject, single, lr = self._subject, self.single.isChecked(), self.lr
        if subject is None:
            return

        def work() -> Explanation | str:
            try:
                return chain_rule(subject.function, subject.coordinates, single=single, lr=lr)
            except ValueError as error:
                return str(error)

        def deliver(made: Explanation | str) -> None:
            if isinstance(made, str):
                self.refused.emit(made)
                return
            count = len(made.data["quantities"])
            if count > MOST:
                self.refused.emit(
                    tr(
                        "The formula has {count} quantities in between; {most} at most are drawn.",
                        count=grouped(count), most=MOST,
                    )
                )  # fmt: skip
                return
            self.refused.emit("")
            self.explanation = made
            self.graph.show_graph(made.data, subject.text)
            self.sentence.say(with_minus(made.conclusion))
            self._show_stage(0 if afresh else self.stage)

        self._background.ask("chain", work, deliver)

    def _show_stage(self, stage: int) -> None:
        made = self.explanation
        if made is None:
            return
        stages = made.data["stages"]
        self.stage = min(max(stage, 0), len(stages) - 1)
        now = stages[self.stage]
        self.graph.show_stage(self.stage)
        place = 1 + sum(each["pass"] == now["pass"] for each in stages[: self.stage])
        count = sum(each["pass"] == now["pass"] for each in stages)
        name = now["quantity"] or tr("all variables")
        self.title.setText(tr(PASSES[now["pass"]], place=place, count=count, name=name))
        typed = self._subject.text if self._subject is not None else ""
        self.worked.show_steps([made.steps[i] for i in now["steps"]], typed)
        self.back.setEnabled(self.stage > 0)
        self.first.setEnabled(self.stage > 0)
        self.forward.setEnabled(self.stage < len(stages) - 1)
        self._reveal(now["quantity"])

    def _fit(self) -> None:
        self.graph.fit_to(self._scroll.maximumViewportSize())

    def _reveal(self, name: str) -> None:
        """Scroll to the quantity that is worked."""
        if name:
            middle = self.graph.place_of(name).toPoint()
            self._scroll.ensureVisible(middle.x(), middle.y(), 100, 60)

    def _go_to(self, name: str) -> None:
        """The next stage of a quantity after the present one, or its first."""
        if self.explanation is None:
            return
        stages = self.explanation.data["stages"]
        places = [i for i, each in enumerate(stages) if each["quantity"] == name]
        if places:
            self._stop()
            self._show_stage(next((i for i in places if i > self.stage), places[0]))

    def _play(self) -> None:
        if self._pace.isActive():
            self._stop()
            return
        if self.explanation and self.stage == len(self.explanation.data["stages"]) - 1:
            self._show_stage(0)
        self._pace.start()
        self._show_playing()

    def _stop(self) -> None:
        self._pace.stop()
        self._show_playing()

    def _show_playing(self) -> None:
        is_playing = self._pace.isActive()
        icons.put(self.play, "pause" if is_playing else "play", self._theme.text, 16)

    def _go_on(self) -> None:
        self._show_stage(self.stage + 1)
        if self.explanation and self.stage == len(self.explanation.data["stages"]) - 1:
            self._stop()

    def _set_lr(self, value: object) -> str | None:
        if not isinstance(value, int | float) or value not in positive:
            return tr("The learning rate must be a number above 0.")
        self.lr = float(value)
        self.rate.set_value(self.lr)
        self._ask(afresh=False)
        return None

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.graph)
        self._scroll.setWidgetResizable(True)
        self._scroll.setMinimumWidth(200)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons, rate = QWidget(), QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.first, self.back, self.play, self.forward):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the graph
            row.addWidget(button)
        self.single.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addStretch(1)
        row.addWidget(self.single)
        below = QHBoxLayout(rate)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(label(tr("Learning rate of the update")), 1)
        fix(self.rate, 110)
        below.addWidget(self.rate)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(side(buttons, rate, self.title, self.worked, self.sentence))
