"""Tables are read whatever spreadsheet wrote them, and every mistake of form is a problem at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.base.problems import Problem
from cofactory.base.tables import RawTable, parse_table, read_table, write_atomically, write_table


def parse(text: str | bytes) -> tuple[RawTable | None, list[Problem]]:
    return parse_table(text.encode() if isinstance(text, str) else text, name="lines", file="lines.csv")


def sound(text: str | bytes) -> RawTable:
    table, problems = parse(text)
    assert table is not None
    assert not problems
    return table


def test_rows_keep_their_line_past_comments_blank_lines_and_quoted_line_ends() -> None:
    table = sound('id,name\n# a comment\n\na,A\nb,"B,\n ""x"""\n,\nc,C\n')
    assert table.header == ("id", "name")
    assert [(row.cells, row.line) for row in table.rows] == [
        (("a", "A"), 4),
        (("b", 'B,\n "x"'), 5),
        (("c", "C"), 8),
    ]
    assert table.column("id") == ("a", "b", "c")
    assert table.column("note") == ("", "", "")
    assert next(table.records()) == {"id": "a", "name": "A"}


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("separator", [b",", b";"])
def test_any_spreadsheet_may_have_written_the_file(start: bytes, end: bytes, separator: bytes) -> None:
    data = start + end.join([b"id,n", b'a,"1,5"' if separator == b"," else b"a,1", b""]).replace(
        b"d,n", b"d" + separator + b"n"
    )
    data = data if separator == b"," else data.replace(b"a,1", b"a;1,5")
    table = sound(data)
    assert table.rows[0].cells == ("a", "1,5")
    assert table.decimal_comma is (separator == b";")


def test_a_line_that_names_the_separator_is_obeyed() -> None:
    table = sound("sep=;\nid;n\na;1,5\n")
    assert table.rows[0].cells == ("a", "1,5")
    assert table.rows[0].line == 3


def test_empty_columns_at_the_edge_are_no_problem() -> None:
    assert sound("id,n,,\na,1,,\nb,2,,,,\n").header == ("id", "n")


@pytest.mark.parametrize(
    ("text", "name", "row"),
    [
        (b"id,n\na,caf\xe9\n", "not-utf-8", 2),
        (b"\xff\xfei\0d\0", "not-utf-8", None),
        (b"id,n\na,\0\n", "nul-character", 2),
        (b"", "empty-table", None),
        (b"# only a comment\n", "empty-table", None),
        (b"id,n\na\n", "ragged-row", 2),
        (b"id,n\na,1,2\n", "ragged-row", 2),
        (b"id,n,id\na,1,b\n", "duplicate-column", 1),
        (b"id,,n\na,1,2\n", "unnamed-column", 1),
        (b'id,n\na,"x\nb,2\n', "unclosed-quote", 2),
        (b'id,n\na,"x"y\nb,2\n', "stray-quote", 2),
        (b"id,n\na," + b"x" * 40_000 + b"\n", "cell-too-large", 2),
    ],
)
def test_a_mistake_of_form_is_one_problem_at_its_line(text: bytes, name: str, row: int | None) -> None:
    _, problems = parse(text)
    assert [(problem.name, problem.row) for problem in problems] == [(name, row)]


@pytest.mark.parametrize(
    ("row", "mend"),
    [
        ("a,20,5", "If `20,5` is one number with a decimal comma, write 20.5."),
        ("a,20,5 M [assume: as before]", "If `20,5` is one number with a decimal comma, write 20.5."),
        ("1,20,5", "If a number has a decimal comma, write a point in its place."),
        ("a,b,5", "Put quotes around a text"),
        ('a,"20",5', "Put quotes around a text"),
    ],
)
def test_a_row_of_too_many_cells_may_have_a_decimal_comma(row: str, mend: str) -> None:
    _, (problem,) = parse(f"id,n\n{row}\n")
    assert (problem.name, problem.mend.startswith(mend)) == ("ragged-row", True)


def test_rows_after_an_unclosed_quote_are_still_read() -> None:
    table, _ = parse('id,n\na,"x\nb,2\nc,"3"\n')
    assert table is not None
    assert table.column("id")[-1] == "c"


def test_a_problem_of_a_cell_shows_its_line_and_where_the_cell_begins() -> None:
    table = sound('id,,name,a,b\nx,,"q, r",0,0\n')
    problem = table.problem("x", table.rows[0], "b", why="w", mend="m")
    assert (problem.row, problem.value, problem.at) == (2, "0", 12)
    assert table.problem("x", None, "b", why="w", mend="m").row == 1
    assert table.place(table.rows[0]).row == 2


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path, Path("/dev/null")):
        table, problems = read_table(path)
        assert table is None
        assert [problem.name for problem in problems] == ["unreadable-file"]


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cofactory.base.files.read_bytes.__kwdefaults__", {"largest": 10})
    (tmp_path / "a.csv").write_text("id,n\na,1\nb,2\n")
    assert [problem.name for problem in read_table(tmp_path / "a.csv")[1]] == ["file-too-large"]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=12).map(str.strip)


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS), max_size=5))
def test_what_is_written_reads_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("t") / "a.csv"
    write_table(path, ["id", "note"], rows)
    table, problems = read_table(path)
    assert table is not None
    assert not problems
    assert [row.cells for row in table.rows] == rows


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table(path, ["id"], [["old"]])
    path.chmod(0o640)

    def broken() -> list[bytes]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_atomically(path, (piece for _ in "x" for piece in broken()))
    assert path.read_text() == "id\nold\n"
    assert [found.name for found in tmp_path.iterdir()] == ["a.csv"]
    write_table(path, ["id"], [["new"]])
    assert path.stat().st_mode & 0o777 == 0o640


@given(st.binary(max_size=60), st.text('id,n;"\n\r #sep=\0é', max_size=60))
def test_no_bytes_break_the_reader(data: bytes, text: str) -> None:
    for given_bytes in (data, text.encode()):
        table, problems = parse(given_bytes)
        assert table is not None or problems
