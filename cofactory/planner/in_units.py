"""The gap of a plan in units: how much less could be outstanding at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def units_to_gain(shortfall: Floats, weight: Floats, total: Floats, apart: float) -> float:
    """Returns by how many units, times periods, less could be outstanding in all if nobody were to wait for more.

    `shortfall` per need (a share, times periods), its `weight` in the plan's aim, the need's `total`, and how far the
    weighted shortfall is `apart` from its proven bound. What the bound leaves open is spent where a unit weighs least.
    """
    units, spent = shortfall * total, 0.0
    per_unit = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    for n in np.argsort(per_unit, kind="stable"):
        gained = units[n] if per_unit[n] * units[n] <= apart else apart / per_unit[n]
        spent += float(gained)
        apart -= float(per_unit[n] * gained)
    return spent
