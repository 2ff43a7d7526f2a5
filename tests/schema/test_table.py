"""The declaration of a column: written down once, read by everything else."""

import pickle

import pytest
from pydantic import ValidationError

from cofactory.base.cell import plain
from cofactory.base.raw import Place
from cofactory.schema.programme import TABLES, Arrival, Line, Party, Route
from cofactory.schema.table import NUMERIC, attribute_of, column, columns, value_of


def an_arrival(quantity: float = 5) -> Arrival:
    return Arrival(item="pump", country="FR", period="2026-03", quantity=plain(quantity))


def test_a_default_is_declared_once_and_reaches_a_row_made_in_python() -> None:
    cells = {"id": "l", "name": "L", "item": "pump", "country": "FR", "capacity": plain(3), "opens": "2026-01"}
    line = Line.model_validate(cells)
    assert line.lead_time.mean() == 0
    assert line.pool_use.mean() == 1
    assert line.step is None
    assert Party.model_validate({"id": "fr", "name": "France", "kind": "state", "country": "FR"}).aliases == ()


def test_a_column_that_is_a_word_of_the_language_keeps_its_name_in_the_table() -> None:
    route = Route.model_validate({"id": "r", "from": "FR", "to": "UA"})
    assert route.from_ == "FR"
    assert value_of(route, "from") == "FR"
    assert attribute_of(Route, "from") == "from_"
    assert [c.name for c in columns(Route)][:3] == ["id", "from", "to"]


def test_rows_are_equal_wherever_they_stand() -> None:
    here = Arrival.trusted(dict(an_arrival()), Place("arrivals.csv", 7, None))
    assert here == an_arrival()
    assert hash(here) == hash(an_arrival())
    assert here != an_arrival(6)
    assert here.place.row == 7
    assert an_arrival().place == Place("", None, None)


def test_a_row_cannot_be_changed_and_knows_its_columns() -> None:
    row = an_arrival()
    with pytest.raises(ValidationError):
        row.item = "valve"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Arrival(item="pump", country="FR", period="2026-03", quantity=plain(1), colour="red")  # type: ignore[call-arg]


def test_a_row_travels_between_processes() -> None:
    row = Arrival.trusted(dict(an_arrival()), Place("arrivals.csv", 7, None))
    again = pickle.loads(pickle.dumps(row))  # noqa: S301 - our own bytes
    assert again == row
    assert again.place == row.place


def test_every_column_says_what_it_means_and_every_number_its_unit() -> None:
    for row in TABLES.values():
        for declared in columns(row):
            assert declared.help.endswith("."), f"{row.TABLE}.{declared.name}"
            assert bool(declared.unit) == (declared.kind in NUMERIC), f"{row.TABLE}.{declared.name}"


def test_every_reference_names_a_table_with_ids() -> None:
    for row in TABLES.values():
        for declared in columns(row):
            if declared.kind == "ref":
                assert TABLES[declared.refers or ""].KEY == ("id",)


def test_no_column_of_another_name_is_found() -> None:
    assert column(Line, "capacity").uncertain
    with pytest.raises(KeyError):
        column(Line, "capcity")
    with pytest.raises(KeyError):
        attribute_of(Line, "capcity")
