"""What a text spoke of lately, so that "the aircraft", "these systems" and a bare number find what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.gazetteer import Gazetteer
from cofactory.evidence.reader.line import Actor

REACH = 8
"""Sentences back that a noun with "the" may reach; a pronoun or a bare number reaches BARE."""
BARE = 4


@dataclass(frozen=True, slots=True)
class Recent:
    """Something named a while ago."""

    item: str | None
    text: str
    unit: str | None
    groups: frozenset[str]
    start: int
    end: int
    sentence: int
    proper: bool


@dataclass(slots=True)
class Memory:
    """The things named so far, the latest last, and who spoke and acted last."""

    gazetteer: Gazetteer
    things: list[Recent] = field(default_factory=list)
    source: str | None = None
    paper: str | None = None
    """The stage of the instrument that the text spoke of last."""
    day: tuple[int, Found] | None = None
    """The sentence and the one day of the latest event: a signing without a date may have happened then."""
    dated: Found | None = None
    """The date told last, of whatever precision: "the same month" stands for it."""
    kind: tuple[int, str] | None = None
    """The sentence and the kind of the latest draft: "builds 21, and is preparing for 28" stays with building."""
    told: tuple[int, str] | None = None
    """The sentence and the kind of the latest claim of any kind, money included."""
    currency: str | None = None
    """The currency of the latest large figure, none when that counted things."""
    company: Actor | None = None
    """The company that acted last: "the company" and "it" stand for it."""

    def remember(self, recent: Recent) -> None:
        """Nothing; the thing is the latest one now. Only the last forty are kept."""
        self.things.append(recent)
        del self.things[:-40]

    def like(self, group: str, sentence: int, *, reach: int = REACH, word: str = "") -> Recent | None:
        """The latest named thing of a class, if one was named close enough before."""
        near = [one for one in self.things if one.proper and sentence - one.sentence <= reach]
        if group == "any" and (same := [one for one in near if one.unit is not None and one.unit == word]):
            return same[-1]
        for recent in reversed(self.things):
            if sentence - recent.sentence > reach:
                return None
            if recent.proper and (group == "any" or group in recent.groups):
                return recent
        return None

    def latest(self, sentence: int, *, reach: int = BARE, before: int | None = None) -> Recent | None:
        """The latest thing named at all, if close enough; of the sentence's own only one that ends `before`."""
        for recent in reversed(self.things):
            if sentence - recent.sentence > reach:
                return None
            if before is None or recent.sentence < sentence or recent.end <= before:
                return recent
        return None

    def only(self, word: str) -> str | None:
        """The one item of the programme whose unit or last word a class word is, if there is just one."""
        last = word.rsplit(maxsplit=1)[-1]
        found = [
            name.id
            for name in self.gazetteer.names
            if name.kind == "item" and last in ((name.unit or "").lower(), name.name.lower().split()[-1])
        ]
        return found[0] if len(found) == 1 else None

    def sharing(self, item: str, word: str, sentence: int) -> Recent | None:
        """The other item named lately for which a word stands that several share: "drones" for interceptors."""
        if any(one.item == item for one in self.things):
            return None
        unit = self.gazetteer.units.get(word.lower())
        shared = {name.id for name in self.gazetteer.names if unit and (name.unit or "").lower() == unit}
        near = [one for one in self.things if 0 < sentence - one.sentence <= BARE and one.item in shared]
        return near[-1] if near and item in shared and near[-1].item != item else None
