"""Whether the stored texts bear out the quotes: a claim that its own text contradicts counts nowhere."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from cofactory.evidence.places import DOCUMENTS, is_inside
from cofactory.evidence.quotes import stands
from cofactory.evidence.stored import stored_text
from cofactory.schema.evidence import Claim, Document, document_id

Kept = Literal["kept", "missing", "changed"]
"""Of the text of a document: it is at hand, it is not in the folder, or what is there is not what was read."""


def text_kept(folder: Path | str, document: str, file: str | None = None) -> tuple[str | None, Kept]:
    """Returns the text of the document with this id, which its hash proves, wherever its record says it lies.

    None where it is not at hand, and whether that is because it is not there or because it was changed.
    """
    why: Kept = "missing"
    for name in dict.fromkeys((file or f"{document}.txt", f"{document}.txt")):
        text = stored_text(folder, name)
        if text is not None and document_id(text) == document:
            return text, "kept"
        if text is not None:
            why = "changed"
    return None, why


def misquoted(folder: Path | str, documents: Mapping[str, Document], claims: Mapping[str, Claim]) -> frozenset[str]:
    """Returns the claims with a quote that is not where they say, of the documents whose text is at hand."""
    if not (Path(folder) / DOCUMENTS).is_dir():
        return frozenset()
    resting: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims.values():
        resting[claim.document].append(claim)
    found: set[str] = set()
    for key, told in resting.items():
        text, _ = text_kept(folder, key, documents[key].file if key in documents else None)
        if text is not None:
            found.update(claim.id for claim in told if not all(stands(span, text) for span in claim.spans))
    return frozenset(found)


def texts_stamp(folder: Path | str) -> tuple[int, bytes]:
    """Returns how many bytes the stored texts have, and a hash that changes whenever one of them is touched."""
    place = Path(folder) / DOCUMENTS
    if not place.is_dir() or not is_inside(Path(folder), place):
        return 0, b""
    told = []
    with os.scandir(place) as entries:
        for entry in entries:
            try:
                about = entry.stat()
            except OSError:  # a link to nothing
                continue
            told.append((entry.name, about.st_size, about.st_mtime_ns, about.st_ctime_ns))
    return sum(size for _, size, _, _ in told), hashlib.sha256(repr(sorted(told)).encode("utf-8", "replace")).digest()
