"""The nearest known word to a misspelt one, for "did you mean"."""

from __future__ import annotations

from collections.abc import Collection

NEAR = 65.0
"""Least similarity (0 to 100) of a suggestion: one or two slips in a short word pass, another word does not."""

FEW = 12
"""How many known words are listed when none is near; a longer list helps nobody."""


def nearest(word: str, known: Collection[str]) -> str | None:
    """Returns the known word nearest to `word`, or None when none is near."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEAR)
    return str(found[0]) if found else None


def did_you_mean(word: str, known: Collection[str], *, otherwise: str) -> str:
    """Returns the mend sentence for a misspelt word: the nearest one, else `otherwise` with what there is."""
    if near := nearest(word, known):
        return f"Did you mean `{near}`?"
    return f"{otherwise} {listed(known)}".strip()


def listed(known: Collection[str]) -> str:
    """Returns the known words as one sentence, or nothing when they are too many or none."""
    if not known or len(known) > FEW:
        return ""
    return f"There is: {', '.join(f'`{word}`' for word in known)}."
