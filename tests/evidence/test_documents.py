"""Documents of any kind are taken in, or refused with a reason; none of them can stop or harm the tool."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf.errors import LimitReachedError

from cofactory.base.problems import ProblemsFound
from cofactory.evidence.confined import Confined
from cofactory.evidence.documents import LARGEST_DOCUMENT, About, Taken, marked, read_document, take_in
from cofactory.evidence.html import Extracted
from cofactory.evidence.known import text_of
from cofactory.evidence.ledger import append, read_ledger
from cofactory.evidence.pdf import Unreadable, read_pdf
from cofactory.evidence.quotes import anchor
from cofactory.schema.evidence import Claim, document_id
from tests.evidence.pages import PAGE, PARAGRAPH, pdf, pdf_that_unpacks_to, pdf_whose_pages_double


@pytest.fixture(scope="module")
def reader() -> Iterator[Confined]:
    with Confined(seconds=20) as confined:
        yield confined


def refused(source: bytes | Path, reader: Confined | None = None, about: About | None = None, name: str = "") -> str:
    """The name of the one problem for which the document is refused."""
    with pytest.raises(ProblemsFound) as found:
        read_document(source, about, reader=reader, name=name)
    (problem,) = found.value.problems
    assert problem.mend
    return problem.name


def test_a_plain_text_is_stored_as_it_is_under_its_id(tmp_path: Path) -> None:
    text = "Angebot: 100 Pumpen.\n\u200bZweite Zeile\u202e.\n"

    taken = take_in(tmp_path, text.encode(), About(publisher="Blatt", published="2026-02-09"))

    assert taken.text == text
    assert (tmp_path / "documents" / f"{document_id(text)}.txt").read_bytes() == text.encode()
    assert read_ledger(tmp_path).documents == {document_id(text): taken.document}
    assert text_of(tmp_path, taken.document) == text
    assert [problem.name for problem in taken.problems] == ["unseen-characters"]


def test_a_text_that_may_not_be_kept_leaves_its_hash_and_what_is_quoted(tmp_path: Path) -> None:
    taken = take_in(tmp_path, b"100 pumps, they say.", keep_text=False)
    claim = Claim(document=taken.document.id, spans=(anchor(taken.text, "100 pumps"),), kind="transfer")

    append(tmp_path, [claim], texts={taken.document.id: taken.text})

    assert not (tmp_path / "documents").exists()
    assert taken.document.file is None
    assert text_of(tmp_path, taken.document) is None
    assert next(iter(read_ledger(tmp_path).claims.values())).spans[0].exact == "100 pumps"


def test_a_text_that_is_known_is_not_recorded_again_but_kept_if_it_now_may_be(tmp_path: Path) -> None:
    first = take_in(tmp_path, b"The same words.", keep_text=False)
    lines = (tmp_path / "evidence" / "documents.jsonl").read_bytes()

    again = take_in(tmp_path, b"The same words.", About(title="Another title"))

    assert (first.known, again.known) == (False, True)
    assert again.document == first.document
    assert (tmp_path / "evidence" / "documents.jsonl").read_bytes() == lines
    assert text_of(tmp_path, again.document) == "The same words."


def test_two_texts_with_one_id_are_never_taken_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cofactory.evidence.documents.document_id", lambda _: "d-0123456789ab")
    take_in(tmp_path, b"One text.")

    with pytest.raises(ProblemsFound, match="same id") as refused:
        take_in(tmp_path, b"Another text.")
    assert [problem.name for problem in refused.value.problems] == ["two-texts-one-id"]

    assert (tmp_path / "documents" / "d-0123456789ab.txt").read_text("utf-8") == "One text."


def test_a_page_gives_its_article_and_what_it_says_about_itself(tmp_path: Path, reader: Confined) -> None:
    taken = take_in(tmp_path, PAGE.encode(), reader=reader)
    document = taken.document

    assert PARAGRAPH in taken.text
    for boilerplate in ("Subscribe", "World news", "999 pumps", "color", "alert", "<"):
        assert boilerplate not in taken.text
    assert document.title == '=HYPERLINK("x") Pumps to come'
    assert (document.publisher, document.published, document.language) == ("The Plant Paper", "2026-02-09", "en-GB")
    assert document.url == "https://example.org/pumps"


@pytest.mark.parametrize(
    "hiding",
    [
        "hidden",
        'hidden="until-found"',
        'style="display:none"',
        'style="color: red; DISPLAY : none !important"',
        'style="visibility:hidden"',
    ],
)
def test_what_no_reader_of_a_page_sees_is_not_its_text(reader: Confined, hiding: str) -> None:
    forged = "The Netherlands signed a contract with Belgium for 999 flood pumps."
    for at in (f"<p {hiding}>{forged}</p>", f"<div {hiding}><div><p>{forged}</p></div></div>"):
        page = PAGE.replace("</h1>", f"</h1>{at}")

        text = read_document(page.encode(), reader=reader).text

        assert "999" not in text
        assert text.count("would be delivered") == 2


@pytest.mark.parametrize("shown", ['style="display:block"', 'class="hidden"', 'data-hidden="1"', 'style="color:red"'])
def test_what_is_shown_stays(reader: Confined, shown: str) -> None:
    page = PAGE.replace("</h1>", f"</h1><p {shown}>{PARAGRAPH.replace('100', '110')}</p>")

    assert "110 pumps" in read_document(page.encode(), reader=reader).text


def test_a_page_that_is_hidden_until_its_script_ran_is_read(reader: Confined) -> None:
    page = PAGE.replace("<body ", '<body style="visibility:hidden" ')

    assert PARAGRAPH in read_document(page.encode(), reader=reader).text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", 'https://x.org/"><b>', "pumps.html"])
def test_an_address_that_a_page_makes_up_is_not_kept(reader: Confined, address: str) -> None:
    page = PAGE.replace("https://example.org/pumps", address.replace('"', "&quot;"))
    url = read_document(page.encode(), reader=reader).document.url

    assert url is None or (url.startswith("https://") and not set(url) & set('"<>'))


def test_an_address_in_which_a_reader_found_anything_at_all_is_held_against_what_addresses_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Extracted("The ministry ordered 100 pumps.", url="javascript:alert(1)")
    monkeypatch.setattr(Confined, "read", lambda *_: found)

    assert read_document(b"<html><body>x</body></html>").document.url is None


def test_what_a_person_says_goes_before_what_the_page_says(reader: Confined) -> None:
    about = About(
        title="Mine", published="2026-02-10", url="https://example.com/b", language="fr", rights="quoting only"
    )

    document = read_document(PAGE.encode(), about, reader=reader).document

    assert (document.title, document.published, document.url, document.language, document.rights) == (
        "Mine", "2026-02-10", "https://example.com/b", "fr", "quoting only",
    )  # fmt: skip


def test_a_page_in_an_old_encoding_is_read(reader: Confined) -> None:
    text = (
        "Міністр оборони заявив, що «сто насосів» буде поставлено на південний завод до кінця 2027 року, додав він. "
        * 3
    )
    page = f'<html lang="uk"><head><meta charset="windows-1251"></head><body><article><p>{text}</p></article></body>'

    assert "«сто насосів»" in read_document(page.encode("cp1251"), reader=reader).text


def test_a_page_without_an_article_gives_the_words_it_has(reader: Confined) -> None:
    items = "".join(f"<div><a href='/{n}'>pump {n}</a></div>" for n in range(30))

    taken = read_document(f"<html><body>{items}</body></html>".encode(), reader=reader)

    assert "pump 7" in taken.text


def test_the_text_layer_of_a_pdf_is_read_page_by_page(reader: Confined) -> None:
    taken = read_document(pdf("100 pumps were ordered.", "Second page."), reader=reader, name="order.pdf")

    assert taken.text.split("\f")[0].strip() == "100 pumps were ordered."
    assert "Second page." in taken.text
    assert taken.document.language == "en"


def test_a_pdf_of_pictures_has_no_text(reader: Confined) -> None:
    assert refused(pdf(""), reader) == "document-without-text"


@pytest.mark.parametrize("data", [b"%PDF-1.7 not really", pdf("x")[:300], b"%PDF-" + os.urandom(2000)])
def test_a_broken_pdf_is_refused(reader: Confined, data: bytes) -> None:
    assert refused(data, reader) in {"document-not-read", "document-without-text"}


def test_a_locked_pdf_is_refused(reader: Confined, tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(BytesIO(pdf("secret"))))
    writer.encrypt("password", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")

    assert refused(tmp_path / "locked.pdf", reader) == "document-not-read"


def test_a_pdf_that_asks_for_more_than_is_read_is_not_called_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def asks_too_much(*_: object, **__: object) -> str:
        raise LimitReachedError("Reached maximum number of tokens per stream.")

    monkeypatch.setattr("pypdf.PageObject.extract_text", asks_too_much)
    with pytest.raises(Unreadable, match=r"more than is read of one: Reached maximum number of tokens per stream\."):
        read_pdf(pdf("100 pumps"))


@pytest.mark.parametrize("bomb", [pdf_that_unpacks_to(1 << 30), pdf_whose_pages_double(40), pdf_whose_pages_double(14)])
def test_pdf_bombs_are_refused_in_time_and_the_next_document_is_read(bomb: bytes) -> None:
    with Confined(seconds=2) as confined:
        start = time.monotonic()
        assert refused(bomb, confined) in {"document-not-read", "document-without-text"}
        assert time.monotonic() - start < 60
        confined.seconds = 60  # the next one is harmless, and a busy machine takes its time to start a new worker
        assert read_document(pdf("All is well."), reader=confined).text.strip() == "All is well."


NESTED = "<html><body>" + "<div>" * 200_000 + "pumps " * 40 + "</div>" * 200_000
WIDE = "<html><body><article>" + "<p>one two three four five six seven eight</p>" * 200_000
LAUGHS = (
    '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><html><body><p>'
    + "&b; " * 50
    + PARAGRAPH
)
OUTSIDE = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x; ' + PARAGRAPH
ATTRIBUTES = "<html><body><p " + " ".join(f"a{n}='{n}'" for n in range(300_000)) + f">{PARAGRAPH}</p>"


@pytest.mark.parametrize(
    "page", [NESTED, WIDE, LAUGHS, OUTSIDE, ATTRIBUTES], ids=["nested", "wide", "laughs", "outside", "attributes"]
)
def test_hostile_pages_are_read_or_refused_in_time_and_open_nothing(page: str) -> None:
    with Confined(seconds=2) as confined:
        start = time.monotonic()
        text = text_or_refusal(page.encode(), confined)
        assert time.monotonic() - start < 60
        assert "root:" not in text
        assert "hahaha" * 20 not in text
        confined.seconds = 60  # the next one is harmless, and a busy machine takes its time to start a new worker
        assert PARAGRAPH in read_document(PAGE.encode(), reader=confined).text


def text_or_refusal(data: bytes, confined: Confined) -> str:
    try:
        return read_document(data, reader=confined).text
    except ProblemsFound as error:
        return " ".join(problem.name for problem in error.problems)


def test_a_file_of_50_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(50 << 20)

    start = time.process_time()
    with pytest.raises(ProblemsFound, match="20 MiB at the most") as found:
        read_document(path)

    assert time.process_time() - start < 1
    assert (found.value.problems[0].place, found.value.problems[0].value) == ("large.txt", "52428800 bytes")
    assert refused(b"a" * (LARGEST_DOCUMENT + 1)) == "document-too-large"
    assert refused(b"word " * 1_000_000) == "document-too-large"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04 docx", "document-not-read"),
        (b"\x89PNG\r\n", "document-not-read"),
        (bytes(range(256)) * 20, "document-not-read"),
        (b"", "document-without-text"),
        (b" \r\n\t ", "document-without-text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, name: str) -> None:
    assert refused(data) == name


@pytest.mark.parametrize(
    ("about", "name"),
    [
        (About(published="2026-02-31"), "bad-document-date"),
        (About(retrieved="soon"), "bad-document-date"),
        (About(url="javascript:alert(1)"), "bad-url"),
    ],
)
def test_what_is_said_about_a_document_must_be_possible(about: About, name: str) -> None:
    assert refused(b"Text.", about=about) == name


def test_broken_bytes_are_said_with_their_row() -> None:
    taken = read_document("Перший рядок\nДругий ".encode() + b"\xff" + " рядок\n".encode())

    (problem,) = taken.problems
    assert (problem.name, problem.row, problem.severity) == ("broken-bytes", 2, "warning")


def test_a_missing_file_and_a_pipe_are_problems(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert refused(tmp_path / "none.txt") == "unreadable-file"
    assert refused(tmp_path / "pipe") == "unreadable-file"


def test_the_name_of_a_file_never_decides_where_its_text_is_stored(tmp_path: Path) -> None:
    folder = tmp_path / "programme"
    folder.mkdir()

    take_in(folder, b"Some words.", name="../../../etc/passwd")

    assert {path.name for path in tmp_path.iterdir()} == {"programme"}
    assert [path.name for path in (folder / "documents").iterdir()] == [f"{document_id('Some words.')}.txt"]


def test_documents_that_lead_out_of_the_folder_are_not_written_to(tmp_path: Path) -> None:
    folder, outside = tmp_path / "programme", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "documents").symlink_to(outside)

    with pytest.raises(ProblemsFound, match="leads out"):
        take_in(folder, b"Some words.")

    assert list(outside.iterdir()) == []


def test_unseen_characters_are_spelled_out_for_people() -> None:
    assert marked("a\u202eb\u200bc\n\td\x1b[2J") == "a⟨U+202E⟩b⟨U+200B⟩c\n\td⟨U+001B⟩[2J"


def test_a_worker_that_is_ended_starts_anew(reader: Confined) -> None:
    with Confined(seconds=0.001) as hasty, pytest.raises(Unreadable, match="more than"):
        hasty.read("html", PAGE.encode())

    reader.end()

    assert PARAGRAPH in reader.read("html", PAGE.encode()).text


def test_the_worker_takes_no_module_from_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit('taken over')", "utf-8")
    monkeypatch.chdir(tmp_path)

    assert isinstance(read_document(PAGE.encode()), Taken)
