"""What somebody typed, made what the ledger and the programme call it; a word that is none of theirs is said so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from cofactory.schema.suggest import FEW, did_you_mean, nearest

_ID = re.compile(r"[cdx]-[0-9a-z]+")
MOST = 30
"""Words that are all listed for somebody who typed none of them: as many as a claim has fields."""

LEAST = 2
"""Characters of an id, after its letter, that must be given: one would nearly always mean many."""


def the_id(given: str, known: Collection[str], *, what: str) -> str:
    """Returns the id that was meant: whole, or its beginning, `c-` or not, when only one begins so.

    Raises LookupError, which says what is near, when none does or several do.
    """
    given = given.strip()
    if given in known:
        return given
    begun = given if _ID.match(given) else f"c-{given}"
    if len(begun) >= LEAST + 2:
        found = sorted(key for key in known if key.startswith(begun))
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(found[:FEW]) + (", ..." if len(found) > FEW else "")
            raise LookupError(f"{given!r} is the beginning of {len(found)} ids: {shown}.")
    near = nearest(given, known)
    hint = f" Did you mean `{near}`?" if near else " `cofactory review` and `cofactory status` show what there is."
    raise LookupError(f"There is no {what} {given!r}.{hint}")


def one_of(given: str, known: Iterable[str], *, what: str) -> str:
    """Returns the word itself where it is one of those known. Raises LookupError, which says what is near."""
    words = [*known]
    if given in words:
        return given
    all_of_them = f"There is: {', '.join(words)}." if FEW < len(words) <= MOST else ""
    raise LookupError(f"There is no {what} {given!r}. {did_you_mean(given, words, otherwise=all_of_them)}".rstrip())


def pairs_of(texts: Sequence[str]) -> dict[str, str]:
    """Returns the fields in `field=value` texts. Raises ValueError where one has no `=`, or a field stands twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, mark, value = text.partition("=")
        name = name.strip()
        if not mark or not name:
            raise ValueError(f"{text!r} is not of the form field=value, such as quantity=100.")
        if name in found:
            raise ValueError(f"{name} is given twice.")
        found[name] = value.strip()
    return found
