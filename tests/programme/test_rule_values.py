"""What the values of fund rules mean, and how wrong ones are answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.base.periods import Calendar
from cofactory.programme.record import Settings
from cofactory.programme.rule_values import PARSERS, Rule, RuleError, parse_rule
from cofactory.schema.countries import EU27
from cofactory.schema.programme import FUND_RULES, FundRule

SAFE = EU27 | {"UA"}
SETTINGS = Settings(
    name="Pumps",
    calendar=Calendar("2026-01", 12, "month"),
    currency="EUR",
    price_year=2026,
    discount_rate=0.0,
    exchange={},
    price_index={},
    zones={"safe": SAFE},
)


def parse(rule: str, value: str) -> Rule:
    row = FundRule(fund="f", rule=rule, value=value, article=None, url=None, note=None)
    return parse_rule(row, SETTINGS)


def test_every_rule_of_the_table_can_be_read() -> None:
    assert tuple(PARSERS) == FUND_RULES


def test_a_share_of_value_outside_a_zone() -> None:
    for text in ("35% outside safe", "35 % outside safe", "35.0% OUTSIDE safe"):
        rule = parse("origin_max", text)
        assert (rule.share, rule.zone, rule.zone_name) == (0.35, SAFE, "safe")


def test_several_words_mean_any_of_them() -> None:
    assert parse("spends_on", "production; expansion").choices == {"production", "expansion"}
    assert parse("item", " pump ;valve; ").choices == {"pump", "valve"}


def test_zones_and_countries_are_spelled_out() -> None:
    assert parse("country", "FR; UA").choices == {"FR", "UA"}
    assert parse("country", "EFTA; FR").choices == {"CH", "IS", "LI", "NO", "FR"}
    assert parse("made_in", "safe").zone == SAFE


def test_a_number_of_parties_of_a_zone() -> None:
    rule = parse("parties_min", "2 of safe")

    assert (rule.count, rule.zone, rule.zone_name) == (2, SAFE, "safe")


def test_a_day_counts_for_the_period_it_lies_in() -> None:
    assert parse("signed_until", "2026-05-30").period == 4
    assert parse("signed_from", "2026-05").period == 4
    assert parse("signed_from", "2025-12-31").period == -1


@pytest.mark.parametrize(
    ("rule", "value", "name", "mend"),
    [
        ("origin_max", "35% safe", "bad-fund-rule-value", "35% outside safe"),
        ("origin_max", "135% outside safe", "bad-fund-rule-value", "100%"),
        ("origin_max", "35% outside saef", "unknown-zone", 'Did you mean "safe"?'),
        ("made_in", "; ;", "bad-fund-rule-value", "safe"),
        ("made_in", "France", "unknown-zone", "[zones]"),
        ("parties_min", "two of safe", "bad-fund-rule-value", "2 of safe"),
        ("parties_min", "0 of safe", "bad-fund-rule-value", "1 or more"),
        ("spends_on", "prodution", "bad-fund-rule-value", 'Did you mean "production"?'),
        ("design_authority", "no", "bad-fund-rule-value", "delete the row"),
        ("signed_from", "spring 2026", "bad-fund-rule-value", "2026-05-30"),
    ],
)
def test_a_wrong_value_is_answered_with_a_right_one(rule: str, value: str, name: str, mend: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(rule, value)

    assert caught.value.name == name
    assert mend in caught.value.mend


@given(rule=st.sampled_from(FUND_RULES), value=st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(rule: str, value: str) -> None:
    try:
        answer: Rule | RuleError = parse(rule, value)
    except RuleError as error:
        answer = error
    assert isinstance(answer, Rule) or (answer.why.endswith(".") and answer.mend.endswith("."))


def test_a_share_of_the_contract_and_not_of_the_components() -> None:
    assert parse("origin_max", "35% of contract outside safe").of_contract
    assert not parse("origin_max", "35% outside safe").of_contract


def test_design_authority_is_asked_of_some_categories_or_of_all() -> None:
    assert parse("design_authority", "yes for safe-2; safe-3").categories == {"safe-2", "safe-3"}
    assert parse("design_authority", "yes").categories == frozenset()


def test_a_row_that_takes_a_set_asks_nothing_itself() -> None:
    assert parse("rules", "safe-2025-1106") == Rule("rules", choices=frozenset({"safe-2025-1106"}))
