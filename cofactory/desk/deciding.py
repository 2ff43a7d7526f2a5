"""Decides about claims: accepts, rejects, corrects, merges, splits, takes decisions back; and says what that did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from cofactory.base.problems import Problem, ProblemsFound
from cofactory.desk.asked import one_of, the_id
from cofactory.desk.fields import corrected
from cofactory.desk.standing import claims_named, promises_of
from cofactory.desk.who import who
from cofactory.evidence.cache import open_ledger
from cofactory.evidence.ledger import append
from cofactory.evidence.places import FILES, evidence_file
from cofactory.evidence.state import Held, State, replay
from cofactory.evidence.status import Status, status_at
from cofactory.evidence.versions import successor_in
from cofactory.programme.burden import Burden, Burdens
from cofactory.programme.names import Names, read_names
from cofactory.programme.standing import FALLEN, Evidence
from cofactory.schema.evidence import Claim, Decision, Verdict, claim_id

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger

MAKES = ("correct", "merge", "split")
"""Verdicts that result in claims."""


@dataclass(frozen=True)
class Decided:
    """A decision that is in the ledger, the claims it made, and where every promise stood before and stands now."""

    decision: Decision
    made: tuple[Claim, ...]
    before: Status
    after: Status
    ledger: Ledger
    fitting: tuple[str, ...] = ()
    """Commitments that the accepted claim may speak of, where none was named."""
    burdens: tuple[Burden, ...] = ()
    """What rests on the claims that no longer hold since."""
    unread: tuple[str, ...] = ()
    """Scenarios whose tables have errors: what their cells cite could not be looked at."""


def decide_claims(
    folder: Path | str,
    claims: str | Sequence[str],
    verdict: Verdict,
    *,
    why: str,
    by: str | None = None,
    commitment: str | None = None,
    fields: Mapping[str, str] | None = None,
    parts: Sequence[Mapping[str, str]] = (),
    carried: bool = False,
    names: Names | None = None,
) -> Decided:
    """Returns the decision once it is on the disk, with what it changed.

    `claims`: ids, or beginnings of ids that fit only one. `correct` makes a claim with other `fields`; `merge` makes
    one of several: the first of them, or that with other `fields`; `split` makes one claim for each of `parts`.
    `carried`, with `correct`: the claim about the document's new version that says the same takes its place.
    `retract` takes back decisions (x-...), or of a claim the decision by which it stands where it does. `by`: None
    is git's user, else the system's. Raises LookupError or ValueError, which say what is wrong, and ProblemsFound.
    """
    names = names or read_names(folder)
    ledger = open_ledger(folder)
    decision, made = record_decision(
        folder,
        claims,
        verdict,
        why=why,
        by=who(folder, by),
        commitment=commitment,
        fields=fields,
        parts=parts,
        carried=carried,
        names=names,
    )
    now = open_ledger(folder)
    before, after = status_at(ledger, promises_of(names, ledger)), status_at(now, promises_of(names, now))
    fitting = () if commitment else _fitting(decision, now, after.state, names)
    burdens, unread = fallen_burdens(Burdens(Path(folder)), before.state, after.state)
    return Decided(decision, made, before, after, now, fitting, burdens, unread)


def record_decision(
    folder: Path | str,
    claims: str | Sequence[str],
    verdict: Verdict,
    *,
    why: str,
    by: str,
    names: Names,
    commitment: str | None = None,
    fields: Mapping[str, str] | None = None,
    parts: Sequence[Mapping[str, str]] = (),
    carried: bool = False,
) -> tuple[Decision, tuple[Claim, ...]]:
    """Returns the decision, once it is on the disk, and the claims it made; as `decide_claims`, with nothing compared.

    Raises LookupError or ValueError, which say what is wrong, and ProblemsFound.
    """
    ledger = open_ledger(folder)
    given = [claims] if isinstance(claims, str) else list(claims)
    targets = tuple(dict.fromkeys(_target(key, verdict, ledger) for key in given))
    _refuse(verdict, targets, why, fields, parts, carried=carried)
    _refuse_misquoted(verdict, targets, ledger)
    if commitment is not None:
        commitment = one_of(commitment, [row.id for row in names.commitments], what="commitment")
    about = [ledger.claims[key] for key in targets if key in ledger.claims]
    changes = parts if verdict == "split" else [fields] if fields else []
    made = [_heir(about[0], ledger)] if carried else _results(verdict, about, changes, names, by)
    decision = Decision(
        claims=targets, verdict=verdict, by=by, why=why.strip(), result=tuple(claim_id(claim) for claim in made),
        commitment=commitment,
    )  # fmt: skip
    written = append(folder, [*(claim for claim in made if claim.id not in ledger.tellings), decision])
    last = written[-1]
    assert isinstance(last, Decision)  # noqa: S101 - what goes in comes out
    _refuse_without_effect(folder, last)
    return last, tuple(record for record in written if isinstance(record, Claim))


def fallen_burdens(burdens: Burdens, before: State, after: State) -> tuple[tuple[Burden, ...], tuple[str, ...]]:
    """Returns what rests on each claim that stood before and holds no more, and the scenarios that cannot be read.

    A claim holds no more when it was accepted and is not, or is rejected, replaced or gone. Claims on which nothing
    rests are left out.
    """
    fallen = [key for key, held in before.claims.items() if _falls(held.status, after.claims.get(key))]
    return burdens_of(burdens, fallen, before)


def burdens_of(burdens: Burdens, fallen: Sequence[str], before: State) -> tuple[tuple[Burden, ...], tuple[str, ...]]:
    """Returns what rests on each of these claims as they stood before, and the scenarios that cannot be read."""
    if not fallen:
        return (), ()
    evidence = Evidence(burdens.folder)
    found = []
    for key in fallen:
        held = before.claims.get(key)
        spoken = held.commitment if held is not None and held.status == "accepted" else None
        found.append(burdens.of(key, evidence, () if spoken is None else (spoken,)))
    return tuple(one for one in found if one is not None), burdens.unread


def _falls(was: str, now: Held | None) -> bool:
    status = "withdrawn" if now is None else now.status
    return status != was and (was == "accepted" or (was == "proposed" and status in FALLEN))


def fitting_commitments(claim: Claim, names: Names) -> tuple[str, ...]:
    """Returns the commitments that a claim may speak of: the same item, and parties that do not contradict.

    Those that agree in more come first. A claim without an item fits none: that would be a guess.
    """
    if claim.item is None:
        return ()
    found = []
    for row in names.commitments:
        ends = ((claim.giver, row.giver), (claim.receiver, row.receiver))
        if row.item == claim.item and all(said in (None, meant) for said, meant in ends):
            found.append((-sum(said == meant for said, meant in ends), row.id))
    return tuple(key for _, key in sorted(found))


def _target(given: str, verdict: Verdict, ledger: Ledger) -> str:
    """The id of what is decided about: a claim; to retract, a decision, or the one by which a claim stands."""
    if given in ledger.documents:
        raise LookupError(f"{given} is a document: decide about its claims, `cofactory review DIR --document {given}`.")
    if verdict != "retract" and given in ledger.decisions:
        raise LookupError(f"{given} is a decision: only `retract` is about decisions.")
    if verdict != "retract":
        return the_id(given, ledger.tellings, what="claim")
    if given.startswith("x-"):
        return the_id(given, ledger.decisions, what="decision")
    claim = the_id(given, ledger.tellings, what="claim")
    held = replay(ledger).claims.get(claim)
    if held is None or held.decision is None:
        raise LookupError(f"Nothing was decided about {claim} yet: there is nothing to take back.")
    return held.decision


def _refuse(
    verdict: Verdict,
    targets: Sequence[str],
    why: str,
    fields: Mapping[str, str] | None,
    parts: Sequence[Mapping[str, str]],
    *,
    carried: bool,
) -> None:
    """Nothing, or ValueError: what was given does not belong to the verdict, or lacks."""
    if not why.strip():
        raise ValueError("Say why, in a few words: whoever reads the decision later was not there.")
    if verdict == "merge" and len(targets) < 2:
        raise ValueError("A merge needs two claims at least.")
    if verdict in ("correct", "split") and len(targets) > 1:
        raise ValueError(f"Claims are {'corrected' if verdict == 'correct' else 'split'} one by one.")
    if carried and (verdict != "correct" or fields):
        raise ValueError("What is carried over to a new version is corrected as it stands there, with no other fields.")
    if verdict == "correct" and not fields and not carried:
        raise ValueError("Say what is corrected, such as quantity=100.")
    if fields and verdict not in ("correct", "merge"):
        raise ValueError(f"Fields belong to correct or merge, not to {verdict}.")
    if (len(parts) < 2) == (verdict == "split"):
        raise ValueError("A split needs two parts at least, and only a split has parts.")


def _refuse_misquoted(verdict: Verdict, targets: Sequence[str], ledger: Ledger) -> None:
    """Nothing, or ValueError: what quotes words that its text does not have can be rejected, and nothing else."""
    false = [key for key in targets if key in ledger.misquoted]
    if false and verdict not in ("reject", "retract"):
        raise ValueError(
            f"The text of {ledger.claims[false[0]].document} does not have the words that {false[0]} quotes: it can "
            "only be rejected. Read the document again for what it does say."
        )


def _refuse_without_effect(folder: Path | str, decision: Decision) -> None:
    """Nothing, or ProblemsFound: the decision is in the ledger, but it is not the one that counts."""
    held = replay(open_ledger(folder)).claims
    if decision.verdict == "retract":
        still = [key for key, one in held.items() if one.decision in decision.claims]
    else:
        still = [key for key in decision.claims if key not in held or held[key].decision != decision.id]
    if still:
        other = held[still[0]].decision if still[0] in held else None
        why = f"{decision.id} was written, but does not count for {still[0]}: "
        why += f"{other} does." if other is not None else "no text or decision brings this claim in any more."
        mend = "Look at what was decided, and when: `cofactory trace DIR " + still[0] + "`."
        file = evidence_file(FILES[2])
        raise ProblemsFound([Problem("decision-without-effect", file, None, "claims", decision.id, why, mend)])


def _heir(claim: Claim, ledger: Ledger) -> Claim:
    """The claim about the document's new version that says the same."""
    heir = successor_in(ledger, claim)
    if heir is None:
        raise ValueError(
            f"No claim about a later version of {claim.document} says what {claim.id} says, in the same words: "
            "read that version, or correct it with fields, or reject it."
        )
    return heir


def _results(
    verdict: Verdict, claims: Sequence[Claim], changes: Sequence[Mapping[str, str]], names: Names, by: str
) -> list[Claim]:
    """The claims that the decision results in, each with its id: the first claim, changed in each of these ways."""
    if verdict not in MAKES:
        return []
    made = [corrected(claims[0], change, names, by) for change in changes] or [claims[0]]
    made = [structs.replace(claim, id=claim_id(claim)) for claim in made]
    if verdict != "merge" and {claim.id for claim in made} & {claim.id for claim in claims}:
        raise ValueError("Nothing is different: the claim says so already.")
    return made


def _fitting(decision: object, ledger: Ledger, state: State, names: Names) -> tuple[str, ...]:
    """The commitments that fit what was accepted, where it speaks of none."""
    if not isinstance(decision, Decision) or decision.verdict in ("reject", "retract"):
        return ()
    keys = decision.result or decision.claims
    loose = [key for key in keys if (held := state.claims.get(key)) is not None and held.commitment is None]
    named = set(claims_named([key for row in names.commitments for key in row.claims], ledger))
    return tuple(
        dict.fromkeys(c for key in loose if key not in named for c in fitting_commitments(ledger.claims[key], names))
    )
