"""The period of a rate: a month, per year, annually."""

from __future__ import annotations

from cofactory.evidence.reader.line import Line


def per_of(line: Line, at: int) -> str | None:
    """The period of a rate that stands behind a number or its noun: "a month", "per year", "annually"."""
    tokens = line.tokens
    for place in range(at, min(at + 7, len(tokens))):
        low = tokens[place].low
        if tokens[place].kind == "number" or low in (";", ":", ".", "("):
            return None
        if low in ("monthly", "weekly", "daily"):
            return {"monthly": "month", "weekly": "week", "daily": "day"}[low]
        if low in ("annually", "yearly"):
            return "year"
        following = tokens[place + 1].low if place + 1 < len(tokens) else ""
        if low in ("a", "per", "each", "every", "/") and following in (
            "day",
            "week",
            "month",
            "quarter",
            "year",
            "annum",
        ):
            ago = tokens[place + 2].low if place + 2 < len(tokens) else ""
            return (
                None
                if ago in ("ago", "earlier", "later", "or", "before")
                else ("year" if following == "annum" else following)
            )
        if place - at >= 2 and (line.covered[place] in ("thing", "class") or low in ("and", "which", ",", "of")):
            return None
    return None
