"""How a minimisation ended, and what is known while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Ending = Literal["optimal", "time", "steps", "interrupted", "infeasible", "failed"]

NOTHING = 1e-8
"""Values this near to each other, as a share, are the same; and a value below it is none."""


@dataclass(frozen=True)
class Glimpse:
    """What is known while the solver runs."""

    seconds: float
    objective: float | None
    gap: float | None


@dataclass(frozen=True)
class Outcome:
    """How a minimisation ended: with an answer or without."""

    ending: Ending
    answer: Floats | None
    value: float
    bound: float
    """No answer has a lower value than this; -inf where nothing is proven."""

    def found(self) -> Floats:
        """The answer; RuntimeError where the search ended without one."""
        if self.answer is None:
            message = f"the search ended as {self.ending} without an answer"
            raise RuntimeError(message)
        return self.answer

    @property
    def gap(self) -> float:
        """Relative distance between value and bound, 0 when proven best."""
        if self.answer is None:
            return float("inf")
        apart = self.value - self.bound
        if apart <= NOTHING * max(abs(self.value), NOTHING):
            return 0.0
        return apart / abs(self.value) if self.value else float("inf")
