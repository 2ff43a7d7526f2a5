"""The only file that knows HiGHS: hands a model over, minimises, can be watched and stopped."""

from __future__ import annotations

import threading
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from cofactory.planner.bases import with_further
from cofactory.planner.outcome import Glimpse, Outcome
from cofactory.planner.products import dot
from cofactory.planner.scaling import lift

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cofactory.planner.beside import Beside
    from cofactory.planner.model import Model
    from cofactory.planner.outcome import Ending

    Floats = NDArray[np.float64]

INTERIOR_POINT_FROM = 40_000
"""Columns from which interior point with crossover beats the simplex on such models (measured: 63 k, 13 s to 75 s)."""
STRICT = 1e-9
"""Feasibility asked of the last linear solve, so that a plan can be followed to 1e-6 over a hundred periods."""
ROUNDING = 1e-12
"""Entries that differ by so small a share are the same."""
NO_END = highspy.kHighsIInf
"""Steps of the simplex where there is no limit to them."""
TICK_S = 0.05


class Solver:
    """A HiGHS instance that holds one model; bounds and objective can change between solves, the basis stays."""

    def __init__(
        self, model: Model, *, relaxed: bool = False, stop: threading.Event | None = None, interior: bool | None = None
    ) -> None:
        """Hands the model over in one pass; `relaxed` drops the whole-number conditions; `stop` can end a search;
        `interior` says whether to start from an interior point, otherwise the size does.
        """
        self._interior = len(model.lower) >= INTERIOR_POINT_FROM if interior is None else interior
        self._model = model
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("parallel", "off")
        self._highs.setOptionValue("threads", 1)  # idle workers of HiGHS spin: 1.7 s of processor for one of work
        self._whole = np.zeros_like(model.whole) if relaxed else model.whole
        self._stop = stop
        self._lift = 1.0
        self._copied, self._charged = np.zeros(0, dtype=np.int64), np.zeros(0)
        self.steps = 0
        """Steps of the simplex since it was put somewhere."""
        rows, columns = model.row_scale, model.column_scale
        matrix = model.matrix
        entries = matrix.data * rows[matrix.indices] * np.repeat(columns, np.diff(matrix.indptr))
        status = self._highs.passModel(
            matrix.shape[1],
            matrix.shape[0],
            matrix.nnz,
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            np.zeros(matrix.shape[1]),
            model.lower / columns,
            model.upper / columns,
            model.row_lower * rows,
            model.row_upper * rows,
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            entries,
            self._whole.astype(np.int32),
        )
        if status == highspy.HighsStatus.kError:
            message = "HiGHS refused the model"
            raise RuntimeError(message)

    def minimise(
        self,
        objective: Floats,
        *,
        gap: float = 1e-4,
        seconds: float | None = None,
        watch: Callable[[Glimpse], None] | None = None,
        start: Floats | None = None,
        steps: int = NO_END,
        finer: float = 1.0,
    ) -> Outcome:
        """Returns the least value of objective·x and where; stops at the relative gap, the time, so many steps of the
        simplex, or a stop request. Prices are so many times `finer` than the solver's tolerance near 1.

        A search that was stopped returns its best answer so far as `interrupted`.
        """
        highs, whole = self._highs, bool(self._whole.any())
        columns = np.arange(len(objective), dtype=np.int32)
        scaled = objective * self._model.column_scale
        self._lift = lift(scaled) * finer
        highs.changeColsCost(len(objective), columns, scaled * self._lift)
        if len(self._copied):
            more = self._charged * self._model.column_scale[self._copied]
            highs.changeColsCost(len(more), self._copies(), more * self._lift)
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("mip_abs_gap", 1e-9 * finer)
        interior = self._interior and not whole and not highs.getBasis().valid
        highs.setOptionValue("solver", "ipx" if interior else "choose")
        highs.setOptionValue("time_limit", float("inf") if seconds is None else highs.getRunTime() + max(0.0, seconds))
        highs.setOptionValue("simplex_iteration_limit", steps)
        if start is not None and whole:
            solution = highspy.HighsSolution()
            solution.col_value = list(start / self._model.column_scale)
            highs.setSolution(solution)
        self._run(watch)
        self.steps += max(0, highs.getInfo().simplex_iteration_count)
        return self._outcome(objective, whole=whole)

    def set_out(self) -> None:
        """Makes the simplex's exact prices of edges where it stands, by a step from there."""
        self._highs.setOptionValue("time_limit", float("inf"))
        self._highs.setOptionValue("simplex_iteration_limit", 1)
        self._run(None)
        self.steps += max(0, self._highs.getInfo().simplex_iteration_count)

    def add_copies(self, columns: NDArray[np.int64]) -> None:
        """Gives each of these columns, which begin at 0, a copy to which another cost of it can be charged."""
        highs, none, count = self._highs, np.zeros(len(columns)), len(columns)
        rows = self._model.matrix.shape[0] + np.arange(count, dtype=np.int32)
        for column in columns:
            highs.addRow(-highspy.kHighsInf, highspy.kHighsInf, 1, np.array([column], dtype=np.int32), -np.ones(1))
        starts = np.arange(count, dtype=np.int32)
        highs.addCols(count, none, none, none + highspy.kHighsInf, count, starts, rows, np.ones(count))
        self._copied, self._charged = columns, none

    def charge(self, costs: Floats, most: Floats) -> None:
        """From now on each copied column, `most` at most, costs so much more, or less where that is below 0.

        A copy that costs is no less than its column, one that saves is no more: prices that were right before stay so,
        and the simplex goes on through prices, where another cost of a column in the basis would break many of them.
        """
        rows, scale, infinite = self._model.matrix.shape[0], self._model.column_scale[self._copied], highspy.kHighsInf
        upper = np.where(costs < 0, most / scale, infinite)
        self._highs.changeColsBounds(len(costs), self._copies(), np.zeros(len(costs)), upper)
        for k, cost in enumerate(costs):
            self._highs.changeRowBounds(rows + k, 0.0 if cost > 0 else -infinite, 0.0 if cost < 0 else infinite)
        self._charged = costs

    def _copies(self) -> NDArray[np.int32]:
        """Where the copies stand."""
        return self._model.matrix.shape[1] + np.arange(len(self._copied), dtype=np.int32)

    def broken(self) -> int:
        """Returns how many values and prices are out of their bounds where the simplex stands."""
        info = self._highs.getInfo()
        return max(0, info.num_primal_infeasibilities) + max(0, info.num_dual_infeasibilities)

    def hold(self, row: int, most: float) -> None:
        """Bounds a row from above from now on."""
        self._highs.changeRowBounds(row, -highspy.kHighsInf, most * float(self._model.row_scale[row]))

    def bound_rows(self, rows: NDArray[np.int64], lower: Floats, upper: Floats) -> None:
        """Replaces the bounds of some rows."""
        scale = self._model.row_scale[rows]
        for row, low, high in zip(rows, lower * scale, upper * scale, strict=True):
            self._highs.changeRowBounds(int(row), float(low), float(high))

    def bound_columns(self, columns: NDArray[np.int64], lower: Floats, upper: Floats) -> None:
        """Replaces the bounds of some columns."""
        scale = self._model.column_scale[columns]
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower / scale, upper / scale)

    def change_row(self, row: int, columns: NDArray[np.int64], entries: Floats) -> None:
        """Replaces the entries of a row in these columns, and in no others; `takes_over` does not know of them."""
        scaled = entries * self._model.row_scale[row] * self._model.column_scale[columns]
        for column, entry in zip(columns, scaled, strict=True):
            self._highs.changeCoeff(row, int(column), float(entry))

    def zero(self, columns: NDArray[np.int64]) -> None:
        """Fixes some columns at 0."""
        self.bound_columns(columns, np.zeros(len(columns)), np.zeros(len(columns)))

    def walk(self, *, primal: bool) -> None:
        """Whether the simplex, from a basis at hand, goes through answers (primal) or, as usual, through prices."""
        self._highs.setOptionValue("simplex_strategy", 4 if primal else 1)

    def basis(self) -> Any:
        """Returns where the simplex stands, for `stand_at`."""
        return self._highs.getBasis()

    def stand_at(self, basis: Any) -> None:
        """Puts the simplex where it stood once, copies at 0 where there were none; bounds may have changed since."""
        further = self._model.matrix.shape[0] + len(self._copied) - len(basis.row_status)
        self._highs.setBasis(with_further(basis, further, further) if further else basis)
        self.steps = 0

    def steady(self) -> None:
        """Leaves costs as they are from now on: HiGHS shakes them against stalling; from a basis that is nearly best
        that costs ten times the steps it saves.
        """
        self._highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)

    def takes_over(self, model: Model, *, scales: bool = False) -> bool:
        """Puts another model's numbers in place of this one's and returns True; False, and nothing done, where its
        columns, rows or entries stand elsewhere. Scales stay as they are unless those of the model are wanted.
        """
        old = self._model
        same = old.matrix.shape == model.matrix.shape and np.array_equal(old.matrix.indptr, model.matrix.indptr)
        if not same or not np.array_equal(old.matrix.indices, model.matrix.indices):
            return False
        if not scales:
            model = replace(model, row_scale=old.row_scale, column_scale=old.column_scale)
        column = np.repeat(np.arange(model.matrix.shape[1]), np.diff(model.matrix.indptr))
        before = old.matrix.data * old.column_scale[column] * old.row_scale[old.matrix.indices]
        after = model.matrix.data * model.column_scale[column] * model.row_scale[model.matrix.indices]
        for k in np.flatnonzero(np.abs(after - before) > ROUNDING * np.abs(before)):
            self._highs.changeCoeff(int(model.matrix.indices[k]), int(column[k]), float(after[k]))
        self._model = model
        rows = np.flatnonzero((old.row_lower != model.row_lower) | (old.row_upper != model.row_upper))
        self.bound_rows(rows, model.row_lower[rows], model.row_upper[rows])
        columns = np.flatnonzero((old.lower != model.lower) | (old.upper != model.upper))
        self.bound_columns(columns, model.lower[columns], model.upper[columns])
        return True

    def value_with(self, more: Beside, seconds: float) -> tuple[Ending, float]:
        """Returns how a solve with further columns ends, from where the simplex stands, and the value of its answer, or
        infinity; they are gone again after that, and where the simplex stands is for the caller to say.
        """
        highs, (rows, columns) = self._highs, self._model.matrix.shape
        scale = np.concatenate([self._model.row_scale, more.row_scale])
        for low, high in zip(more.row_lower * more.row_scale, more.row_upper * more.row_scale, strict=True):
            highs.addRow(float(low), float(high), 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        size, matrix = more.matrix.shape[1], more.matrix
        highs.addCols(
            size, np.zeros(size), np.zeros(size), more.upper, matrix.nnz,
            matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32), matrix.data * scale[matrix.indices],
        )  # fmt: skip
        self.walk(primal=True)
        highs.setOptionValue("solver", "choose")
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        self._run(None)
        info = highs.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        outcome = self._ending(), info.objective_function_value / self._lift if feasible else float("inf")
        self.walk(primal=False)
        highs.deleteCols(size, np.arange(columns, columns + size, dtype=np.int32))
        if len(more.row_lower):
            highs.deleteRows(len(more.row_lower), np.arange(rows, rows + len(more.row_lower), dtype=np.int32))
        return outcome

    def heed(self, stop: threading.Event) -> None:
        """From now on it is this event that ends a search, one that is going on too."""
        self._stop = stop

    def forget(self) -> None:
        """Drops the basis: after a change of objective presolve finds more than a warm start saves (16 s to 4 s)."""
        self._highs.clearSolver()

    def strict(self) -> None:
        """Asks for feasibility to 1e-9 from now on."""
        self._highs.setOptionValue("primal_feasibility_tolerance", STRICT)
        self._highs.setOptionValue("dual_feasibility_tolerance", STRICT)

    def row_duals(self) -> Floats:
        """Returns what one more unit of each row's bound changes the objective by, after a linear solve."""
        rows = np.array(self._highs.getSolution().row_dual)[: len(self._model.row_scale)]
        return rows * self._model.row_scale / self._lift

    def ray(self) -> Floats | None:
        """Returns prices of rows that prove that there is no answer (Farkas), to any scale; None: not known."""
        _, known, ray = self._highs.getDualRay()  # type: ignore[attr-defined]
        return np.array(ray)[: len(self._model.row_scale)] * self._model.row_scale if known else None

    def column_duals(self) -> Floats:
        """Returns the reduced cost of each column, after a linear solve."""
        columns = np.array(self._highs.getSolution().col_dual)[: len(self._model.column_scale)]
        return columns / self._model.column_scale / self._lift

    def _run(self, watch: Callable[[Glimpse], None] | None) -> None:
        """Runs HiGHS, beside this thread where it may be stopped: then a stop reaches it between two of its steps."""
        highs, stop, begun, last = self._highs, self._stop, monotonic(), [0.0]
        if stop is None:
            highs.run()
            return

        def look(event: highspy.highs.HighsCallbackEvent) -> None:
            """Stops the solver when asked to; HiGHS keeps an earlier wish, which is taken back."""
            event.interrupt(self._stop is not None and self._stop.is_set())

        def report(event: highspy.highs.HighsCallbackEvent) -> None:
            """Passes on what is known, not more often than eyes can read."""
            now = monotonic() - begun
            if watch is not None and now - last[0] > TICK_S:
                last[0] = now
                best, gap = event.data_out.mip_primal_bound, event.data_out.mip_gap
                known = bool(np.isfinite(best)) and abs(best) < highspy.kHighsInf
                watch(Glimpse(now, best / self._lift if known else None, gap if known and np.isfinite(gap) else None))

        signals = (highs.cbSimplexInterrupt, highs.cbIpmInterrupt, highs.cbMipInterrupt)
        for signal in signals:
            signal.subscribe(look)
        highs.cbMipLogging.subscribe(report)
        worker = threading.Thread(target=highs.run, daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(TICK_S)
        except KeyboardInterrupt:
            stop.set()
            self._stop = stop
            worker.join()
            raise
        finally:
            for signal in signals:
                signal.unsubscribe(look)
            highs.cbMipLogging.unsubscribe(report)

    def _outcome(self, objective: Floats, *, whole: bool) -> Outcome:
        highs, info = self._highs, self._highs.getInfo()
        ending = self._ending()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not feasible and ending != "optimal":
            return Outcome(ending, None, float("inf"), float("-inf"))
        answer = np.array(highs.getSolution().col_value)[: len(objective)] * self._model.column_scale
        value = dot(objective, answer)
        bound = value if ending == "optimal" and not whole else float("-inf")
        if whole:
            bound = float(info.mip_dual_bound) / self._lift
        return Outcome(ending, answer, value, min(bound, value))

    def _ending(self) -> Ending:
        """How the last search ended."""
        kinds: dict[highspy.HighsModelStatus, Ending] = {
            highspy.HighsModelStatus.kOptimal: "optimal",
            highspy.HighsModelStatus.kModelEmpty: "optimal",
            highspy.HighsModelStatus.kTimeLimit: "time",
            highspy.HighsModelStatus.kIterationLimit: "steps",
            highspy.HighsModelStatus.kInterrupt: "interrupted",
            highspy.HighsModelStatus.kInfeasible: "infeasible",
            highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
        }
        return kinds.get(self._highs.getModelStatus(), "failed")
