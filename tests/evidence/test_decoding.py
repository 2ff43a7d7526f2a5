"""Which encoding a file is in: marks, UTF-8, what a page declares, and the letters of a language."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.evidence.decoding import decode_bytes

SAMPLES = {
    "uk": "Міністр підписав лист про наміри щодо спільного виробництва «дронів» на її території.",
    "ru": "Министр подписал соглашение о совместном производстве вооружений на территории обеих стран.",
    "fr": "Le ministre a signé une lettre d’intention où l’on évoque des systèmes déjà livrés à Kyïv.",
    "pl": "Minister podpisał umowę o współpracy w zakresie produkcji uzbrojenia, wartość około 100 mln złotych.",
    "hu": "A miniszter aláírta a közös gyártásról szóló nyilatkozatot; a tűzérségi lőszer gyűjtése őszre marad.",
    "de": "Der Minister unterzeichnete die Erklärung über die gemeinsame Produktion; größere Stückzahlen sind möglich.",
    "en": "The minister signed – “a first” – a deal worth €100 million for the café’s neighbours.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("uk", "cp1251"), ("uk", "koi8_u"), ("uk", "iso8859_5"), ("uk", "utf-16-le"), ("uk", "utf-16-be"),
        ("ru", "cp1251"), ("ru", "koi8_r"), ("fr", "cp1252"), ("pl", "cp1250"), ("pl", "iso8859_2"),
        ("hu", "cp1250"), ("hu", "iso8859_2"), ("de", "latin-1"), ("en", "cp1252"), ("en", "utf-16-le"),
    ],
)  # fmt: skip
def test_texts_in_old_encodings_are_read_as_they_were_written(language: str, encoding: str) -> None:
    data = SAMPLES[language].encode(encoding, "ignore")

    assert decode_bytes(data).text == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("language", SAMPLES)
def test_unicode_is_read_with_and_without_its_mark(language: str, encoding: str) -> None:
    assert decode_bytes(SAMPLES[language].encode(encoding)).text == SAMPLES[language]


def test_broken_bytes_in_utf8_are_replaced_where_one_sees_them_and_counted() -> None:
    decoded = decode_bytes("Ракети «Астер» і".encode() + b"\xff\xfe" + " ще щось\0.".encode())

    assert decoded.text == "Ракети «Астер» і�� ще щось�."
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 3)


def test_a_page_may_say_how_it_is_encoded_but_not_anything() -> None:
    cyrillic = "Пуск".encode("cp1251")

    assert decode_bytes(b'<meta charset="windows-1251">' + cyrillic).text.endswith("Пуск")
    assert decode_bytes(b'<meta charset="hex">' + cyrillic).text.endswith("Пуск")
    assert decode_bytes(b'<meta charset="no-such">' + cyrillic).text.endswith("Пуск")
    assert decode_bytes(b'<?xml version="1.0" encoding="koi8-r"?>' + "Пуск".encode("koi8_r")).text.endswith("Пуск")


def test_line_ends_become_line_feeds() -> None:
    assert decode_bytes(b"one\r\ntwo\rthree\n").text == "one\ntwo\nthree\n"


@given(st.binary(max_size=300), st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE]))
def test_no_bytes_at_all_stop_it_and_the_text_can_be_stored(data: bytes, mark: bytes) -> None:
    decoded = decode_bytes(mark + data)

    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
    assert "\r" not in decoded.text
    assert decoded.replaced == decoded.text.count("\ufffd")


@given(st.text(max_size=200).filter(lambda text: not text.startswith("\ufeff")))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    data = text.encode()
    expected = text.replace("\r\n", "\n").replace("\r", "\n")

    if "\0" not in text and "\x04" not in text:
        assert decode_bytes(data).text == expected
