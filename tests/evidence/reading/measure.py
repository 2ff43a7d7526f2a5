"""Pairs what a reader found in a text with what an annotator found, one to one, and adds up the figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.evidence.reading.fields import (
    FIELDS,
    JSON,
    Predicted,
    all_right,
    allowed,
    has_value,
    is_right,
    over_staged,
    wrongly_asserted,
)
from tests.evidence.reading.texts import GoldText

Pair = tuple[JSON, Predicted]
ENOUGH = 0.5
"""The share of the shorter of two quotes that must be common before they speak of the same."""


@dataclass(frozen=True)
class Outcome:
    """What became of one text: who was paired with whom, and who was left over."""

    text: GoldText
    pairs: tuple[Pair, ...]
    neutral: tuple[Pair, ...]
    """Predictions that tell a side remark again, each with the annotated claim it comes closest to."""
    missed: tuple[JSON, ...]
    extra: tuple[Predicted, ...]
    mentions: tuple[Predicted, ...]
    found_names: tuple[bool, ...]
    named_items: tuple[bool, ...]
    """Per item found in a text of another language, whether the annotator names it there too."""
    seconds: float = 0.0

    @property
    def checked(self) -> tuple[Pair, ...]:
        """Every prediction that has an annotated claim to be held against."""
        return self.pairs + self.neutral


def outcome(text: GoldText, claims: Iterable[Predicted], seconds: float = 0.0) -> Outcome:
    """The pairing of one text that agrees best as a whole."""
    found = tuple(claims)
    gold = [claim for claim in text.claims if claim["tier"] != "mention"]
    pairs = _best(gold, found)
    paired = {id(claim) for _, claim in pairs}
    told = {one["id"] for one, _ in pairs}
    neutral: list[Pair] = []
    extra: list[Predicted] = []
    for claim in found:
        if id(claim) in paired:
            continue
        near = [one for one in gold if one["tier"] != "core" and agreement(one, claim) > 0]
        if near:
            neutral.append((max(near, key=lambda one: agreement(one, claim)), claim))
        elif not claim.is_mention:
            extra.append(claim)
    names = [claim for claim in text.claims if claim["tier"] == "mention"]
    known = {item for claim in text.claims for item in allowed(claim, "item")}
    items = {claim.item for claim in found if claim.item} if names else set()
    return Outcome(
        text=text,
        pairs=tuple(pairs),
        neutral=tuple(neutral),
        missed=tuple(one for one in gold if one["tier"] == "core" and one["id"] not in told),
        extra=tuple(extra),
        mentions=tuple(claim for claim in found if claim.is_mention and id(claim) not in paired),
        found_names=tuple(any(_names(claim, one) for claim in found) for one in names),
        named_items=tuple(item in known for item in sorted(items)),
        seconds=seconds,
    )


def _best(gold: list[JSON], claims: tuple[Predicted, ...]) -> list[Pair]:
    """The one-to-one pairs whose agreement adds up to the most."""
    if not gold or not claims:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    scores = np.array([[agreement(one, claim) for claim in claims] for one in gold])
    rows, columns = linear_sum_assignment(scores, maximize=True)
    chosen = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(gold[row], claims[column]) for row, column in chosen if scores[row, column] > 0]


def agreement(gold: JSON, claim: Predicted) -> float:
    """How well two claims fit, 0 when they cannot be the same: other words, other items, or a bare name."""
    common, shorter, union = _overlap(gold, claim)
    if common < ENOUGH * shorter or not _comparable(gold, claim):
        return 0.0
    fields = sum(is_right(gold, claim, field) for field in FIELDS)
    core = 0.5 if gold["tier"] == "core" else 0.0
    item = 1.0 if claim.item == gold["item"] else 0.0
    return 1.0 + common / union + item + 0.3 * fields + core


def _comparable(gold: JSON, claim: Predicted) -> bool:
    """Whether item, or kind where either names no item, allows that both speak of the same."""
    if claim.is_mention and "mentioned" not in allowed(gold, "stage"):
        return False
    items = allowed(gold, "item")
    if claim.item is not None and claim.item in items:
        return True
    return (claim.item is None or None in items) and claim.kind in allowed(gold, "kind")


def _overlap(gold: JSON, claim: Predicted) -> tuple[int, int, int]:
    """Characters in common, in the shorter quote, and in both together."""
    spans = [span for span in claim.spans if span[2] == "assertion"] or list(claim.spans)
    said = {place for start, end, _ in spans for place in range(start, end)}
    meant = set(range(gold["start"], gold["end"]))
    return len(said & meant), max(1, min(len(said), len(meant))), max(1, len(said | meant))


def _names(claim: Predicted, gold: JSON) -> bool:
    """Whether a prediction has the name of a mention, at its place."""
    there = any(start < gold["end"] and end > gold["start"] for start, end, _ in claim.spans)
    wanted = {value for field in ("item", "giver", "receiver") for value in allowed(gold, field) if value}
    return there and not wanted.isdisjoint({claim.item, claim.giver, claim.receiver})


def tally(outcomes: Iterable[Outcome]) -> Counter[str]:
    """Everything that is counted, added up over texts."""
    count: Counter[str] = Counter()
    for one in outcomes:
        core = [pair for pair in one.pairs if pair[0]["tier"] == "core"]
        count["texts"] += 1
        count["seconds"] += one.seconds  # type: ignore[assignment]  # a sum beside counts
        count["core gold"] += len(core) + len(one.missed)
        count["core found"] += len(core)
        count["extra"] += len(one.extra)
        count["mentions"] += len(one.mentions)
        count["neutral"] += len(one.pairs) - len(core) + len(one.neutral)
        count["all right"] += sum(all_right(*pair) for pair in core)
        count["checked"] += len(one.checked)
        count["over-staged"] += sum(over_staged(*pair) for pair in one.checked)
        count["hedged checked"] += sum("asserted" not in allowed(gold, "certainty") for gold, _ in one.checked)
        count["hedged asserted"] += sum(wrongly_asserted(*pair) for pair in one.checked)
        count["names"] += len(one.found_names)
        count["names found"] += sum(one.found_names)
        count["items named"] += len(one.named_items)
        count["items named rightly"] += sum(one.named_items)
        _tally_fields(core, count)
    return count


def _tally_fields(pairs: list[Pair], count: Counter[str]) -> None:
    """Nothing; counts per field how often it is right where there is a value, and invented where there is none."""
    for gold, claim in pairs:
        for field in FIELDS:
            group = "value" if has_value(gold, field) else "none"
            count[f"{field} {group}"] += 1
            count[f"{field} {group} right"] += is_right(gold, claim, field)


def share(part: float, whole: float) -> float | None:
    """A part of a whole, or None when there is nothing to be a part of."""
    return part / whole if whole else None


def figures(outcomes: Iterable[Outcome]) -> dict[str, float | None]:
    """The figures that are promised: precision, recall, F1 of all right, over-staged and wrongly asserted shares."""
    count = tally(outcomes)
    proposed = count["core found"] + count["extra"]
    return {
        "precision": share(count["core found"], proposed),
        "recall": share(count["core found"], count["core gold"]),
        "all right F1": share(2 * count["all right"], proposed + count["core gold"]),
        "over-staged": share(count["over-staged"], count["checked"]),
        "hedged asserted": float(count["hedged asserted"]),
        "names found": share(count["names found"], count["names"]),
        "items named rightly": share(count["items named rightly"], count["items named"]),
        "texts a second": share(count["texts"], count["seconds"]),
    }
