"""A web page -> its article without what stands around it, and what the page says about itself."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from msgspec import Struct


class Extracted(Struct, frozen=True):
    """A text taken out of a page or a PDF, and what that says about itself."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None


_LANGUAGE = re.compile(
    r"""<html[^>]{0,400}?\slang\s*=\s*["']?\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})""", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)


_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_WHOLE = frozenset({"html", "head", "body"})
"""What a script shows once it has run: hidden by itself it hides nothing."""


def read_page(page: str) -> Extracted:
    """Returns the article in a web page. Follows no link and loads nothing; hostile pages belong in a worker.

    What no reader of the page sees, marked `hidden` or so by the style of its own element, is left out. The date of
    publication is taken only from what the page declares, never guessed from its words.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Article

    found = bare_extraction(
        _seen(page),
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    said = found if isinstance(found, Article) else Article()
    language, title = _LANGUAGE.search(page[:20_000]), _TITLE.search(page[:200_000])
    return Extracted(
        text=said.text or "",
        title=said.title or (unescape(title[1]).strip() if title else None),
        publisher=said.sitename,
        published=said.date,
        url=said.url,
        language=language[1] if language else None,
    )


def _seen(page: str) -> Any:
    """The page as a tree without the elements that are not shown; the page itself where it is none."""
    from trafilatura import load_html

    tree = load_html(page)
    if tree is None:
        return page
    for element in tree.xpath("//*[@hidden or @style]"):
        hidden = "hidden" in element.attrib or _HIDING.search(element.get("style", ""))
        if hidden and element.tag not in _WHOLE and element.getparent() is not None:
            element.drop_tree()
    return tree
