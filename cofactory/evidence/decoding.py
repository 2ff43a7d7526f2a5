"""Bytes -> text: which encoding they are in, and what could not be read is replaced where one sees it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

REPLACED = "\ufffd"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What stands before a text to say how it is encoded; the longer marks first."""

_LETTERS = {
    "cp1252": ("àâæçéèêëîïôœùûüÿ", "áéíñóúü¿¡", "äöüß", "àèéìòù", "ãâáàçéêíóôõú", "åäöæøé"),
    "cp1250": ("ąćęłńóśźż", "áéíóöőúüű", "áčďéěíňóřšťúůýž", "áäčďéíľĺňóôŕšťúýž", "ăâîşţ", "čćđšž"),
    "iso8859_2": ("ąćęłńóśźż", "áéíóöőúüű", "áčďéěíňóřšťúůýž", "ăâîşţ"),
    "cp1251": ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "koi8_u": ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "iso8859_5": ("абвгдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
}
"""For each encoding of one byte a letter, what its languages write beside a to z."""

_FREQUENT = frozenset("оаеинтсрвлкмдпуіéèêàáóäöüęąłżśćěšžčőű")
_MARKS_OF_PRINT = frozenset("“”„‘’‚«»‹›–—…•€£©®°§№\xa0½¼²³·×")
_SAMPLE = 200_000
"""Bytes that are enough to tell an encoding by."""

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_STRAY = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and how many of its characters stand for bytes that could not be read."""

    text: str
    encoding: str
    replaced: int


def decode_bytes(data: bytes) -> Decoded:
    """Returns the text of a file, its lines ended by line feeds.

    A byte order mark decides; then UTF-8 if all or nearly all of it is; then what a page declares; then the encoding
    in which its letters are those of a language. What cannot be read, and NUL, becomes U+FFFD, and is counted.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if (wide := _wide(data)) is not None:
        return _decoded(data, wide)
    if _is_utf8(data):
        return _decoded(data, "utf-8")
    declared = _declared(data)
    return _decoded(data, declared or _guess(data[:_SAMPLE]))


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\0", REPLACED)
    return Decoded(text, encoding, text.count(REPLACED))


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is 0 in Latin text, 4 in Cyrillic."""
    sample = data[:_SAMPLE]
    even, odd = (sum(map(half.count, (0, 4))) for half in (sample[::2], sample[1::2]))
    most = len(sample) // 8
    if len(sample) < 8 or max(even, odd) <= most or min(even, odd) > most // 4:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(data: bytes) -> bool:
    """True for UTF-8, and for UTF-8 with some broken bytes: far more whole letters than stray bytes."""
    text = data.decode("utf-8", "replace")
    strays = text.count(REPLACED) - data.count(REPLACED.encode())
    return strays == 0 or strays * 3 <= len(re.findall(r"[\x80-\U0010ffff]", text))


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        b"a".decode(name)
    except (LookupError, ValueError):  # no such encoding, or one that makes no text
        return None
    return "cp1252" if name in {"ascii", "iso8859-1", "utf-8"} else name


def _guess(data: bytes) -> str:
    """The encoding under which the letters beyond a to z are most like those of one language; cp1252 when in doubt."""
    return max(_LETTERS, key=lambda encoding: (_likeness(data, encoding), encoding == "cp1252"))


def _likeness(data: bytes, encoding: str) -> float:
    counts: dict[str, int] = {}
    for letter in b"".join(_STRAY.findall(data)).decode(encoding, "replace"):
        counts[letter] = counts.get(letter, 0) + 1
    return max(sum(n * _weight(letter, alphabet) for letter, n in counts.items()) for alphabet in _LETTERS[encoding])


def _weight(letter: str, alphabet: str) -> float:
    if letter in alphabet:
        return 1.0 if letter in _FREQUENT else 0.6
    if letter.lower() in alphabet:
        return 0.1
    return 0.5 if letter in _MARKS_OF_PRINT else -1.0
