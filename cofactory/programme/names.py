"""The names a programme knows, for whoever reads texts or decides about claims, and the promises it tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cofactory.evidence.reader.gazetteer import Gazetteer, Name
from cofactory.programme.folder import read_rows

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.schema.programme import Commitment, Fund, Item, Party, Project

WANTED = ("parties", "items", "funds", "projects", "commitments")


@dataclass(frozen=True)
class Names:
    """Who and what a programme speaks of. `problems`: what is wrong in these tables; rows that cannot be read lack."""

    gazetteer: Gazetteer
    parties: tuple[Party, ...]
    items: tuple[Item, ...]
    commitments: tuple[Commitment, ...]
    problems: tuple[Problem, ...] = ()

    def name_of(self, kind: str, key: str | None) -> str | None:
        """The name readers see for an id of kind item, party, fund or project; the id itself where none has it."""
        if key is None:
            return None
        return next((name.name for name in self.gazetteer.names if name.kind == kind and name.id == key), key)


def read_names(folder: Path | str) -> Names:
    """Returns the names in a programme's folder, as far as its tables can be read, whatever else is wrong with it."""
    rows, problems = read_rows(folder, WANTED)
    parties = cast("list[Party]", rows["parties"])
    items = cast("list[Item]", rows["items"])
    names = names_of(parties, items, cast("list[Fund]", rows["funds"]), cast("list[Project]", rows["projects"]))
    commitments = cast("list[Commitment]", rows["commitments"])
    return Names(Gazetteer(names), tuple(parties), tuple(items), tuple(commitments), tuple(problems))


def names_of(
    parties: Sequence[Party], items: Sequence[Item], funds: Sequence[Fund], projects: Sequence[Project]
) -> tuple[Name, ...]:
    """Returns every party, item, project and fund as a name with its aliases and the country it stands for."""
    seats = {party.id: party.country for party in parties}
    return (
        *(Name(p.id, "party", p.name, p.aliases, p.country, None, p.kind == "company") for p in parties),
        *(Name(i.id, "item", i.name, i.aliases, None, i.unit) for i in items),
        *(Name(p.id, "project", p.name) for p in projects),
        *(Name(f.id, "fund", f.name, (), seats.get(f.party)) for f in funds),
    )
