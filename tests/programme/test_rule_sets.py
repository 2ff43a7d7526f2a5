"""Rule sets of funds: what ships, what a fund that takes one gets, and what happens to rules of its own."""

from pathlib import Path

import pytest

from cofactory.programme.folder import from_tables, load_programme
from cofactory.programme.record import Programme
from cofactory.programme.rule_sets import SetRow, TakenRule, rule_sets, sets_of
from cofactory.programme.rule_values import parse_rule
from cofactory.programme.start import start_folder
from cofactory.schema.countries import EU27
from cofactory.schema.programme import FundRule
from tests.programme.in_memory import PARTIES, SETTINGS, Rows, items, line, names, need, one

EEA_AND_UKRAINE = EU27 | {"IS", "LI", "NO", "UA"}
ROWS = [row for found in rule_sets().values() for row in found.rows]

FUNDS: Rows = [
    {
        "id": "loan",
        "name": "Loan",
        "party": "fr",
        "amount": "1 M",
        "opens": "2026-01",
        "closes": "2026-12",
        "form": "loan",
    }
]


def rule(value: str, name: str = "rules") -> dict[str, str]:
    return {"fund": "loan", "rule": name, "value": value}


def programme(*rules: dict[str, str], category: str = "safe-1") -> Programme:
    made = line("pump-fr", "pump", "FR", unit_cost="1 k", party="fr")
    tables = {"items": items("pump", category=category), "lines": [made], "needs": [need("pump", "FR")]}
    return from_tables(SETTINGS, {**tables, "parties": PARTIES, "funds": FUNDS, "fund_rules": rules})


@pytest.mark.parametrize("row", [row for row in ROWS if row.planned], ids=lambda row: f"{row.set}-{row.rule}")
def test_every_rule_that_a_plan_obeys_can_be_read_without_zones_of_ones_own(row: SetRow) -> None:
    parse_rule(FundRule(fund="loan", rule=row.rule, value=row.value, article=None, url=None, note=None),
               programme().settings)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.set}-{row.rule}")
def test_every_row_says_where_it_is_written_and_what_was_read(row: SetRow) -> None:
    assert row.read in ("article", "recital", "press")
    assert row.url.startswith("https://")
    assert row.article
    assert row.words
    assert (row.read == "article") == row.article.startswith("Art ")


def test_a_fund_that_takes_a_set_has_its_rules_and_each_knows_where_it_comes_from() -> None:
    taken = [row for row in programme(rule("safe-2025-1106")).fund_rules if isinstance(row, TakenRule)]

    assert [row.rule for row in taken] == [
        "category", "origin_max", "made_in", "parties_min", "parties_min", "design_authority",
    ]  # fmt: skip
    assert taken[1].set_row.article == taken[1].article == "Art 16(10)"
    assert taken[1].set_row.set == "safe-2025-1106"
    assert (taken[1].place.file, taken[1].place.row) == ("fund_rules.csv", 2)


def test_own_rules_stand_beside_those_of_the_set_and_none_is_stated_twice() -> None:
    rules = programme(rule("2 of EEA; UA", "parties_min"), rule("safe-2025-1106")).fund_rules

    assert [row.value for row in rules if row.rule == "parties_min"] == ["2 of EEA; UA", "1 of EU27"]
    assert not isinstance(rules[0], TakenRule)


def test_the_zones_of_the_sets_differ() -> None:
    def zone(name: str) -> frozenset[str] | None:
        row = next(row for row in rule_sets()[name].rows if row.rule == "origin_max")
        made = FundRule(fund="loan", rule=row.rule, value=row.value, article=None, url=None, note=None)
        return parse_rule(made, programme().settings).zone

    assert zone("safe-2025-1106") == zone("ukraine-loan-2026-467") == EEA_AND_UKRAINE
    assert zone("edip-2025-2643") == EEA_AND_UKRAINE - {"UA"}
    assert zone("usi-2025-2643") == EU27 | {"UA"}  # Norway is outside


def test_a_programme_need_not_have_every_category_of_the_law() -> None:
    assert programme(rule("safe-2025-1106"), category="safe-1").problems == ()


def test_a_set_none_of_whose_categories_is_used_lets_nothing_in() -> None:
    assert "rule-of-unused-category" in [
        problem.name for problem in programme(rule("safe-2025-1106"), category="tools").problems
    ]


def test_an_unknown_set_is_answered_with_the_nearest() -> None:
    problem = one(parties=PARTIES, funds=FUNDS, items=items("pump"), needs=[], fund_rules=[rule("safe-2025-1107")])

    assert problem.name == "unknown-rule-set"
    assert problem.mend == "Did you mean `safe-2025-1106`?"


def test_a_set_can_be_taken_twice_by_mistake_and_is_a_duplicate_row() -> None:
    rules = [rule("safe-2025-1106"), rule("safe-2025-1106")]

    assert "duplicate-row" in names(parties=PARTIES, funds=FUNDS, items=items("pump"), fund_rules=rules)


def test_the_sets_of_a_fund() -> None:
    rules = programme(rule("safe-2025-1106"), rule("era-2024-2773")).fund_rules

    assert [found.id for found in sets_of(rules, "loan")] == ["safe-2025-1106", "era-2024-2773"]
    assert rule_sets()["safe-2025-1106"].value("maturity_years") == "45"


def test_a_rule_that_a_fund_lifts_is_not_taken() -> None:
    case = programme(rule("safe-2025-1106"), rule("origin_max", name="lifts"), rule("papers", name="lifts"))
    assert not {row.rule for row in case.fund_rules} & {"origin_max", "papers"}
    assert "made_in" in {row.rule for row in case.fund_rules}
    (taken,) = sets_of(case.fund_rules, "loan")
    assert not {row.rule for row in taken.rows} & {"origin_max", "papers"}


def test_a_scenario_can_lift_a_rule_of_a_set(tmp_path: Path) -> None:
    start_folder(tmp_path / "joint", like="france-ukraine")
    text = '[add.fund_rules]\nfree = { fund = "ukraine-loan-1", rule = "lifts", value = "origin_max" }\n'
    (tmp_path / "joint" / "scenarios" / "any-origin.toml").write_text(text, "utf-8")
    case = load_programme(tmp_path / "joint", scenario="any-origin")
    ruled = {row.fund for row in case.fund_rules if row.rule == "origin_max"}
    assert "ukraine-loan-1" not in ruled
    assert "ukraine-loan-2" in ruled
