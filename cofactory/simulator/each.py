"""Every run's results as Parquet files, written while blocks finish: in place when all are whole, else not at all."""

from __future__ import annotations

import os
import queue
import re
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cofactory.simulator.arrays import Prepared
    from cofactory.simulator.outcomes import Collected, Out

FILES = ("each_summary.parquet", "each_commitments.parquet", "each_deliveries.parquet")
"""Cost and shortfall of every run; when it kept each commitment; what each need got and lacked in every period."""

ROW_GROUP = 1_000_000
"""Rows that a reader takes into memory together."""

AT_ONCE = 100_000
"""Runs whose figures are written together at the end."""

WAIT_S = 0.5
"""How often somebody who waits for the disk looks whether the writer is still alive."""


class Each:
    """The three files as they grow in a folder of their own."""

    def __init__(self, folder: Path, prepared: Prepared, about: Mapping[str, str]) -> None:
        labels, needs = prepared.programme.settings.calendar.labels(), [row.id for row in prepared.programme.needs]
        promises = [prepared.programme.commitments[k].id for k in prepared.promises]
        self._folder, self._about = folder, dict(about)
        self._need, self._period, self._promise = pl.Enum(needs), pl.Enum(labels), pl.Enum(promises)
        self._needs, self._periods, self._promises = len(needs), len(labels), len(promises)
        schema = {"run": pl.UInt32(), "need": self._need, "period": self._period, "quantity": pl.Float32(),
                  "backlog": pl.Float32()}  # fmt: skip
        self._stream = Stream(lambda rows: self._write(FILES[2], schema, rows))

    def rows(self, first: int, out: Out) -> pl.DataFrame:
        """Returns deliveries and backlogs of a block as rows; made on any thread, before they are added in order."""
        count = len(out.cost)
        return pl.DataFrame({
            "run": _numbers(first, count).repeat(self._needs * self._periods),
            "need": _named(np.tile(np.arange(self._needs).repeat(self._periods), count), self._need),
            "period": _named(np.tile(np.arange(self._periods), count * self._needs), self._period),
            "quantity": out.delivered.astype(np.float32).ravel(),
            "backlog": out.short.astype(np.float32).ravel(),
        })  # fmt: skip

    def add(self, rows: pl.DataFrame) -> None:
        """Nothing; the rows are on their way to the disk. Waits where the disk is slower. Raises OSError."""
        self._stream.put(rows)

    def finish(self, kept: Collected) -> None:
        """Nothing; all three files are whole and on the disk. Raises OSError."""
        self._stream.end()
        starts = range(0, len(kept.cost), AT_ONCE)
        self._write(
            FILES[0], {"run": pl.UInt32(), "cost": pl.Float64(), "shortfall": pl.Float64()},
            (pl.DataFrame({"run": _numbers(k, len(kept.cost[k : k + AT_ONCE])), "cost": kept.cost[k : k + AT_ONCE],
                           "shortfall": kept.shortfall[k : k + AT_ONCE]}) for k in starts),
        )  # fmt: skip
        self._write(
            FILES[1], {"run": pl.UInt32(), "commitment": self._promise, "date": self._period},
            (self._dates(k, kept.date[k : k + AT_ONCE]) for k in starts),
        )  # fmt: skip

    def _dates(self, first: int, date: Any) -> pl.DataFrame:
        when = pl.Series(date.ravel(), dtype=pl.UInt32)
        return pl.DataFrame({
            "run": _numbers(first, len(date)).repeat(self._promises),
            "commitment": _named(np.tile(np.arange(self._promises), len(date)), self._promise),
            "date": _named(when.set(when >= self._periods, None), self._period),
        })  # fmt: skip

    def _write(self, name: str, schema: Mapping[str, Any], rows: Iterable[pl.DataFrame]) -> None:
        from polars.io.plugins import register_io_source

        def source(*_: object) -> Iterator[pl.DataFrame]:
            """The rows, whatever else is asked: the sink wants them all."""
            yield from rows

        path = self._folder / name
        try:
            frame = register_io_source(source, schema=dict(schema))
            frame.sink_parquet(path, row_group_size=ROW_GROUP, maintain_order=True, metadata=self._about)
        except pl.exceptions.PolarsError as error:  # a full disk comes as one of these
            raise _of_the_system(error, name) from error
        with path.open("rb") as file:
            os.fsync(file.fileno())

    def abandon(self) -> None:
        """Nothing; what was written so far is never whole."""
        self._stream.abandon()


class Stream:
    """Rows handed to a writer that runs beside; it may be a few pieces behind, no more."""

    def __init__(self, write: Callable[[Iterator[pl.DataFrame]], None]) -> None:
        self._rows: queue.Queue[pl.DataFrame | None] = queue.Queue(maxsize=2)
        self._write, self._failed = write, False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._write(self._taken())
        except BaseException as error:  # noqa: BLE001 - handed on to who puts rows in
            self._error = error

    def _taken(self) -> Iterator[pl.DataFrame]:
        while (rows := self._rows.get()) is not None:
            yield rows
        if self._failed:
            message = "abandoned"
            raise ValueError(message)

    def put(self, rows: pl.DataFrame | None) -> None:
        """Nothing; raises what stopped the writer, should it have stopped."""
        while self._thread.is_alive():
            try:
                self._rows.put(rows, timeout=WAIT_S)
            except queue.Full:
                continue
            return
        self._raise()

    def end(self) -> None:
        """Nothing; the writer has written everything. Raises what stopped it before."""
        self.put(None)
        self._thread.join()
        self._raise()

    def abandon(self) -> None:
        """Nothing; the writer has stopped."""
        self._failed = True
        while self._thread.is_alive():
            try:
                self._rows.put(None, timeout=WAIT_S)
            except queue.Full:
                continue
            self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error


@contextmanager
def every_run(folder: Path | str | None, prepared: Prepared, about: Mapping[str, str]) -> Iterator[Each | None]:
    """Gives the files of every run, or None where nobody asked for them; they are in `folder` when all went well.

    They grow in a hidden folder beside, which is gone afterwards whatever happened.
    """
    if folder is None:
        yield None
        return
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target) as scratch:
        each = Each(Path(scratch), prepared, about)
        try:
            yield each
        except BaseException:
            each.abandon()
            raise
        for name in FILES:
            (Path(scratch) / name).replace(target / name)


def _numbers(first: int, count: int) -> Any:
    return np.arange(first, first + count, dtype=np.uint32)


def _named(places: Any, names: pl.Enum) -> pl.Series:
    """The names at these places, each stored as a number."""
    return pl.Series(names.categories, dtype=names).gather(pl.Series(places, dtype=pl.UInt32))


def _of_the_system(error: Exception, name: str) -> OSError:
    """What the system said, where the library tells; a full disk should read the same whoever met it."""
    number = re.search(r"os error (\d+)", str(error))
    if number is None:
        return OSError(f"{name}: {error}")
    return OSError(int(number[1]), os.strerror(int(number[1])), name)
