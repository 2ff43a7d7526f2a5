"""Every table is printed for readers and for other tools from its declaration."""

import json

import pytest

from cofactory.schema import programme, results
from cofactory.schema.countries import BUILT_IN_ZONES, EU27, country_names
from cofactory.schema.describe import describe_table, json_schema
from cofactory.schema.suggest import did_you_mean, nearest
from cofactory.schema.table import columns

EVERY = [*programme.TABLES, *results.TABLES]


@pytest.mark.parametrize("name", EVERY)
def test_the_page_of_a_table_names_every_column(name: str) -> None:
    page = describe_table(name)
    assert page.startswith(f"# {name}\n")
    for column in json_schema(name)["properties"]:
        assert f"`{column}`" in page


@pytest.mark.parametrize("name", EVERY)
def test_the_schema_of_a_table_is_json(name: str) -> None:
    schema = json.loads(json.dumps(json_schema(name)))
    assert schema["title"] == name
    assert set(schema["required"]) <= set(schema["properties"])


def test_a_required_column_is_marked_and_a_default_shown() -> None:
    page = describe_table("needs")
    assert "| `quantity` * | number | units per period |" in page
    assert "one of `waits`, `lost` |  | `waits` |" in page


def test_the_schema_says_units_choices_and_references() -> None:
    needs = json_schema("needs")["properties"]
    assert needs["item"]["x-refers-to"] == "items"
    assert needs["unmet"]["enum"] == ["waits", "lost"]
    assert needs["quantity"]["x-unit"] == "units per period"


def test_there_is_no_page_of_an_unknown_table() -> None:
    with pytest.raises(KeyError):
        describe_table("factories")


def test_a_result_table_has_unique_columns() -> None:
    for table in results.TABLES.values():
        assert len(set(table.header)) == len(table.header)


def test_the_built_in_zones_are_countries() -> None:
    assert len(EU27) == 27
    for zone in BUILT_IN_ZONES.values():
        assert zone <= country_names().keys()
    assert country_names()["EU"] == "European Union"


def test_the_nearest_word_is_offered_or_else_what_there_is() -> None:
    assert nearest("capcity", ["capacity", "country"]) == "capacity"
    assert nearest("zzz", ["capacity", "country"]) is None
    assert did_you_mean("zzz", ["a", "b"], otherwise="Choose one.") == "Choose one. There is: `a`, `b`."
    assert did_you_mean("zzz", [str(n) * 9 for n in range(50)], otherwise="Choose one.") == "Choose one."


def test_every_table_of_the_contract_is_declared() -> None:
    assert list(programme.TABLES) == [
        "parties", "items", "bom", "lines", "pools", "stocks", "arrivals", "routes", "needs",
        "priority_orders", "commitments", "funds", "fund_rules", "item_facts", "fund_facts", "projects", "stages",
        "risks", "correlations",
    ]  # fmt: skip
    assert sum(len(columns(row)) for row in programme.TABLES.values()) > 100
