"""Takes a document in: its text out of a file of any kind, what is known about it, and both into the folder."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cofactory.base.files import read_bytes
from cofactory.base.problems import Problem, ProblemsFound
from cofactory.evidence.confined import Confined
from cofactory.evidence.decoding import Decoded, decode_bytes
from cofactory.evidence.html import Extracted
from cofactory.evidence.known import known_document
from cofactory.evidence.pdf import Unreadable
from cofactory.evidence.stored import LARGEST_TEXT, store_text, stored_text
from cofactory.evidence.writing import append, stamp
from cofactory.schema.evidence import DAY, Document, document_id

LARGEST_DOCUMENT = 20 * 1024 * 1024
"""Bytes of a file that is taken in: a hundred times the largest article."""

LONGEST_TITLE = 300
"""Characters of a title, a publisher or a language that a page says about itself."""

_PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body|article)[\s>]", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")
_OTHER_KINDS = {
    b"PK\x03\x04": "a Word file, an archive or the like", b"\xd0\xcf\x11\xe0": "an old Word file or the like",
    b"\x1f\x8b": "compressed", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"{\\rtf": "a rich text file", b"7z\xbc\xaf": "an archive", b"Rar!": "an archive", b"%!PS": "PostScript",
}  # fmt: skip
_URL = re.compile(r"https?://[^\s<>\"'`\\]{1,2000}", re.IGNORECASE)
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What whoever brings a document knows about it; it goes before what the document says about itself."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    retrieved: str | None = None
    url: str | None = None
    language: str | None = None
    rights: str | None = None
    syndicated_from: str | None = None
    translation_of: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A document, its text, whether the ledger had it already, and what a person should know of the reading."""

    document: Document
    text: str
    known: bool = False
    problems: tuple[Problem, ...] = field(default=())


def read_document(
    source: Path | bytes, about: About | None = None, *, name: str = "", reader: Confined | None = None
) -> Taken:
    """Returns a document read from a file or from bytes, with nothing written anywhere.

    Plain text in any common encoding, a web page, or a PDF; `name` is how problems call it. Pages and PDFs are read
    by `reader`, else by a worker of their own. Raises ProblemsFound: too large, not a text, no text in it, or a date
    or an address in `about` that is none.
    """
    about = about or About()
    shown = name or (source.name if isinstance(source, Path) else "document")
    _refuse_about(about, shown)
    data = _bytes_of(source, shown)
    decoded, found = _text_of(data, shown, reader)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LARGEST_TEXT:
        raise ProblemsFound([_too_large(shown, f"{len(text)} characters", f"{LARGEST_TEXT} characters of text")])
    if not text.strip():
        why = "There is no text in it; a scanned page is a picture of text."
        raise ProblemsFound(
            [_refusal("document-without-text", shown, None, why, "Save it as text, or type the quote.")]
        )
    return Taken(_document(text, about, found, shown), text, False, tuple(_remarks(decoded, text, shown)))


def take_in(
    folder: Path | str,
    source: Path | bytes,
    about: About | None = None,
    *,
    name: str = "",
    keep_text: bool = True,
    reader: Confined | None = None,
) -> Taken:
    """Returns a document once it is in the ledger, its text in documents/ under its id.

    `keep_text=False` keeps only the hash and what claims quote, for texts that may not be kept. A text that the
    ledger knows is not recorded again. Raises ProblemsFound, as `read_document` and `append` do.
    """
    folder = Path(folder)
    taken = read_document(source, about, name=name, reader=reader)
    known = known_document(folder, taken.document.id)
    file = f"{taken.document.id}.txt"
    stored = stored_text(folder, file)
    if stored is not None and stored != taken.text and document_id(stored) == taken.document.id:
        why = "Another text that is stored has the same id: somebody may have made the two so."
        mend = "Look at both. If it is chance, add a space at the end of this one."
        raise ProblemsFound([_refusal("two-texts-one-id", taken.document.title, taken.document.id, why, mend)])
    if keep_text and stored != taken.text:
        store_text(folder, file, taken.text)
    if known is not None:
        return Taken(known, taken.text, True, taken.problems)
    document = taken.document if keep_text else _without_file(taken.document)
    (written,) = append(folder, [document])
    assert isinstance(written, Document)  # noqa: S101 - what goes in comes out
    return Taken(written, taken.text, False, taken.problems)


def marked(text: str) -> str:
    """Returns the text for people: characters that cannot be seen, or that turn lines around, are spelled out.

    A zero-width space becomes ⟨U+200B⟩. For showing only: offsets are those of the stored text.
    """
    return "".join(
        f"⟨U+{ord(c):04X}⟩" if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c
        for c in text
    )


def _refuse_about(about: About, shown: str) -> None:
    problems = []
    for column in ("published", "retrieved"):
        value = getattr(about, column)
        if value is not None and not _is_day(value):
            problems.append(
                _refusal(
                    "bad-document-date", shown, value, "This is not a day.", "Write it as 2026-02-09.", column=column
                )
            )
    if about.url is not None and not _URL.fullmatch(about.url):
        why = "This is not the address of a page."
        problems.append(
            _refusal("bad-url", shown, about.url, why, "Write it as https://example.org/page.", column="url")
        )
    if problems:
        raise ProblemsFound(problems)


def _is_day(text: str) -> bool:
    try:
        return re.match(DAY, text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _bytes_of(source: Path | bytes, shown: str) -> bytes:
    if isinstance(source, Path):
        data, problems = read_bytes(source, shown, largest=LARGEST_DOCUMENT)
        if data is None:
            too_large = any(problem.name == "file-too-large" for problem in problems)
            raise ProblemsFound([_too_large(shown, _size(source), _MOST)] if too_large else problems)
        return data
    if len(source) > LARGEST_DOCUMENT:
        raise ProblemsFound([_too_large(shown, f"{len(source)} bytes", _MOST)])
    return source


_MOST = f"{LARGEST_DOCUMENT // (1024 * 1024)} MiB"


def _size(path: Path) -> str:
    return f"{path.stat().st_size} bytes"


def _text_of(data: bytes, shown: str, reader: Confined | None) -> tuple[Decoded | None, Extracted]:
    """The text in a file of any kind, and how its bytes were read where it is not a PDF."""
    if b"%PDF-" in data[:1024]:
        return None, _confined("pdf", data, shown, reader)
    for mark, kind in _OTHER_KINDS.items():
        if data.startswith(mark):
            raise ProblemsFound([_not_read(shown, f"This is not a text: it is {kind}.")])
    decoded = decode_bytes(data)
    if _PAGE.search(decoded.text[:8192]) or shown.lower().endswith(_PAGES):
        return decoded, _confined("html", decoded.text.encode("utf-8"), shown, reader)
    odd = sum(n for c, n in Counter(decoded.text).items() if c == "\ufffd" or (c < " " and c not in "\n\t\f\v"))
    if odd * 20 > len(decoded.text):
        raise ProblemsFound([_not_read(shown, "This is not a text: too much of it cannot be read as letters.")])
    return decoded, Extracted(decoded.text)


def _confined(kind: str, data: bytes, shown: str, reader: Confined | None) -> Extracted:
    if reader is None:
        with Confined() as own:
            return _confined(kind, data, shown, own)
    try:
        return reader.read("pdf" if kind == "pdf" else "html", data)
    except Unreadable as error:
        raise ProblemsFound([_not_read(shown, str(error))]) from error


def _document(text: str, about: About, found: Extracted, shown: str) -> Document:
    key = document_id(text)
    page = found.url if found.url is not None and _URL.fullmatch(found.url) else None
    published = found.published if found.published is not None and _is_day(found.published) else None
    first = next((line.strip() for line in text.split("\n") if line.strip()), shown)
    return Document(
        id=key,
        title=about.title or _short(found.title) or _short(first) or shown,
        publisher=about.publisher or _short(found.publisher),
        published=about.published or published,
        retrieved=about.retrieved or stamp()[:10],
        url=about.url or page,
        language=about.language or _short(found.language),
        rights=about.rights,
        file=f"{key}.txt",
        syndicated_from=about.syndicated_from,
        translation_of=about.translation_of,
    )


def _without_file(document: Document) -> Document:
    from msgspec.structs import replace

    return replace(document, file=None)


def _short(text: str | None) -> str | None:
    """What a document says about itself on one line, without characters that cannot be seen."""
    if text is None:
        return None
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(seen.split())[:LONGEST_TITLE] or None


def _remarks(decoded: Decoded | None, text: str, shown: str) -> list[Problem]:
    """What a person should know before trusting the text."""
    remarks = []
    if decoded is not None and decoded.replaced:
        row = decoded.text.count("\n", 0, decoded.text.index("\ufffd")) + 1
        many, place = _characters(decoded.replaced), "its" if decoded.replaced == 1 else "their"
        why = f"{many} could not be read as {decoded.encoding}; � stands in {place} place."
        remarks.append(_remark("broken-bytes", shown, why, "Save it as UTF-8 if you can.", row))
    unseen = sum(map(text.count, _BIDI | _UNSEEN))
    if unseen:
        turning = sum(map(text.count, _BIDI))
        why = f"{_characters(unseen)} in it cannot be seen, {turning} of which can turn words around."
        remarks.append(_remark("unseen-characters", shown, why, "Read its quotes with those characters spelled out."))
    return remarks


def _characters(many: int) -> str:
    return "1 character" if many == 1 else f"{many} characters"


def _remark(name: str, file: str, why: str, mend: str, row: int | None = None) -> Problem:
    return Problem(name, file, row, None, None, why, mend, severity="warning")


def _refusal(name: str, file: str, value: str | None, why: str, mend: str, *, column: str | None = None) -> Problem:
    return Problem(name, file, None, column, value, why, mend)


def _too_large(file: str, size: str, most: str) -> Problem:
    why = f"A document may have {most} at the most."
    return _refusal("document-too-large", file, size, why, "Save the article alone, or the pages that matter.")


def _not_read(file: str, why: str) -> Problem:
    return _refusal("document-not-read", file, None, why, "Save it as text (UTF-8), a web page or a PDF with text.")
