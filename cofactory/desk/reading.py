"""Reads documents for a programme: takes them in, proposes claims, and adds to the ledger what it does not have yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.base.problems import Problem, ProblemsFound
from cofactory.desk.copies import origins_of
from cofactory.desk.likeness import alike
from cofactory.evidence.cache import open_ledger
from cofactory.evidence.confined import Confined
from cofactory.evidence.documents import About, Taken, read_document, take_in
from cofactory.evidence.ledger import append
from cofactory.evidence.model_reader import NoAnswer, model_installed, read_with_model
from cofactory.evidence.reader.reader import Reading, read_text
from cofactory.evidence.state import replay
from cofactory.evidence.versions import Carried, carry_over, versions_of
from cofactory.programme.names import Names, read_names
from cofactory.schema.evidence import Claim

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.model_reader import Endpoint, Refused
    from cofactory.evidence.reader.reader import Group
    from cofactory.evidence.reader.unknown import Unknown


@dataclass(frozen=True)
class Read:
    """One document that was read. `added`: its claims that the ledger did not have before.

    `carried`: accepted claims of the document's earlier versions, and where their quotes stand in this one; those that
    stand there whole are among the claims, proposed. `refused`: what a language model told and was not taken, and why.
    """

    taken: Taken
    claims: tuple[Claim, ...]
    added: tuple[str, ...]
    unknown_names: tuple[Unknown, ...]
    carried: tuple[Carried, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Readings:
    """What came of reading documents. `problems`: those that could not be read, and what is wrong with the names.

    `groups`: claims that may tell the same, new ones among themselves and with those of the ledger. `copies`: documents
    of one origin with one that was read.
    """

    documents: tuple[Read, ...]
    groups: tuple[Group, ...]
    copies: tuple[tuple[str, ...], ...]
    ledger: Ledger
    names: Names
    problems: tuple[Problem, ...] = ()
    dry_run: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that was proposed, in the order of the documents; what two of them tell alike stands twice."""
        return tuple(claim for read in self.documents for claim in read.claims)

    @property
    def added(self) -> tuple[str, ...]:
        """The ids of the claims that the ledger did not have before."""
        return tuple(key for read in self.documents for key in read.added)


Source = Path | str | bytes
"""A file by its path, or the bytes of one."""


def read_sources(
    folder: Path | str,
    sources: Sequence[Source],
    *,
    about: About | None = None,
    keep_text: bool = True,
    dry_run: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
    model: Endpoint | None = None,
) -> Readings:
    """Returns what the documents propose, once it is in the ledger; with `dry_run` nothing is written.

    A document that cannot be read is among the problems and does not keep the others from being read. What was read
    before adds nothing. `progress` is told how many are done, of how many, and what comes next. `model`: a language
    model reads instead of the grammar; when it gives no answer, no more is sent to it. Raises ProblemsFound when
    nothing can be written, NoModel (an ImportError) where the extra for models is not installed.
    """
    if model is not None:
        model_installed()
    names = read_names(folder)
    ledger = open_ledger(folder)
    known = set(ledger.tellings)
    problems: list[Problem] = []
    found: list[Read] = []
    with Confined() as reader:
        for number, source in enumerate(sources):
            if progress is not None:
                progress(number, len(sources), _shown(source))
            try:
                taken = _taken(folder, source, about, reader, keep_text=keep_text, ledger=ledger if dry_run else None)
            except ProblemsFound as refused:
                problems += refused.problems
                continue
            try:
                found.append(_read(folder, taken, names, known, ledger, dry_run=dry_run, model=model))
            except NoAnswer as error:
                problems.append(_no_answer(_shown(source), error, len(sources) - number - 1))
                break
            known.update(found[-1].added)
    texts = {read.taken.document.id: read.taken.text for read in found}
    return Readings(
        tuple(found),
        alike([claim for read in found for claim in read.claims], ledger),
        _copies(folder, ledger, found, texts),
        ledger,
        names,
        (*problems, *names.problems),
        dry_run,
    )


def _shown(source: Source) -> str:
    return "bytes" if isinstance(source, bytes) else Path(source).name


def _taken(
    folder: Path | str, source: Source, about: About | None, reader: Confined, *, keep_text: bool, ledger: Ledger | None
) -> Taken:
    """The document, in the ledger; of a dry run, which has a `ledger` to look into, what would be taken in."""
    given = Path(source) if isinstance(source, str) else source
    name = "" if isinstance(given, bytes) else str(given)
    if ledger is None:
        return take_in(folder, given, about, name=name, keep_text=keep_text, reader=reader)
    taken = read_document(given, about, name=name, reader=reader)
    known = ledger.documents.get(taken.document.id)
    return taken if known is None else Taken(known, taken.text, True, taken.problems)


def _no_answer(shown: str, error: NoAnswer, left: int) -> Problem:
    """A model that gave no answer about a document, in words that steer no terminal."""
    said = "".join(letter if letter.isprintable() else " " for letter in str(error)[:MOST_SAID]).rstrip(".")
    mend = "Try again when it answers, or leave out --model: then the grammar reads."
    rest = f" {left} documents were not sent." if left > 1 else " 1 document was not sent." if left else ""
    return Problem("no-answer", shown, None, None, None, f"{said}.{rest}", mend)


MOST_SAID = 500
"""Characters of what an endpoint says in its defence."""


def _read(
    folder: Path | str,
    taken: Taken,
    names: Names,
    known: set[str],
    ledger: Ledger,
    *,
    dry_run: bool,
    model: Endpoint | None,
) -> Read:
    """The document's claims; those that the ledger does not have are in it now, unless this is a dry run."""
    document = taken.document
    reading, refused = _proposed(taken, names, model)
    carried = _carried(ledger, taken)
    heirs = {one.successor.id: one.successor for one in carried if one.successor is not None}
    claims = tuple({**{claim.id: claim for claim in reading.claims}, **heirs}.values())
    new = [claim for claim in claims if claim.id not in known]
    if new and not dry_run:
        written = {record.id: record for record in append(folder, new, texts={document.id: taken.text})}
        claims = tuple(_as_written(claim, written, ledger) for claim in claims)
    else:
        claims = tuple(_as_written(claim, {}, ledger) for claim in claims)
    return Read(taken, claims, tuple(c.id for c in new), reading.unknown_names, carried, refused)


def _proposed(taken: Taken, names: Names, model: Endpoint | None) -> tuple[Reading, tuple[Refused, ...]]:
    """What the grammar proposes, or the model, and what of the latter is refused."""
    text, document = taken.text, taken.document
    if model is None:
        read = read_text(text, names.gazetteer, published=document.published, document=document.id, recorded="")
        return read, ()
    told = read_with_model(
        text, names.gazetteer, model, published=document.published, document=document.id, recorded=""
    )
    return Reading(told.claims), told.refused


def _as_written(claim: Claim, written: Mapping[str, object], ledger: Ledger) -> Claim:
    """The claim as it stands in the ledger, with its moment, if it does."""
    record = written.get(claim.id) or ledger.claims.get(claim.id)
    return record if isinstance(record, Claim) else claim


def _carried(ledger: Ledger, taken: Taken) -> tuple[Carried, ...]:
    """The accepted claims of earlier versions of the document, and whether they stand in this one."""
    earlier = {document.id for document in versions_of(ledger.documents, taken.document)}
    if not earlier or taken.known:
        return ()
    accepted = replay(ledger).of_status("accepted")
    return tuple(
        carry_over(ledger.claims[key], taken.document, taken.text)
        for key in accepted
        if ledger.sources.get(key) in earlier
    )


def _copies(
    folder: Path | str, ledger: Ledger, found: Sequence[Read], texts: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """The documents that have one origin with one that was read, in groups of more than one."""
    documents = {**ledger.documents, **{read.taken.document.id: read.taken.document for read in found}}
    origin = origins_of(folder, documents, near=texts, texts=texts)
    groups: dict[str, list[str]] = {}
    for document, source in origin.items():
        groups.setdefault(source, []).append(document)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1 and not texts.keys().isdisjoint(group))
