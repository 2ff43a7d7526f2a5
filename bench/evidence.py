"""The processor time of a ledger of 100,000 records: its state at a date, its copy made anew, beside plain JSON.

python bench/evidence.py [RECORDS]
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from cofactory.evidence.cache import copy_of, open_ledger
from cofactory.evidence.places import FILES
from cofactory.evidence.state import replay
from cofactory.schema.evidence import (
    AnyRecord,
    Claim,
    Date,
    Decision,
    Document,
    Quantity,
    Span,
    Verdict,
    document_id,
    identified,
    to_line,
)

T = TypeVar("T")

KNOWN, PUBLISHED = "2026-03-15", "2025-10"
VERDICTS: tuple[Verdict, ...] = ("accept", "accept", "accept", "reject", "merge", "correct")


def main(records: int) -> None:
    """Writes the ledger, and prints what it takes to read it in each way."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = str(Path(place) / "cache")
        folder = Path(place) / "programme"
        size = write(folder, records, random.Random(1))  # noqa: S311 - the same made-up ledger every time
        print(f"{records:,} records, {size / 1e6:.0f} MB of JSON lines; seconds of CPU")
        _, peer = timed("plain json and dictionaries: read and replay, no check", lambda: plain(folder))
        ledger, rebuilt = timed(
            "lines read and checked, quotes too, copy in SQLite made anew", lambda: open_ledger(folder, worth_it=0)
        )
        expected, _ = timed("state at a date, of a ledger that is read", lambda: at_a_date(lambda: ledger))
        state, asked = timed(
            "state at a date, from the disk: copy opened, replayed", lambda: at_a_date(lambda: open_ledger(folder))
        )
        copy = copy_of(folder)
        size = copy.stat().st_size if copy is not None else 0
    print(f"{rebuilt / peer:6.2f}  times the peer: the copy made anew, every id, interval and quote checked")
    print(f"{asked / peer:6.2f}  times the peer: the state at a date, from the disk")
    print(f"the copy has {size / 1e6:.0f} MB; both states are {'the same' if state == expected else 'NOT THE SAME'}")


def at_a_date(read: Callable[[], Any]) -> bytes:
    """The bytes of the state at the date."""
    return replay(read(), known=KNOWN, published=PUBLISHED).to_bytes()


def timed(what: str, do: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and its seconds, which are printed."""
    begin = time.process_time()
    result = do()
    seconds = time.process_time() - begin
    print(f"{seconds:6.2f}  {what}", flush=True)
    return result, seconds


def plain(folder: Path) -> dict[str, str]:
    """The peer: what twenty lines of plain Python do; no checks, publication, retraction or clash."""
    rows = [[json.loads(line) for line in (folder / "evidence" / name).open("rb")] for name in FILES]
    state = {claim["id"]: "proposed" for claim in rows[1] if claim["recorded"][:10] <= KNOWN}
    for decision in sorted(rows[2], key=lambda row: (row["recorded"], row["id"])):
        if decision["recorded"][:10] <= KNOWN:
            state.update(dict.fromkeys(decision["claims"], decision["verdict"]))
            state.update(dict.fromkeys(decision.get("result", ()), "accept"))
    return state


def write(folder: Path, records: int, rng: random.Random) -> int:
    """Writes a ledger of 2 % documents with their texts, 78 % claims of two quotes, 20 % decisions; its bytes."""
    documents = [a_document(n) for n in range(max(1, records // 50))]
    claims = [a_claim(n, documents[n % len(documents)].id) for n in range(records * 78 // 100)]
    keys = [claim.id for claim in claims]
    decisions = [a_decision(n, keys, rng) for n in range(records - len(documents) - len(claims))]
    place = folder / "evidence"
    place.mkdir(parents=True)
    (folder / "documents").mkdir()
    for n, document in enumerate(documents):
        (folder / "documents" / f"{document.id}.txt").write_text(a_text(n), "utf-8")
    lists: tuple[list[Any], ...] = (documents, claims, decisions)
    for name, rows in zip(FILES, lists, strict=True):
        (place / name).write_bytes(b"".join(map(line_of, rows)))
    return sum(path.stat().st_size for path in place.iterdir())


def line_of(record: AnyRecord) -> bytes:
    """The record's line."""
    return to_line(record)


def a_document(n: int) -> Document:
    """The n-th document."""
    published, recorded = f"2025-{n % 12 + 1:02d}-10", f"2026-01-01T00:00:00.{n:06d}Z"
    return Document(
        id=document_id(a_text(n)), title=f"Article {n}", publisher="A paper", published=published, recorded=recorded
    )


WORDS = "The ministry said on Monday that a hundred pumps were ordered and would arrive in the second half of 2026. "


def a_text(n: int) -> str:
    """The text of the n-th document: as long as an article."""
    return f"Article {n:6}. " + WORDS * 50


def a_claim(n: int, document: str) -> Claim:
    """The n-th claim, about words of its document that no other claim quotes."""
    start, text = 20 + n // 50 % 4_900, a_text(0)
    quote = Span(start, start + 100, text[start : start + 100], "p" * 32, "s" * 32)
    day = Span(start + 110, start + 120, text[start + 110 : start + 120], "p" * 32, "s" * 32, "date")
    return identified(
        Claim(
            document=document, spans=(quote, day), giver="fr", receiver="ua", item="pump", kind="transfer",
            stage="contract", quantity=Quantity("about 100", 100, 100, None, "about"),
            dates=(Date("2026", "2026-01-01", "2026-12-31", "year", "target"),), extractor="reader 1.0",
            recorded=f"2026-02-{n % 28 + 1:02d}T00:00:00.{n:06d}Z",
        )
    )  # fmt: skip


def a_decision(n: int, claims: list[str], rng: random.Random) -> Decision:
    """The n-th decision, about any claims."""
    verdict = rng.choice(VERDICTS)
    subjects = rng.sample(claims, 2 if verdict == "merge" else 1)
    result = {"merge": (subjects[0],), "correct": (rng.choice(claims),)}.get(verdict, ())
    if verdict == "correct" and result == tuple(subjects):
        verdict, result = "accept", ()
    recorded = f"2026-03-{n % 28 + 1:02d}T00:00:00.{n:06d}Z"
    return identified(
        Decision(claims=tuple(subjects), verdict=verdict, by="ann", why="read it", result=result, recorded=recorded)
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
