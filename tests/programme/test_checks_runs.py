"""What runs make of the tables is remarked upon, and is no problem."""

from cofactory.programme.checks import remarks
from cofactory.programme.folder import from_tables
from tests.programme.in_memory import PARTIES, SETTINGS, Rows, items, line, need


def test_a_distribution_of_which_only_the_mean_counts_is_remarked_upon_and_planned_with() -> None:
    things: Rows = [
        {"id": "pump", "name": "Pump", "kind": "product", "value": "2 to 3"},
        {"id": "hose", "name": "Hose", "kind": "product", "value": 4},
        {"id": "tank", "name": "Tank", "kind": "product", "value": "5 to 9"},
    ]
    lines = [line(name, name, "UA", capacity="8 to 12") for name in ("pump", "hose", "tank")]
    needs = [need(name, "UA") for name in ("pump", "hose", "tank")]
    programme = from_tables(SETTINGS, {"parties": PARTIES, "items": things, "lines": lines, "needs": needs})

    (remark,) = remarks(programme)

    assert (remark.name, remark.severity, remark.column) == ("only-the-mean-counts", "remark", "value")
    assert "pump and tank" in remark.why
    assert programme.problems == ()


def test_exchange_rates_and_price_indices_count_by_their_means_too() -> None:
    money = SETTINGS | {"price_year": 2026, "exchange": {"USD": "0.8 to 0.9"}, "price_index": {"2024": 95}}
    tables = {"parties": PARTIES, "items": items("pump"), "lines": [line("a", "pump", "UA", capacity="8 to 12")]}
    programme = from_tables(money, tables | {"needs": [need("pump", "UA")]})

    (remark,) = remarks(programme)

    assert (remark.file, remark.column, remark.value) == ("programme.toml", "exchange.USD", "0.8 to 0.9")
