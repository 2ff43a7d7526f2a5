"""The page that compares lead times: it says which side is earlier, and holds all it needs."""

from cofactory.funding.lead_times import compare_lead_times
from cofactory.render.lead_times import render_lead_times, sentences
from tests.funding.test_lead_times import pumps


def test_the_page_says_how_much_earlier_other_sources_are() -> None:
    programme = pumps()
    found = compare_lead_times(programme, "pump", funds=["loan"])
    assert sentences(programme, found) == (
        "The order is placed at the beginning of January 2026.",
        "Lead time from compliant sources: 7 months for 12.",
        "Lead time from non-compliant sources: 4 months for 12.",
        "Lead time from all sources: 4 months for 12.",
        "Non-compliant sources alone complete the order 3 months before compliant ones.",
        "All sources together complete the order 3 months before compliant ones.",
    )
    page = render_lead_times(programme, found)
    assert "Art 13(5)" in page
    assert "even under a priority order; none is written in priority_orders." in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert page == render_lead_times(programme, found)


def test_a_side_without_sources_is_said_to_have_none() -> None:
    programme = pumps(fund_rules=[{"fund": "loan", "rule": "made_in", "value": "FR"}])
    found = compare_lead_times(programme, "pump", funds=["loan"])
    assert "The tables hold no compliant source." in sentences(programme, found)
