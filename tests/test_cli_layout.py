"""A table on the terminal keeps every id whole, and breaks other cells between their words only."""

from __future__ import annotations

from cofactory.cli.layout import WIDTH, table
from cofactory.cli.proposals import HELP, PROMPT

LONG = "the-second-hundred-of-flood-pumps-for-the-provinces-of-the-coast-by-the-end-of-the-year"


def test_an_id_stands_whole_on_one_line_however_long_it_is() -> None:
    header = ("commitment", "stage", "since", "promised", "contracted", "produced", "delivered")
    row = (LONG, "letter of intent", "2026-02-09", "more than 1,000", "not said", "not said", "not said")
    lines = table(header, [row]).splitlines()

    assert sum(LONG in line for line in lines) == 1
    assert lines[0].split() == [*header]


def test_a_table_that_fits_is_no_wider_than_a_page_and_breaks_only_between_words() -> None:
    told = " ".join(["more than a thousand"] * 12)
    lines = table(("id", "said", "why"), [("pump-1", told, told)]).splitlines()

    assert max(map(len, lines)) <= WIDTH
    assert {word for line in lines[2:] for word in line.split()} == {"pump-1", *told.split()}


def test_a_word_without_end_is_broken_where_it_is_no_id() -> None:
    lines = table(("id", "said"), [("pump-1", "x" * 500)]).splitlines()

    assert max(map(len, lines)) <= WIDTH
    assert "".join(line.split()[-1] for line in lines[2:]) == "x" * 500


def test_brackets_in_a_cell_stay_and_mean_nothing() -> None:
    assert "[bold]" in table(("id", "said"), [("pump-1", "[bold]")])


def test_the_help_of_a_review_has_a_line_for_every_key_of_its_prompt() -> None:
    keys = [entry.split()[0] for entry in PROMPT.split("  ")]
    told = [line.split()[0] for line in HELP.splitlines()]

    assert set(keys) <= set(told)
    assert len(told) == len(set(told))
    assert max(map(len, HELP.splitlines())) <= 80
