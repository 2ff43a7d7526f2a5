"""A quote stands where it says or is refused; in a new version it is found, suggested to a person, or an orphan."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.evidence.quotes import Found, Orphan, Plain, QuoteNotThere, Suggested, anchor, re_anchor, span_at, stands
from cofactory.evidence.versions import carry_over, versions_of
from cofactory.schema.evidence import Claim, Date, Span, identified
from tests.evidence.making import a_document

OLD = "The minister said that 100 missiles would go to the army. The deal was signed in Kyiv on Monday, he added."


def test_a_quote_is_anchored_with_the_words_around_it() -> None:
    span = anchor(OLD, "100 missiles")

    assert OLD[span.start : span.end] == span.exact == "100 missiles"
    assert OLD.startswith(span.prefix + span.exact + span.suffix)


def test_of_several_places_the_one_nearest_to_where_it_is_expected_is_taken() -> None:
    text = "one two one two one"

    assert [anchor(text, "one", near=near).start for near in (0, 7, 99)] == [0, 8, 16]


@pytest.mark.parametrize("exact", ["200 missiles", "", "100  missiles"])
def test_words_that_are_not_there_are_refused(exact: str) -> None:
    with pytest.raises(QuoteNotThere):
        anchor(OLD, exact)


def test_a_quote_is_found_where_it_moved_to() -> None:
    found = re_anchor(anchor(OLD, "signed in Kyiv"), f"KYIV, Feb. 9. {OLD}")

    assert isinstance(found, Found)
    assert (found.how, found.span.exact) == ("exactly", "signed in Kyiv")


def test_a_quote_is_found_after_white_space_and_quotation_marks_were_changed() -> None:
    old = "He said: \"the deal  is 'done'\", and left."
    new = "Update.\nHe\u00a0said:\n\n“the\u202fdeal\nis ‘done’”,\u00a0and left."
    span = anchor(old, "\"the deal  is 'done'\"")

    found = re_anchor(span, new)

    assert isinstance(found, Found)
    assert found.how == "normalised"
    assert found.span.exact == "“the\u202fdeal\nis ‘done’”"
    assert stands(found.span, new)


@pytest.mark.parametrize(
    "new",
    [
        OLD.replace("100 missiles would go", "about 100 missiles will go"),
        OLD.replace("100 missiles would", "100 miss\u200biles would"),
        OLD.replace("100 missiles would go to the army", "100 Missiles would go to the Army"),
    ],
)
def test_words_that_are_only_like_the_quote_are_suggested_and_no_more(new: str) -> None:
    found = re_anchor(anchor(OLD, "that 100 missiles would go to the army"), new)

    assert isinstance(found, Suggested)
    assert stands(found.span, new)
    assert 75 <= found.likeness < 100


def test_a_quote_that_is_gone_is_an_orphan() -> None:
    assert isinstance(
        re_anchor(anchor(OLD, "100 missiles would go"), "Nothing of the kind stands here any more."), Orphan
    )
    assert isinstance(re_anchor(anchor(OLD, "100 missiles would go"), ""), Orphan)


def test_of_two_places_the_one_with_the_same_words_around_it_is_meant() -> None:
    span = anchor(OLD, "The deal")
    new = f"The deal is old, says the opposition. {OLD}"

    found = re_anchor(span, new)

    assert isinstance(found, Found)
    assert found.span.start == span.start + 38


def test_two_places_with_other_words_around_them_are_for_a_person() -> None:
    found = re_anchor(anchor(OLD, "The deal"), "The deal fell through. Nobody knew why. The deal was dead.")

    assert isinstance(found, Suggested)


@given(st.text(alphabet="ab \n\t\u00a0“”'’\u3000x", max_size=60), st.data())
def test_every_quote_of_a_text_is_found_in_its_plain_form_and_back(text: str, data: st.DataObject) -> None:
    plain = Plain.of(text)
    start = data.draw(st.integers(0, len(plain.text)))
    end = data.draw(st.integers(start, len(plain.text)))

    if start < end:
        low, high = plain.back(start, end)
        assert Plain.of(text[low:high]).text == plain.text[start:end]


@given(st.text(alphabet="abc de\n", min_size=5, max_size=80), st.text(max_size=20), st.data())
def test_what_is_found_always_stands_there(old: str, inserted: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    cut = data.draw(st.integers(0, len(old)))
    new = old[:cut] + inserted + old[cut:]

    found = re_anchor(span_at(old, start, end), new)

    if not isinstance(found, Orphan):
        assert stands(found.span, new)


def claim_of(text: str) -> Claim:
    spans = (anchor(text, "100 missiles would go to the army"), anchor(text, "on Monday", role="date"))
    return identified(
        Claim(
            document=a_document(text).id,
            spans=spans,
            kind="transfer",
            dates=(Date("on Monday", "2026-02-09", "2026-02-09"),),
        )
    )


def test_a_claim_is_carried_over_when_all_its_quotes_are_found() -> None:
    new = a_document(f"Correction below.\n{OLD}", url="https://example.org/a")

    carried = carry_over(claim_of(OLD), new, f"Correction below.\n{OLD}")

    assert carried.successor == claim_of(f"Correction below.\n{OLD}")


def test_a_claim_is_not_carried_over_when_one_quote_is_only_alike_or_far_away() -> None:
    changed = OLD.replace("on Monday", "on Sunday") + " Rain is expected." * 40 + " They meet again on Monday."

    carried = carry_over(claim_of(OLD), a_document(changed), changed)

    assert carried.successor is None
    assert [type(anchoring) for anchoring in carried.anchorings] == [Found, Suggested]


def test_versions_are_the_texts_of_one_address() -> None:
    old, new = (
        a_document(OLD, url="https://example.org/a", second=1),
        a_document("New.\n", url="https://example.org/a", second=2),
    )
    other = a_document("Other.\n", url="https://example.org/b")
    documents = {document.id: document for document in (new, old, other, a_document())}

    assert versions_of(documents, new) == (old,)
    assert versions_of(documents, a_document()) == ()


@pytest.mark.parametrize(("start", "end", "exact"), [(3, 3, ""), (5, 4, "x"), (0, 4, "abc")])
def test_a_span_that_no_text_could_bear_cannot_be_made(start: int, end: int, exact: str) -> None:
    with pytest.raises(ValueError, match=r"span must end|characters cannot stand"):
        Span(start, end, exact)


@pytest.mark.parametrize(
    ("old", "quote", "new"),
    [
        ("They ordered 100 pumps.", "100 pumps", "They ordered 2,100 pumps."),
        ("They ordered 100 pumps.", "100 pumps", "They ordered 2 100 pumps."),
        ("They ordered 100 pumps.", "100 pumps", "They ordered up to 100 pumps."),
        ("They will get 100.", "get 100", "They will get 1000."),
        ("They will get 100.", "get 100", "They will get 100,000."),
        ("They will get 100.", "get 100", "They will get 100 million."),
        ("They will get 100.", "get 100", "They will get 100 %."),
        ("The pump works.", "The pump", "The pumps work."),
        ("The real pump works.", "real pump", "An unreal pump works."),
        ("The cafe is open.", "The cafe", "The cafe\u0301 is open."),
        ("They paid .5 million.", ".5 million", "They paid 10.5 million."),
        ("They  ordered 100 pumps.", "ordered 100 pumps", "They reordered 100\npumps."),
    ],
)
def test_words_that_are_now_a_part_of_more_are_for_a_person(old: str, quote: str, new: str) -> None:
    found = re_anchor(anchor(old, quote), new)

    assert isinstance(found, Suggested)
    assert found.why == "The same words stand there as a part of a longer word, number or sum."


@pytest.mark.parametrize(
    ("old", "quote", "new"),
    [
        ("They ordered 100 pumps.", "100 pumps", "Then they ordered 100 pumps, and left."),
        ("They will get 100.", "get 100", "They will get 100, he said."),
        ("The pump, it works.", "The pump", "The pump works."),
        ("Всі помпи працюють.", "помп", "Тут усі помпи працюють."),
        ("It costs 2,100 euros.", "100 euros", "It now costs 2,100 euros."),
        ("签署了合同。", "了合", "昨天签署了合同。"),
    ],
)
def test_words_that_end_where_they_ended_are_found(old: str, quote: str, new: str) -> None:
    assert isinstance(re_anchor(anchor(old, quote), new), Found)


def test_a_quote_without_its_context_is_found_where_no_word_goes_on() -> None:
    assert isinstance(re_anchor(Span(0, 3, "100"), "They ordered 100 pumps."), Found)
    assert isinstance(re_anchor(Span(0, 3, "100"), "They ordered 1,100 pumps."), Suggested)


def test_a_hostile_quote_does_not_take_longer_than_a_page_is_worth() -> None:
    text = "ab  " * 700_000
    began = time.process_time()

    assert isinstance(re_anchor(Span(0, 2_000, "ab " * 666 + "xy"), text), Suggested | Orphan)
    assert isinstance(re_anchor(Span(0, 200_000, "xy" * 100_000), text), Orphan)

    assert time.process_time() - began < 8
