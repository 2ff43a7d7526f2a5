"""The draft about one thing in one clause, if something is said to be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cofactory.evidence.reader.acts import act_for
from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.rates import per_of
from cofactory.evidence.reader.roles import roles_of
from cofactory.evidence.reader.stages import Judgement, judge


def of_head(
    line: Line,
    clause: Clause,
    head: Head,
    heads: Sequence[Head],
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
    act: Trigger | None = None,
) -> Draft | None:
    """The draft about one thing, if something is said of it."""
    act = act or act_for(line, clause, head, heads)
    verdict = judge(line, clause, act, (head.first, head.last), published, paper=memory.paper)
    if act is None and not _told_without_act(head, verdict):
        return None
    if (
        act is not None
        and act.entry.kind == "financing"
        and any(clause.first <= one.first < clause.last for one in line.sums)
        and act.first > head.first - 4
    ):
        return None
    kind = _kind(line, clause, head, act, verdict)
    if kind is None or not _worth(head, act, verdict):
        return None
    roles = roles_of(line, clause, act, verdict.governors, subject)
    return Draft(
        line,
        clause,
        kind,
        verdict.stage,
        verdict.certainty,
        head=head,
        act=act,
        roles=roles,
        quote=_quote(clause, head, heads, act, line),
        denied=verdict.denied,
    )


def _told_without_act(head: Head, verdict: Judgement) -> bool:
    """Whether what governs a thing tells of it by itself: an operator, a paper, or pieces that were completed."""
    if verdict.stage == "production" and head.number is not None:
        return True
    return any(
        one.entry.role in ("operator", "instrument", "cancel") or (one.entry.role == "contains" and verdict.stage)
        for one in verdict.governors
    )


def _kind(line: Line, clause: Clause, head: Head, act: Trigger | None, verdict: Judgement) -> str | None:
    """The kind of the claim: by the act, else by the instrument and the sort of name."""
    sort = {name.kind for name in head.names}
    if act is not None and act.entry.kind:
        kind = act.entry.kind
        return "enabler" if sort == {"project"} and kind == "transfer" else kind
    if sort == {"fund"}:
        return "financing"
    if sort == {"project"}:
        return "initiative"
    behind = [
        one
        for one in line.triggers
        if head.last <= one.first < clause.last and one.entry.role == "act" and one.entry.form == "noun"
    ]
    if (
        behind
        and behind[0].entry.kind in ("serial_production", "joint_development", "modernisation")
        and not behind[0].entry.weak
    ):
        return behind[0].entry.kind
    if any(one.entry.base == "launch" for one in verdict.governors) and {name.unit for name in head.names} & {
        "programme",
        "grant",
    }:
        return "initiative"
    bases = {one.entry.base for one in verdict.governors}
    if act is None and bases & {"option for", "option to", "tender", "tender for", "bid for", "invitation to tender"}:
        return "procurement"
    if act is None and bases & {"complete", "finish"}:
        return "serial_production"
    if act is None and verdict.instrument is None and head.number and per_of(line, head.number.last):
        return "serial_production"
    if verdict.instrument is not None or any(name.company for one in line.actors for name in one.known.names):
        return "procurement"
    return "transfer"


def _worth(head: Head, act: Trigger | None, verdict: Judgement) -> bool:
    """Whether enough is said to propose a claim: a vague class of things needs a number, a signature or a firm act."""
    if verdict.denied and ((not head.proper and head.number is None) or act is None or act.entry.weak):
        return False
    if verdict.stage in (None, "mentioned") and not head.proper and head.number is None:
        told = (
            act is not None
            and (not act.entry.weak or act.entry.frame == "item")
            and act.entry.form != "noun"
            and head.inferred is not None
        )
        if not told or verdict.certainty != "hedged":
            return False
    meant = any(one.entry.role == "operator" for one in verdict.governors)
    if head.span is None and act is None and verdict.stage is None and (verdict.denied or not meant):
        return False
    if head.span is None and act is not None and act.entry.base in ("employ", "hire", "recruit", "train"):
        return False
    if (
        act is None
        and not head.proper
        and head.number is None
        and verdict.instrument is None
        and (not head.names or head.weak)
    ):
        return False
    if head.proper or head.number is not None or (head.names and not head.weak):
        return True
    if head.generic or head.weak:
        return (
            verdict.instrument is not None
            or verdict.stage in ("discussed", "requested", "intended", "letter_of_intent", "declaration")
            or (act is not None and act.entry.kind in ("serial_production", "joint_development", "modernisation"))
            or (act is not None and bool(head.names) and verdict.stage in ("delivered", "contract"))
        )
    return True


def _quote(clause: Clause, head: Head, heads: Sequence[Head], act: Trigger | None, line: Line) -> tuple[int, int]:
    """The words of the claim: the clause, cut before another thing's own act."""
    first, last = clause.first, clause.last
    later = [one for one in heads if one.first > head.first]
    if later and act is not None:
        acts = [
            one
            for one in line.triggers
            if head.last <= one.first < later[0].first and one.entry.role == "act" and one is not act
        ]
        if acts:
            last = acts[0].first
            while last > head.last and line.tokens[last - 1].low in ("and", "or", ",", "the", "to", "a", "as", "well"):
                last -= 1
    earlier = [one for one in heads if one.last <= head.first]
    if earlier and act is not None and act.first >= earlier[-1].last and act.last <= head.first:
        first = act.first
        while first > earlier[-1].last and line.tokens[first - 1].low in (
            "the",
            "to",
            "a",
            "has",
            "have",
            "had",
            "been",
            "will",
        ):
            first -= 1
    return first, max(last, head.last)
