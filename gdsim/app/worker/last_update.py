"""The parameters of runs before their last step, for views that draw what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gdsim.experiment.session import Session


class LastUpdate:
    """Takes the last of several steps alone while it is wanted, to keep what was before it."""

    def __init__(self) -> None:
        self.wanted = False
        self._kept: tuple[int, np.ndarray] | None = None  # a step, and the parameters there

    def advance(self, session: Session, n: int) -> int:
        """Take n steps of a session; the number of those taken."""
        if not self.wanted or n < 1:
            return session.advance(n)
        taken = session.advance(n - 1)
        self._keep(session)
        return taken + session.advance(1)

    def forget(self) -> None:
        """The runs are others from now on."""
        self._kept = None

    def before(self, session: Session, may_go_back: bool) -> np.ndarray | None:
        """(optimizers, runs, parameters) before the last step; None at the first, or unwanted.

        may_go_back: whether the session may repeat that step where they are not known.
        """
        if not self.wanted or session.step == session.first_step:
            return None
        last = session.step - 1
        if (self._kept is None or self._kept[0] != last) and may_go_back:
            session.rewind(last)
            self._keep(session)
            session.advance(1)
        return self._kept[1] if self._kept is not None and self._kept[0] == last else None

    def _keep(self, session: Session) -> None:
        self._kept = session.step, session.params_of_every(1)
