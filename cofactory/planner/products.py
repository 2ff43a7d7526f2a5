"""Sums of products over all columns of a model, on one processor.

NumPy hands `weights @ amounts` to BLAS, whose second thread wakes for more than ten thousand entries and then spins on
for a while: measured, as much processor time again as the solver took between two such sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def dot(weights: Floats, amounts: Floats) -> float:
    """Returns the sum of weights times amounts."""
    return float(np.einsum("i,i->", weights, amounts))
