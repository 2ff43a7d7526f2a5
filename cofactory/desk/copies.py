"""Which documents of a ledger tell of one origin: so that ten copies of one dispatch are not ten witnesses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from pathlib import Path

from cofactory.evidence.known import text_of
from cofactory.evidence.reader.origins import origins
from cofactory.evidence.state import published_on
from cofactory.schema.evidence import Document

WITHIN = timedelta(days=60)
"""Copies of a text appear soon after it; comparing every text of a large ledger with every other would take minutes."""


def origins_of(
    folder: Path | str,
    documents: Mapping[str, Document],
    *,
    near: Collection[str],
    texts: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Returns the origin of each document, by id, where that is told by the documents published around those in `near`.

    `texts`: those at hand; others are read from the folder. A document of which only its record is kept is compared by
    what the record says of its source.
    """
    days = sorted({published_on(documents[key]) for key in near if key in documents})
    compared = [document for document in documents.values() if document.id in near or _about(document, days)]
    if not compared:
        return {}
    known = dict(texts or {})
    for document in compared:
        if document.id not in known:
            known[document.id] = text_of(folder, document) or ""
    groups = origins(compared, known)
    return {document: group[0] for group in groups for document in group}


def _about(document: Document, days: list[str]) -> bool:
    """Whether the document was published around one of these days; only the first and last day of a run matter."""
    try:
        day = date.fromisoformat(published_on(document))
        return any(abs(day - date.fromisoformat(other)) <= WITHIN for other in days)
    except ValueError:
        return False
