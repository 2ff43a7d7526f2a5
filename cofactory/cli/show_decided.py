"""A decision and what it changed, twice: as text for people, as a document for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines
from cofactory.cli.places import quoted
from cofactory.cli.show_read import whole
from cofactory.render.claims import on_one_line
from cofactory.render.standings import changes
from cofactory.render.words import listing

if TYPE_CHECKING:
    from cofactory.desk.deciding import Decided

PAST = {
    "accept": "Accepted", "reject": "Rejected", "correct": "Corrected", "merge": "Merged", "split": "Split",
    "retract": "Took back",
}  # fmt: skip


def document(decided: Decided) -> dict[str, Any]:
    """The decision, the claims it made, what changed in the status, and commitments that fit where none was named."""
    return {
        "decision": whole(decided.decision),
        "made": [whole(claim) for claim in decided.made],
        "changes": list(changes(decided.before, decided.after)),
        "fitting": list(decided.fitting),
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
    return lines(*told, f"Undo: {undo(decision.id, folder)}")


def undo(decision: str, folder: Path) -> str:
    """The command that takes a decision back."""
    return f'cofactory decide {quoted(folder)} {decision} retract --why "..."'
