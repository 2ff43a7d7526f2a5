"""Records for tests: texts, documents, claims and decisions at moments one second apart, and whole histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cofactory.evidence.ledger import Ledger, from_bytes
from cofactory.evidence.quotes import anchor
from cofactory.schema.evidence import AnyRecord, Claim, Decision, Document, Verdict, document_id, identified, to_line

T = TypeVar("T")


class Draw(Protocol):
    """What draws an example from a strategy: `draw` of a composite one, or of `st.data()`."""

    def __call__(self, strategy: SearchStrategy[T], label: object = None) -> T: ...


TEXT = "The ministry said 100 pumps will be delivered. Later it said 120 pumps. A contract was signed on Monday.\n"
NAMES: dict[type[AnyRecord], str] = {Document: "documents.jsonl", Claim: "claims.jsonl", Decision: "decisions.jsonl"}


def moment(second: int) -> str:
    """The moment so many seconds into 2026."""
    return f"2026-01-01T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000000Z"


def a_document(
    text: str = TEXT, *, second: int = 0, published: str | None = "2026-01-01", url: str | None = None
) -> Document:
    key = document_id(text)
    return Document(id=key, title="News", published=published, url=url, file=f"{key}.txt", recorded=moment(second))


def a_claim(number: int, *, text: str = TEXT, second: int = 0, exact: str = "100 pumps") -> Claim:
    """A claim told apart from others by its number."""
    spans = (anchor(text, exact),)
    return identified(
        Claim(document=document_id(text), spans=spans, item=f"pump-{number}", kind="transfer", recorded=moment(second))
    )


def a_decision(
    verdict: Verdict,
    claims: Sequence[str],
    *,
    second: int,
    result: Sequence[str] = (),
    by: str = "ann",
    commitment: str | None = None,
) -> Decision:
    return identified(
        Decision(
            claims=tuple(claims),
            verdict=verdict,
            by=by,
            why="read it",
            result=tuple(result),
            recorded=moment(second),
            commitment=commitment,
        )
    )


def as_files(records: Sequence[AnyRecord]) -> dict[str, bytes]:
    """The three files with the records in this order."""
    files = dict.fromkeys(NAMES.values(), b"")
    for record in records:
        files[NAMES[type(record)]] += to_line(record)
    return files


def a_ledger(*records: AnyRecord) -> Ledger:
    return from_bytes(as_files(records))


def write_folder(folder: Path, records: Sequence[AnyRecord], *texts: str) -> Path:
    """A programme's folder with evidence, written without the tool."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "documents").mkdir(exist_ok=True)
    for name, data in as_files(records).items():
        (folder / "evidence" / name).write_bytes(data)
    for text in texts:
        (folder / "documents" / f"{document_id(text)}.txt").write_text(text, "utf-8", newline="\n")
    return folder


@dataclass
class History:
    """Records in the order in which they came to be."""

    records: list[AnyRecord] = field(default_factory=lambda: [a_document()])
    second: int = 1

    def claims(self) -> list[str]:
        return [record.id for record in self.records if isinstance(record, Claim)]

    def decisions(self) -> list[str]:
        return [record.id for record in self.records if isinstance(record, Decision)]

    def propose(self, number: int) -> None:
        self.records.append(a_claim(number, second=self.second))
        self.second += 1

    def decide(
        self,
        verdict: Verdict,
        claims: Sequence[str],
        *,
        new: Sequence[int] = (),
        known: Sequence[str] = (),
        commitment: str | None = None,
    ) -> Decision:
        """Records a decision together with the new claims that it results in."""
        made = [a_claim(number, second=self.second) for number in new]
        result = [*(claim.id for claim in made), *known]
        decision = a_decision(verdict, claims, second=self.second, result=result, commitment=commitment)
        self.records += [*made, decision]
        self.second += 1
        return decision


@st.composite
def histories(draw: st.DrawFn, *, longest: int = 12) -> History:
    """A history of any decisions about a few claims, results of decisions among them."""
    history = History()
    for number in range(draw(st.integers(1, 4))):
        history.propose(number)
    for step in range(draw(st.integers(0, longest))):
        add_any_decision(draw, history, 100 + 10 * step)
    return history


def add_any_decision(draw: Draw, history: History, new: int) -> None:
    """Any decision, whose new claims are numbered from `new` on, or at times are claims that were there before."""
    verdict: Verdict = draw(st.sampled_from(("accept", "reject", "correct", "merge", "split", "retract")))
    targets = history.decisions() if verdict == "retract" else history.claims()
    size = {"accept": (1, 3), "reject": (1, 3), "correct": (1, 1), "merge": (2, 3), "split": (1, 1), "retract": (1, 2)}[
        verdict
    ]
    if len(targets) < size[0]:
        return
    claims = draw(st.lists(st.sampled_from(targets), min_size=size[0], max_size=size[1], unique=True))
    commitment = draw(st.sampled_from((None, "first", "second")))
    if verdict in {"accept", "reject", "retract"}:
        history.decide(verdict, claims, commitment=commitment)
        return
    others = [claim for claim in history.claims() if claim not in claims or verdict == "merge"]
    count = 2 if verdict == "split" else 1
    if len(others) >= count and draw(st.booleans()):
        known = draw(st.lists(st.sampled_from(others), min_size=count, max_size=count, unique=True))
        history.decide(verdict, claims, known=known, commitment=commitment)
    else:
        history.decide(verdict, claims, new=range(new, new + count), commitment=commitment)
