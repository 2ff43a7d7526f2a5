"""A numeric cell, `VALUE [citations]`: a value or a distribution, its currency, and what it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cofactory.base.dist import Distribution
from cofactory.base.families import build, interval, number, scaled_number
from cofactory.base.quantity import (
    CURRENCIES,
    SCALES,
    SYMBOLS,
    CellError,
    check_currency,
    evaluate,
    finite,
    not_a_number,
    spell,
    with_decimal_points,
)

__all__ = ["Cell", "CellError", "parse_cell", "plain"]

LONGEST_VALUE = 1_000
LONGEST_CELL = 10_000
"""Characters. A value is a short formula; an assumption is a sentence or two."""

_PLAIN = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?")
_MONEY = re.compile(r"(?P<rest>.*?[\d.)kMn])\s+(?P<currency>[A-Z]{3})(?:\s+(?P<year>\d{4}))?", re.DOTALL)
_SCALED = re.compile(r"(?P<body>.*[\d.)])\s*(?P<scale>k|M|bn)?", re.DOTALL)
_CALL = re.compile(r"(?P<family>[A-Za-z_][\w-]*)\s*\((?P<inside>.*)\)", re.DOTALL)
_INTERVAL = re.compile(r"(?P<low>.+?)\s*\bto\b\s*(?P<high>.+)", re.DOTALL)
_CLAIM = re.compile(r"c-[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a numeric cell says. `value` None: it says `unknown`; currency and year None: the programme's."""

    value: float | Distribution | None
    currency: str | None = None
    price_year: int | None = None
    citations: tuple[str, ...] = ()
    assumption: str | None = None
    text: str = ""

    @property
    def known(self) -> bool:
        """Whether the cell says anything but `unknown`."""
        return self.value is not None

    @property
    def cited(self) -> bool:
        """Whether the cell names claims or an assumption that it rests on."""
        return bool(self.citations) or self.assumption is not None

    @property
    def uncertain(self) -> bool:
        """Whether the cell holds a distribution."""
        return isinstance(self.value, Distribution)

    def mean(self) -> float:
        """The planning value: the number, or the mean of the distribution. ValueError if unknown."""
        if self.value is None:
            raise ValueError("An unknown cell has no mean.")
        return self.value.mean() if isinstance(self.value, Distribution) else self.value

    def __str__(self) -> str:
        """The cell as it is written; parse_cell reads it back to an equal cell."""
        parts = [self.text]
        if self.citations:
            parts.append(f"[{' '.join(self.citations)}]")
        if self.assumption is not None:
            parts.append(f"[assume: {self.assumption}]")
        return " ".join(parts)


def plain(value: float) -> Cell:
    """The cell that holds exactly this number, without a citation. CellError if it is not finite."""
    number_held = finite(float(value))
    return Cell(number_held, text=spell(number_held))


def parse_cell(text: str, *, decimal_comma: bool = False) -> Cell:
    """The cell that `text` writes down. `decimal_comma`: the file uses decimal commas. Raises CellError."""
    if not decimal_comma and _PLAIN.fullmatch(text):
        return Cell(float(text), None, None, (), None, text)
    return _parse(text, decimal_comma)


@lru_cache(maxsize=65_536)
def _parse(text: str, decimal_comma: bool) -> Cell:
    if len(text) > LONGEST_CELL:
        raise CellError("cell-too-long", f"The cell has more than {LONGEST_CELL} characters.", "Write a shorter one.")
    written, citations, assumption = _split_basis(" ".join(text.split()))
    if not written:
        raise CellError(
            "empty-cell", "There is no value here.", "Write a number, or unknown where the table allows it."
        )
    if len(written) > LONGEST_VALUE:
        raise CellError("cell-too-long", f"The value has more than {LONGEST_VALUE} characters.", "Write its result.")
    if written == "unknown":
        return Cell(None, None, None, citations, assumption, written)
    written = _points(written.replace("\u2212", "-"), decimal_comma=decimal_comma)
    value, currency, year = _value(written)
    return Cell(value, currency, year, citations, assumption, written)


def _points(written: str, *, decimal_comma: bool) -> str:
    """The value with decimal points. Between a family's parentheses commas separate, unless semicolons do."""
    call = re.search(r"[A-Za-z_]\s*\((.*)", written, re.DOTALL) if "(" in written else None
    if call is None:
        return with_decimal_points(written, decimal_comma=decimal_comma)
    if ";" in call[1]:
        parts = [with_decimal_points(part, decimal_comma=True) for part in written.split(";")]
        return "; ".join(part.strip() for part in parts).replace(";", ",")
    if decimal_comma and re.search(r"\d,\d", written):
        why = "In a file with decimal commas it is not clear which commas separate parameters."
        raise CellError("ambiguous-separator", why, "Write parameters apart by semicolons or by a comma and a space.")
    return written


def _value(written: str) -> tuple[float | Distribution, str | None, int | None]:
    money = _MONEY.fullmatch(written)
    match = _SCALED.fullmatch(money["rest"] if money else written)
    if match is None:
        raise _bad_ending(written)
    currency = check_currency(money["currency"]) if money else None
    year = int(money["year"]) if money and money["year"] else None
    if year is not None and not 1900 <= year <= 2200:
        raise CellError("bad-price-year", f"{year} is not a year that prices are of.", "Write a year like 2024.")
    return _quantity(match["body"].strip(), match["scale"]), currency, year


def _quantity(body: str, scale: str | None) -> float | Distribution:
    call = _CALL.fullmatch(body) if body.endswith(")") else None
    if call is not None:
        return _scaled(build(call["family"], _arguments(call["inside"])), scale)
    between = _INTERVAL.fullmatch(body)
    if between is not None:
        return _interval(between["low"], between["high"], scale)
    if re.search(r"[A-Za-z_]{2,}\s*\(", body):
        _refuse_unclosed(body)
    return scaled_number(body, scale) if scale else evaluate(body)


def _interval(low: str, high: str, scale: str | None) -> Distribution:
    """`0.5 to 2 M`: the suffix speaks for both ends, unless the first has its own (`500 k to 2 M`)."""
    if scale is not None and re.search(r"(k|M|bn)\s*$", low):
        return interval(number(low), scaled_number(high, scale))
    found = interval(number(low), number(high))
    written = f"{low.strip()} to {high.strip()}"
    return _scaled(Distribution(found.family, found.parameters, written=written), scale)


def _scaled(distribution: Distribution, scale: str | None) -> Distribution:
    if scale is None:
        return distribution
    scaled = distribution.scaled(SCALES[scale])
    if scaled.family != "announced":
        finite(scaled.mean() + scaled.sd())
    return scaled


def _arguments(inside: str) -> list[str]:
    """What stands between the commas that are not inside further parentheses."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(inside):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            raise CellError(
                "unclosed-parenthesis", "A parenthesis ) was never opened.", "Open it with ( or take it away."
            )
        if character == "," and depth == 0:
            parts.append(inside[start:at])
            start = at + 1
    if depth:
        raise CellError("unclosed-parenthesis", "A parenthesis ( is not closed.", "Close it with ).")
    last = inside[start:]
    return [part.strip() for part in [*parts, *([last] if last.strip() or parts else [])]]


def _split_basis(text: str) -> tuple[str, tuple[str, ...], str | None]:
    """The value part, the claim ids and the assumption of a cell."""
    start = text.find("[")
    if start < 0:
        if "]" in text:
            raise CellError("unclosed-bracket", "A bracket ] was never opened.", "Write citations as [c-9f30].")
        return text, (), None
    citations: list[str] = []
    assumption: str | None = None
    rest = text[start:]
    while rest:
        inside, rest = _bracketed(rest)
        if inside.lower().startswith("assume"):
            if assumption is not None:
                raise CellError("two-assumptions", "The cell has two assumptions.", "Write them as one.")
            assumption = _assumption(inside)
        else:
            citations.extend(_claims(inside))
    return text[:start].strip(), tuple(dict.fromkeys(citations)), assumption


def _bracketed(text: str) -> tuple[str, str]:
    """What stands in the bracket that begins the text, and what follows it."""
    if text[0] != "[":
        raise CellError(
            "stray-text", f'"{text[:40]}" stands after the citations.', "Put it inside the brackets, or in a note."
        )
    first = text.find("]")
    if first > 0 and text.find("[", 1, first) < 0:
        return text[1:first].strip(), text[first + 1 :].strip()
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return text[1:at].strip(), text[at + 1 :].strip()
    raise CellError("unclosed-bracket", "A bracket [ is not closed.", "Close it with ].")


def _assumption(inside: str) -> str:
    match = re.fullmatch(r"assume\s*:\s*(.+)", inside, re.IGNORECASE | re.DOTALL)
    if match is None:
        raise CellError("empty-citation", "The assumption does not say why.", "Write [assume: why].")
    return match[1]


def _claims(inside: str) -> list[str]:
    found = [part for part in re.split(r"[\s,;]+", inside) if part]
    if not found:
        raise CellError(
            "empty-citation", "The brackets are empty.", "Write a claim id like [c-9f30], or [assume: why]."
        )
    for part in found:
        if _CLAIM.fullmatch(part) is None:
            why = f'"{part[:40]}" is not a claim id: those are c- and lower-case letters or digits.'
            raise CellError("bad-citation", why, f"Write a claim id like [c-9f30], or [assume: {inside[:80]}].")
    return found


def _refuse_unclosed(body: str) -> None:
    if body.count("(") != body.count(")"):
        raise CellError("unclosed-parenthesis", "A parenthesis is not closed.", "Close it with ).")
    raise CellError(
        "stray-text", "A distribution cannot be part of arithmetic.", "Put the arithmetic inside its parentheses."
    )


def _bad_ending(written: str) -> CellError:
    """The error for a value that does not end as a number, a suffix or a parenthesis."""
    if written.lower() == "unknown":
        return CellError("not-a-number", f'"{written}" is not a number.', "Write unknown, in lower case.")
    if re.search(r"[A-Za-z_]\s*\([^)]*$", written):
        return CellError("unclosed-parenthesis", "A parenthesis ( is not closed.", "Close it with ).")
    if written[-1] in "+-*/":
        return CellError("unfinished-arithmetic", "The arithmetic ends too early.", "Write the missing number.")
    specific = not_a_number(written)
    if specific.name != "not-a-number" or "interval" in specific.why or "unknown," in specific.mend:
        return specific
    tail = re.fullmatch(r"(?P<number>.*[\d.)])\s*(?P<tail>[^\d\s.()][^\d()]*)", written)
    if tail is None:
        return specific
    return _bad_suffix(tail["number"].strip(), tail["tail"].strip())


def _bad_suffix(before: str, tail: str) -> CellError:
    words = {"k": "k", "thousand": "k", "tsd": "k", "m": "M", "mn": "M", "mio": "M", "million": "M", "millions": "M"}
    words |= {"b": "bn", "bn": "bn", "mrd": "bn", "md": "bn", "billion": "bn", "billions": "bn", "milliard": "bn"}
    symbols = {**SYMBOLS, "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD"}
    parts = tail.lower().replace(".", "").split()
    mended = [
        words.get(part) or symbols.get(part) or (part.upper() if part.upper() in CURRENCIES else None) for part in parts
    ]
    why = f'"{tail[:40]}" is not a suffix: those are k, M, bn and currency codes like EUR.'
    if None in mended or not mended:
        return CellError("unknown-suffix", why, "Write the number alone; units stand in the item, words in a note.")
    return CellError("unknown-suffix", why, f"Write {before} {' '.join(part for part in mended if part)}.")
