"""A claim in words: who, what, how many, when and how surely, never more exact than its source; and text made safe."""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from cofactory.render.words import COMBINING_MOST, plural

if TYPE_CHECKING:
    from cofactory.programme.names import Names
    from cofactory.schema.evidence import Claim, Date, Document

NOT_SAID = "not said"
"""What stands where a source gives no number: unknown is a value."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Characters that steer a terminal, turn words around or have no shape: they are spelled out."""

BELOW = ("up to", "at most", "less than")
ABOVE = ("at least", "more than")
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"))


class Interval(Protocol):
    """What quantities, sums and the amounts of a status have in common; an open end is None."""

    @property
    def low(self) -> float | None:
        """The least."""

    @property
    def high(self) -> float | None:
        """The most."""

    @property
    def qualifier(self) -> str | None:
        """How the source hedges the number."""

    @property
    def raw(self) -> str:
        """The source's words."""


def seen(text: str) -> str:
    """Returns a foreign text with everything unseen spelled out, a zero-width space as ⟨U+200B⟩; line ends stay."""
    kept: list[str] = []
    stacked = 0
    for letter in text:
        kind = unicodedata.category(letter)
        stacked = stacked + 1 if kind in ("Mn", "Me") else 0
        if kind in UNSEEN and letter not in "\n\t":
            kept.append(f"⟨U+{ord(letter):04X}⟩")
        elif stacked <= COMBINING_MOST:
            kept.append(letter)
    return "".join(kept)


def on_one_line(text: str | None, limit: int = 300) -> str:
    """Returns a foreign text on one line, everything unseen spelled out; what is over the limit ends in an ellipsis."""
    line = " ".join(seen((text or "")[: 4 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def interval(said: Interval | None, *, scaled: bool = False) -> str:
    """Returns "up to 100", "about 600", "20 to 30", or "not said"; a number that is vague stands with its own words."""
    if said is None:
        return NOT_SAID
    words = f'"{on_one_line(said.raw, 60)}"'
    write = _scaled if scaled else _number
    if said.low is None and said.high is None:
        return f"no number ({words})"
    if said.low is None or said.high is None:
        end, usual = (said.high, BELOW) if said.low is None else (said.low, ABOVE)
        how = said.qualifier if said.qualifier in usual else usual[0]
        text = f"{how} {write(end or 0)}"
    elif said.low == said.high:
        text = f"{'about ' if said.qualifier == 'about' else ''}{write(said.low)}"
    else:
        text = f"{'about ' if said.qualifier == 'about' else ''}{write(said.low)} to {write(said.high)}"
    return f"{text} ({words})" if said.qualifier == "vague" else text


def amount(said: Interval | None, unit: str | None = None, per: str | None = None) -> str:
    """Returns a quantity with its unit and, of a rate, its period: "20 to 30 pumps a month"."""
    text = interval(said)
    if said is None or (said.low is None and said.high is None):
        return text
    named = f" {on_one_line(plural(unit, said.high or said.low or 0), 40)}" if unit else ""
    return f"{text}{named} a {per}" if per else f"{text}{named}"


def sum_of_money(said: Interval | None, currency: str | None) -> str:
    """Returns a sum: "up to 2 bn EUR", or "not said"; a currency that no source names is said so."""
    text = interval(said, scaled=True)
    if said is None or (said.low is None and said.high is None):
        return text
    return f"{text} {currency or 'of a currency not said'}"


def date_in_words(date: Date) -> str:
    """Returns a date with its role: "target 2026-01-01 to 2026-12-31", or its own words where it names no day."""
    return f"{date.role} {days(date.from_, date.to) or chr(34) + on_one_line(date.raw, 40) + chr(34)}"


def days(first: str | None, last: str | None) -> str:
    """Returns a stretch of days as shortly as it can be: "2026", "2026-02", "2026-02-09", "until 2035"."""
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return f"until {_short(last or '', '12-31')}" if first is None else f"from {_short(first, '01-01')}"
    if first == last:
        return first
    if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4]
    if (
        first[:7] == last[:7]
        and first.endswith("-01")
        and int(last[8:]) == monthrange(int(last[:4]), int(last[5:7]))[1]
    ):
        return first[:7]
    return f"{first} to {last}"


def stage_in_words(stage: str | None) -> str:
    """Returns the stage as people write it: "letter of intent"; "no stage" where a claim has none."""
    return "no stage" if stage is None else stage.replace("_", " ")


def ends(claim: Claim, names: Names) -> str:
    """Returns "France > Ukraine: Rafale", with a question mark for an end that is not named."""
    giver, receiver = (on_one_line(names.name_of("party", key), 40) or "?" for key in (claim.giver, claim.receiver))
    known = names.name_of("item", claim.item) if claim.item else None
    if known == claim.item and claim.item:
        known = names.name_of("project", claim.item)
    thing = on_one_line(known or claim.item_text, 60)
    aside = f' ("{on_one_line(claim.item_text, 40)}")' if known and claim.item_text and claim.item_text != known else ""
    return f"{giver} > {receiver}: {thing or 'no item named'}{aside}"


def figures(claim: Claim) -> str:
    """Returns quantity, money, dates and who is quoted, in one line; a quantity that is not given is said so."""
    quantity = amount(claim.quantity, claim.unit, claim.quantity.per if claim.quantity else None)
    parts = [f"quantity {quantity}"]
    if claim.money is not None:
        parts.append(f"money {sum_of_money(claim.money, claim.money.currency)}")
    parts += [date_in_words(date) for date in claim.dates]
    if claim.attributed_to:
        parts.append(f"according to {on_one_line(claim.attributed_to, 60)}")
    return "; ".join(parts)


def what_it_is(claim: Claim) -> str:
    """Returns stage, kind and certainty: "declaration, procurement, hedged"; a denial is said so."""
    words = [stage_in_words(claim.stage), claim.kind.replace("_", " "), claim.certainty]
    return ", ".join([*words, "DENIED by the text"] if claim.denied else words)


def source_in_words(document: Document | None, key: str) -> str:
    """Returns "Publisher, 2026-02-10", "publisher not known, no date"; the id of a document that is not there."""
    if document is None:
        return key
    return ", ".join([on_one_line(document.publisher or "publisher not known", 60), document.published or "no date"])


def cited(claims: Sequence[str], sources: Sequence[str]) -> str:
    """Returns claims with their publishers, each once: "c-ab12 (Reuters), c-9f30 (LIGA)"."""
    return ", ".join(f"{claim} ({source})" for claim, source in zip(claims, sources, strict=True))


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:,.6g}"


def _scaled(value: float) -> str:
    for scale, suffix in SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.6g} {suffix}"
    return _number(value)


def _short(day: str, whole: str) -> str:
    return day[:4] if day.endswith(whole) else day
