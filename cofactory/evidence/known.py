"""One document of the ledger, and the text of a document, without reading all the claims."""

from __future__ import annotations

from pathlib import Path

from cofactory.base.files import read_bytes
from cofactory.evidence.lines import read_documents
from cofactory.evidence.places import EVIDENCE, FILES, evidence_file, is_inside
from cofactory.evidence.stored import stored_text
from cofactory.schema.evidence import Document, document_id


def known_document(folder: Path, key: str) -> Document | None:
    """Returns the document of this id, or None: the ledger in the folder has none."""
    path = folder / EVIDENCE / FILES[0]
    if not path.is_file() or not is_inside(folder, path):
        return None
    data, _ = read_bytes(path, FILES[0])
    return read_documents(data or b"", evidence_file(FILES[0])).records.get(key)


def text_of(folder: Path | str, document: Document) -> str | None:
    """Returns the stored text of a document; None where it is not kept, or is no longer the text that was read."""
    text = stored_text(folder, document.file or f"{document.id}.txt")
    return text if text is not None and document_id(text) == document.id else None
