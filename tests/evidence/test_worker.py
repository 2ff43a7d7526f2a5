"""What the process that reads pages and PDFs does, looked at from inside."""

from __future__ import annotations

from io import BytesIO

import pytest

from cofactory.evidence import worker
from cofactory.evidence.html import Extracted, read_page
from cofactory.evidence.pdf import Unreadable, read_pdf
from cofactory.evidence.worker import Answer, Request
from tests.evidence.pages import PAGE, PARAGRAPH, pdf, pdf_whose_pages_double


def test_a_page_and_a_pdf_are_answered() -> None:
    page = PAGE.encode()
    html = worker._answer(Request("html", len(page)), BytesIO(page))
    text = worker._answer(Request("pdf", len(pdf("Hello."))), BytesIO(pdf("Hello.")))

    assert html.found is not None
    assert PARAGRAPH in html.found.text
    assert text.found is not None
    assert text.found.text.strip() == "Hello."


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Unreadable("It is locked."), "It is locked."),
        (MemoryError(), "Reading it takes too much memory."),
        (RecursionError(), "It is nested too deeply."),
        (ZeroDivisionError(), "The library that reads it gave up: ZeroDivisionError."),
    ],
)
def test_whatever_a_library_raises_becomes_a_reason(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def fail(_: str) -> Extracted:
        raise error

    monkeypatch.setattr(worker, "read_page", fail)

    assert worker._answer(Request("html", 1), BytesIO(b"x")) == Answer(why=why)


def test_halves_of_characters_become_a_reason() -> None:
    assert b"halves of characters" in worker._line(Answer(Extracted("\ud800")))


def test_a_page_without_a_word_gives_none() -> None:
    assert read_page("<html></html>").text == ""


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"pages, more than 1000|broken"):
        read_pdf(pdf_whose_pages_double(11))


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(Unreadable, match="broken"):
        read_pdf(b"%PDF-1.4 nothing")
