"""Where every promise of a programme stands at a date, and which of its claims contradict each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.desk.copies import origins_of
from cofactory.evidence.cache import in_memory, open_ledger
from cofactory.evidence.conflicts import Conflict, find_conflicts
from cofactory.evidence.reader.inflect import rows
from cofactory.evidence.status import Promise, Status, status_at
from cofactory.programme.names import Names, read_names
from cofactory.programme.standing import begin_so

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.state import State


@dataclass(frozen=True)
class Overview:
    """Where every promise stands, the contradictions, and what both rest on; the clocks are as they were asked."""

    status: Status
    conflicts: tuple[Conflict, ...]
    ledger: Ledger
    names: Names
    as_of: str | None = None
    known: str | None = None
    published: str | None = None


def overview(
    folder: Path | str, *, as_of: str | None = None, known: str | None = None, published: str | None = None
) -> Overview:
    """Returns where every promise stands: true by `as_of`, by what was recorded by `known`, published by `published`.

    Each is `2026`, `2026-02` or `2026-02-09` and takes in all of it; None is no limit. Raises ValueError for a date
    that is none.
    """
    for asked in (as_of, known, published):
        if asked is not None:
            _refuse_date(asked)
    names = read_names(folder)
    ledger = in_memory(open_ledger(folder))
    status = status_at(ledger, promises_of(names, ledger), as_of=as_of, known=known, published=published)
    return Overview(
        status, conflicts_in(folder, ledger, status.state, as_of=as_of), ledger, names, as_of, known, published
    )


def _refuse_date(text: str) -> None:
    """Nothing; ValueError for what is no year, month or day."""
    try:
        if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            date.fromisoformat((text + "-01-01")[:10])
            return
    except ValueError:  # a 13th month, a 32nd day
        pass
    raise ValueError(f"{text} is not a date: write 2026, 2026-02 or 2026-02-09.")


def promises_of(names: Names, ledger: Ledger) -> tuple[Promise, ...]:
    """Returns the commitments of a programme as status asks about them, the claims that their rows name in full.

    A row may name a claim by the beginning of its id; one that could be any of several counts as none of them.
    """
    items = {item.id: (item.unit, item.name) for item in names.items}
    found = []
    for row in names.commitments:
        unit, called = items.get(row.item, (None, ""))
        claims = claims_named(row.claims, ledger)
        found.append(Promise(row.id, row.giver, row.receiver, row.item, claims, unit, called))
    return tuple(found)


def claims_named(written: Sequence[str], ledger: Ledger) -> tuple[str, ...]:
    """Returns the ids of the claims that are named so, in full or by the beginning of one id alone."""
    if all(key in ledger.tellings for key in written):
        return tuple(written)
    ids = sorted(ledger.tellings)
    found = [begin_so(key, ids) for key in written]
    return tuple(alike[0] for alike in found if len(alike) == 1)


def conflicts_in(folder: Path | str, ledger: Ledger, state: State, *, as_of: str | None = None) -> tuple[Conflict, ...]:
    """Returns the contradictions among claims held and true by a date, each side with its independent origins.

    Copies are looked for only among the documents of claims that contradict: the others' texts need not be read.
    """
    words = instruments()
    found = find_conflicts(ledger, state, instruments=words, as_of=as_of)
    at_odds = {ledger.sources[key] for conflict in found for side in conflict.sides for key in side.claims}
    if len(at_odds) < 2:
        return found
    documents = {key: ledger.documents[key] for key in at_odds if key in ledger.documents}
    origins = origins_of(folder, documents, near=documents)
    return find_conflicts(ledger, state, origins=origins, instruments=words, as_of=as_of)


@cache
def instruments() -> tuple[str, ...]:
    """Returns the words that name a contract or a like instrument, from the reader's lexicon, in small letters."""
    return tuple(row["phrase"].lower() for row in rows("instruments.csv") if row["stage"] in ("contract", "agreement"))
