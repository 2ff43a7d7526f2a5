"""Stored texts: only by a bare name, only inside the folder, and only while they are what was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cofactory.base.problems import ProblemsFound
from cofactory.evidence.known import known_document, text_of
from cofactory.evidence.ledger import append
from cofactory.evidence.stored import store_text, stored_text
from tests.evidence.making import TEXT, a_document, write_folder


@pytest.mark.parametrize("file", [None, "", ".", "..", "../x.txt", "/etc/passwd", "a/b.txt", "c:\\x.txt", "x\0.txt"])
def test_a_name_with_a_folder_in_it_is_never_opened(tmp_path: Path, file: str | None) -> None:
    (tmp_path / "x.txt").write_text("secret", "utf-8")
    (tmp_path / "documents").mkdir()

    assert stored_text(tmp_path, file) is None
    if file is not None:
        with pytest.raises(ProblemsFound):
            store_text(tmp_path, file, "text")


def test_a_text_that_was_changed_is_not_given_for_the_one_that_was_read(tmp_path: Path) -> None:
    document = a_document()
    write_folder(tmp_path, [document], TEXT)
    assert text_of(tmp_path, document) == TEXT

    (tmp_path / "documents" / f"{document.id}.txt").write_text(TEXT + " More.", "utf-8")
    assert text_of(tmp_path, document) is None

    (tmp_path / "documents" / f"{document.id}.txt").write_bytes(b"\xff\xff")
    assert text_of(tmp_path, document) is None


def test_a_document_is_known_by_its_id(tmp_path: Path) -> None:
    assert known_document(tmp_path, a_document().id) is None

    (written,) = append(tmp_path, [a_document()])

    assert known_document(tmp_path, a_document().id) == written


def test_where_no_folder_can_be_made_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file", "utf-8")
    (tmp_path / "evidence").write_text("a file", "utf-8")

    with pytest.raises(ProblemsFound, match="cannot be written"):
        store_text(tmp_path, "d-0123456789ab.txt", "text")
    with pytest.raises(ProblemsFound, match="cannot be written"):
        append(tmp_path, [a_document()])


def test_ends_of_lines_in_the_way_of_windows_do_not_make_another_text(tmp_path: Path) -> None:
    document = a_document("One.\nTwo.\n")
    write_folder(tmp_path, [document])
    (tmp_path / "documents" / f"{document.id}.txt").write_bytes(b"One.\r\nTwo.\r\n")

    assert text_of(tmp_path, document) == "One.\nTwo.\n"


def test_a_link_from_the_texts_to_elsewhere_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "programme.toml").write_text("secret", "utf-8")
    (tmp_path / "documents" / "d.txt").symlink_to(tmp_path / "programme.toml")

    assert stored_text(tmp_path, "d.txt") is None
