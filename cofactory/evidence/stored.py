"""The stored texts in documents/: found by a bare name inside that folder, or not at all."""

from __future__ import annotations

from pathlib import Path

from cofactory.base.files import read_bytes, write_atomically
from cofactory.base.problems import ProblemsFound
from cofactory.evidence.places import DOCUMENTS, cannot_write, is_inside, outside

LARGEST_TEXT = 4_000_000
"""Code points of one stored text: a book of 1,500 pages."""


def stored_text(folder: Path | str, file: str | None) -> str | None:
    """Returns the text of a document's `file`, or None: not kept, not there, not UTF-8, or outside documents/.

    Lines end as they did when it was read, with a line feed, whatever git or an editor made of that.
    """
    if not file or not is_bare(file):
        return None
    path = Path(folder) / DOCUMENTS / file
    if not is_inside(Path(folder) / DOCUMENTS, path) or not is_inside(Path(folder), path) or not path.is_file():
        return None
    data, _ = read_bytes(path, file, largest=4 * LARGEST_TEXT)
    try:
        return None if data is None else data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def is_bare(file: str) -> bool:
    """True for the name of a file without any folder, on any system."""
    return file not in {"", ".", ".."} and not set(file) & set("/\\:\0")


def store_text(folder: Path, file: str, text: str) -> None:
    """Nothing; the text lies in documents/, whole. Raises ProblemsFound."""
    place = folder / DOCUMENTS
    if not is_bare(file) or not is_inside(folder, place) or not is_inside(place, place / file):
        raise ProblemsFound([outside(f"{DOCUMENTS}/{file}")])
    try:
        place.mkdir(exist_ok=True)
        write_atomically(place / file, [text.encode("utf-8")])
    except OSError as error:
        raise ProblemsFound([cannot_write(f"{DOCUMENTS}/{file}", error)]) from error
