"""Copies, translations and texts that pass on one agency count as one origin."""

from cofactory.evidence.reader.origins import origins
from cofactory.schema.evidence import Document

WIRE = (
    "Norway and Estonia signed a letter of intent on Monday to build ferries together, both ministries said in Oslo. "
    "The paper names no yard and sets no sum. The minister declined to say how many ferries would be built."
)


def document(number: int, **fields: str) -> Document:
    return Document(id=f"d-{number:012d}", title=f"Text {number}", published="2026-02-10", **fields)


def test_a_near_copy_is_one_origin() -> None:
    one, two, three = document(1), document(2), document(3)
    texts = {
        one.id: WIRE,
        two.id: WIRE.replace("Oslo", "the capital"),
        three.id: "Something else was said about a bridge over the fjord in the north.",
    }
    assert origins([one, two, three], texts) == ((one.id, two.id), (three.id,))


def test_a_declared_copy_is_one_origin() -> None:
    one, two = document(1), document(2, syndicated_from="d-000000000001")
    assert origins([one, two], {one.id: "a", two.id: "b"}) == ((one.id, two.id),)


def test_two_texts_that_pass_on_one_agency_are_one_origin() -> None:
    one, two = document(1), document(2)
    texts = {one.id: "Ferries are coming, according to Reuters.", two.id: "OSLO (Reuters) - Norway builds ferries."}
    assert origins([one, two], texts) == ((one.id, two.id),)


def test_the_order_of_documents_does_not_change_the_groups() -> None:
    one, two, three = document(1), document(2), document(3)
    texts = {one.id: WIRE, two.id: "Quite another story about the price of fish in the harbour.", three.id: WIRE}
    groups = {frozenset(group) for group in origins([one, two, three], texts)}
    assert groups == {frozenset(group) for group in origins([three, two, one], texts)}
