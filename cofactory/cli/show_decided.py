"""A decision and what it changed, twice: as text for people, as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import WIDTH, lines
from cofactory.cli.places import quoted
from cofactory.cli.show_read import whole
from cofactory.programme.scenarios import BASE
from cofactory.render.claims import on_one_line
from cofactory.render.standings import changes
from cofactory.render.words import listing

if TYPE_CHECKING:
    from cofactory.desk.deciding import Decided
    from cofactory.programme.burden import Burden, Cited

PAST = {
    "accept": "Accepted", "reject": "Rejected", "correct": "Corrected", "merge": "Merged", "split": "Split",
    "retract": "Took back",
}  # fmt: skip


def document(decided: Decided) -> dict[str, Any]:
    """The decision, the claims it made, what changed, commitments that fit, and what rests on claims that fell."""
    return {
        "decision": whole(decided.decision),
        "made": [whole(claim) for claim in decided.made],
        "changes": list(changes(decided.before, decided.after)),
        "fitting": list(decided.fitting),
        "resting": [asdict(burden) for burden in decided.burdens],
        "unread": list(decided.unread),
    }


def text(decided: Decided, folder: Path) -> str:
    """What was decided, what that changed, what may be missing, and how to take it back."""
    decision = decided.decision
    into = f" into {listing(decision.result)}" if decision.result else ""
    about = f" for {decision.commitment}" if decision.commitment else ""
    by, why = on_one_line(decision.by, 60), on_one_line(decision.why, 200)
    told = [
        f'{PAST[decision.verdict]} {listing(decision.claims)}{into}{about}, by {by}: "{why}"',
        *(f"  {change}" for change in changes(decided.before, decided.after)),
    ]
    if len(told) == 1:
        told.append("  Nothing changed in where promises stand.")
    if decided.fitting:
        told.append(f"  It speaks of no commitment yet. --commitment may be {listing(decided.fitting, 6)}.")
    return lines(*told, *rests(decided.burdens, decided.unread, folder), f"Undo: {undo(decision.id, folder)}")


def rests(burdens: Sequence[Burden], unread: Sequence[str], folder: Path) -> Iterator[str]:
    """What rests on claims that no longer hold, a line for each sort of thing, and what to do about it."""
    for burden in burdens:
        yield f"  On {burden.claim}, which {WORDS[burden.status]}, rest:"
        sorts = (
            ("cell", [_cell(one) for one in burden.cells]), ("commitment", burden.commitments),
            ("plan", burden.plans), ("comparison", burden.comparisons), ("report", burden.reports),
        )  # fmt: skip
        for noun, named in sorts:
            if named:
                head = noun if len(named) == 1 else f"{len(named)} {noun}s"
                told = f"{head}: {listing(named, MOST)}"
                yield from wrap(told, WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)
    if burdens and unread:
        yield f"  What cells cite could not be looked at in {listing(unread, MOST)}: the tables have errors."
    if any(burden.cells for burden in burdens):
        verbs = [("plan", any(one.plans for one in burdens)), ("compare", any(one.comparisons for one in burdens))]
        again = "".join(f", then {verb} anew" for verb, needed in verbs if needed)
        yield f"  Mend these cells{again}: cofactory check {quoted(folder)}"


WORDS = {
    "rejected": "is rejected", "replaced": "is replaced", "withdrawn": "is held no more",
    "proposed": "is undecided again", "misquoted": "is not what its text says",
}  # fmt: skip
"""What became of a claim that no longer holds."""

MOST = 12
"""Things of one sort that are named; `--json` has them all."""


def _cell(cited: Cited) -> str:
    return cited.address if BASE in cited.scenarios else f"{cited.address} (scenario {listing(cited.scenarios, 3)})"


def undo(decision: str, folder: Path) -> str:
    """The command that takes a decision back."""
    return f'cofactory decide {quoted(folder)} {decision} retract --why "..."'
