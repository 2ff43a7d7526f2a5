"""A PDF -> the text layer of its pages; a picture of text has none."""

from __future__ import annotations

import logging
from io import BytesIO

from cofactory.evidence.html import Extracted

LARGEST_PDF = 1_000
"""Pages."""

PAGE_END = "\n\f\n"
"""What stands between two pages of the stored text."""


class Unreadable(Exception):
    """The document cannot be read; the text says why, as a sentence."""


def read_pdf(data: bytes) -> Extracted:
    """Returns the text layer, page by page. Raises Unreadable; hostile files belong in a worker, under limits."""
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("The PDF is locked with a password.")
        count = len(reader.pages)
        if count > LARGEST_PDF:
            raise Unreadable(f"The PDF has {count} pages, more than {LARGEST_PDF}.")
        text = PAGE_END.join(page.extract_text() for page in reader.pages)
        title = reader.metadata.title if reader.metadata is not None else None
        language = reader.root_object.get("/Lang")
    except LimitReachedError as error:
        raise Unreadable(f"The PDF unpacks to more than is read of one: {str(error).rstrip('.!')}.") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, ImportError) as error:
        # what a reader of broken files raises has no end of kinds; whatever it is, the file is not readable
        raise Unreadable("The PDF is broken, or not one: no pages can be found in it.") from error
    return Extracted(text, title=str(title) if title else None, language=str(language) if language else None)
