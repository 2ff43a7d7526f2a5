"""A set of words written as one string, so that a closed class of a language reads as a line and not as a column."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(text.split())
