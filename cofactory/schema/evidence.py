"""The three records of a ledger: what a document is, what it claims, and what was decided about a claim."""

from __future__ import annotations

import hashlib
import math
from typing import Annotated, Any, Literal, TypeVar, get_args

from msgspec import Meta, Struct, convert, field, structs
from msgspec.json import Decoder, Encoder, decode

Stage = Literal[
    "mentioned", "discussed", "requested", "intended", "letter_of_intent",
    "declaration", "contract", "production", "delivered", "in_service",
]  # fmt: skip
MoneyStage = Literal["pledged", "allocated", "contracted", "disbursed"]
ClaimStage = Literal[Stage, "cancelled", MoneyStage]
Kind = Literal[
    "transfer", "serial_production", "procurement", "modernisation", "joint_development",
    "financing", "initiative", "risk", "enabler",
]  # fmt: skip
Certainty = Literal["asserted", "hedged", "speculative"]
Role = Literal["assertion", "date", "item", "party", "antecedent"]
Per = Literal["day", "week", "month", "quarter", "year"]
Qualifier = Literal["exact", "about", "up to", "at least", "at most", "more than", "less than", "vague"]
Precision = Literal["day", "month", "quarter", "half", "year", "decade", "range"]
DateRole = Literal["event", "announcement", "target", "window", "since"]
Verdict = Literal["accept", "reject", "correct", "merge", "split", "retract"]

STAGES: tuple[Stage, ...] = get_args(Stage)
"""From the least to the most that a promise has become; `cancelled` stands beside them."""

MONEY_STAGES: tuple[MoneyStage, ...] = get_args(MoneyStage)
"""The same for money: `stage` of a claim of kind financing."""

CANCELLED: Literal["cancelled"] = "cancelled"

CONTEXT = 32
"""Characters before and after a quote that are kept with it, to tell it from the same words elsewhere."""

DAY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
MOMENT = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$"

Day = Annotated[str, Meta(pattern=DAY, description="a day, 2026-02-09")]
Moment = Annotated[str, Meta(pattern=MOMENT, description="UTC with microseconds, 2026-02-09T10:00:00.000000Z")]
DocumentId = Annotated[str, Meta(pattern="^d-[0-9a-f]{12}$")]
Target = Annotated[str, Meta(pattern="^[cx]-[0-9a-z]+$")]
"""What a decision speaks of: claims, or, to retract them, decisions."""

Offset = Annotated[int, Meta(ge=0)]
Number = int | float | None


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What all records share: they never change, unknown fields are refused, absent fields are not written.

    They hold no circles, so the collector of circular garbage need not look through them.
    """


class Span(Record, frozen=True):
    """A quote and where it stands: code points `start` up to, not including, `end` of the stored text."""

    start: Offset
    end: Offset
    exact: str
    prefix: str = ""
    suffix: str = ""
    role: Role = "assertion"

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a span must end after it starts, not {self.start} to {self.end}")
        if len(self.exact) != self.end - self.start:
            raise ValueError(f"{len(self.exact)} characters cannot stand from {self.start} to {self.end}")


class Quantity(Record, frozen=True):
    """A number as it was written and the interval it allows.

    "about 100": 100 to 100, `about`. "up to 100": none to 100. "more than 1,000": 1000 to none. "tens of billions":
    2e10 to 1e11, `vague`. "a record volume": none to none, `vague`. `per` is none for a total, else a rate.
    """

    raw: str
    low: Number = None
    high: Number = None
    per: Per | None = None
    qualifier: Qualifier | None = None

    def __post_init__(self) -> None:
        _whole_interval(self)


class Money(Record, frozen=True):
    """A sum as it was written, the interval it allows in units of `currency` (ISO 4217; none when not said)."""

    raw: str
    low: Number = None
    high: Number = None
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None = None
    qualifier: Qualifier | None = None

    def __post_init__(self) -> None:
        _whole_interval(self)


class Date(Record, frozen=True):
    """A date as it was written and the days it allows, both inclusive; an open end is none.

    `from_` is `from` in JSON.
    """

    raw: str
    from_: Day | None = field(default=None, name="from")
    to: Day | None = None
    precision: Precision = "day"
    role: DateRole = "event"

    def __post_init__(self) -> None:
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise ValueError(f"the first day {self.from_} is after the last {self.to}")


class Document(Record, frozen=True, kw_only=True):
    """A text that was read: where it comes from, when it appeared, and the hash of what is stored."""

    id: DocumentId = ""
    title: str
    publisher: str | None = None
    published: Day | None = None
    retrieved: Day | None = None
    url: str | None = None
    language: str | None = None
    rights: str | None = None
    file: str | None = None
    syndicated_from: str | None = None
    translation_of: str | None = None
    recorded: Moment = ""


class Claim(Record, frozen=True, kw_only=True):
    """What a document says about one promise, with the quotes it rests on; `denied`: it says that this is not so."""

    id: str = ""
    document: DocumentId
    spans: Annotated[tuple[Span, ...], Meta(min_length=1)]
    giver: str | None = None
    receiver: str | None = None
    item: str | None = None
    item_text: str | None = None
    kind: Kind
    stage: ClaimStage | None = None
    certainty: Certainty = "asserted"
    denied: bool = False
    attributed_to: str | None = None
    quantity: Quantity | None = None
    unit: str | None = None
    money: Money | None = None
    dates: tuple[Date, ...] = ()
    extractor: str = ""
    recorded: Moment = ""
    note: str | None = None


class Decision(Record, frozen=True, kw_only=True):
    """What somebody decided about claims, or, to retract them, about decisions. JSON may say `claim` for one."""

    id: str = ""
    claims: Annotated[tuple[Target, ...], Meta(min_length=1)]
    verdict: Verdict
    by: Annotated[str, Meta(min_length=1)]
    recorded: Moment = ""
    why: str = ""
    result: tuple[Target, ...] = ()
    commitment: str | None = None

    def __post_init__(self) -> None:
        if len(self.claims) == 1 and not self.result and self.verdict in _OF_ONE:
            return  # by far the most of any ledger
        (low, high), results = _CLAIMS[self.verdict], _RESULTS[self.verdict]
        if not low <= len(set(self.claims)) <= high:
            raise ValueError(f"{self.verdict} does not take {len(set(self.claims))} claims")
        if not results[0] <= len(set(self.result)) <= results[1]:
            raise ValueError(f"{self.verdict} does not give {len(set(self.result))} claims")
        if self.verdict != "merge" and set(self.claims) & set(self.result):
            raise ValueError(f"a claim cannot be the result of its own {self.verdict}")
        if self.verdict == "retract" and not all(target.startswith("x-") for target in self.claims):
            raise ValueError("retract names decisions (x-...)")


MANY = 1_000_000
_CLAIMS: dict[Verdict, tuple[int, int]] = {
    "accept": (1, MANY), "reject": (1, MANY), "correct": (1, 1), "merge": (2, MANY), "split": (1, 1),
    "retract": (1, MANY),
}  # fmt: skip
_RESULTS: dict[Verdict, tuple[int, int]] = {
    "accept": (0, 0), "reject": (0, 0), "correct": (1, 1), "merge": (1, 1), "split": (2, MANY), "retract": (0, 0),
}  # fmt: skip

_OF_ONE = ("accept", "reject")

AnyRecord = Document | Claim | Decision
R = TypeVar("R", bound=Document | Claim | Decision)

_ENCODER = Encoder(order=None)
_CANONICAL = Encoder(order="sorted")
_DOCUMENT, _CLAIM, _DECISION = Decoder(Document), Decoder(Claim), Decoder(Decision)


def canonical(record: Struct) -> bytes:
    """The record as JSON in its one canonical form: keys sorted, no spaces, UTF-8, absent fields not written."""
    return _CANONICAL.encode(record)


def to_line(record: AnyRecord) -> bytes:
    """The record as it is written in its file: one line of JSON with its end of line, fields in declared order."""
    return _ENCODER.encode(record) + b"\n"


def to_document(line: bytes | str) -> Document:
    """The document in a line. Raises msgspec.DecodeError, whose text says where and why."""
    return _DOCUMENT.decode(line)


def to_claim(line: bytes | str) -> Claim:
    """The claim in a line. Raises msgspec.DecodeError."""
    return _CLAIM.decode(line)


def to_decision(line: bytes | str) -> Decision:
    """The decision in a line, which may name one `claim` rather than `claims`. Raises msgspec.DecodeError."""
    if b'"claim"' not in (line if isinstance(line, bytes) else line.encode("utf-8", "replace")):
        return _DECISION.decode(line)
    record = decode(line)
    if isinstance(record, dict) and isinstance(record.get("claim"), str) and "claims" not in record:
        record["claims"] = [record.pop("claim")]
    return convert(record, Decision)


def document_id(text: str) -> str:
    """The id of the document whose stored text this is."""
    return f"d-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:12]}"


def claim_id(claim: Claim) -> str:
    """The id that a claim's content asks for; who found it, when, and a note do not count."""
    content = structs.replace(claim, id="", extractor="", recorded="", note=None)
    return f"c-{hashlib.sha256(canonical(content)).hexdigest()[:10]}"


def decision_id(decision: Decision) -> str:
    """The id that a decision's content asks for; everything counts."""
    return f"x-{hashlib.sha256(canonical(structs.replace(decision, id=''))).hexdigest()[:10]}"


def identified(record: R) -> R:
    """The claim or decision under the id that its content asks for; a document has its own, from its text."""
    if isinstance(record, Claim):
        return structs.replace(record, id=claim_id(record))
    if isinstance(record, Decision):
        return structs.replace(record, id=decision_id(record))
    return record


def _whole_interval(record: Quantity | Money) -> None:
    """Nothing; 100.0 becomes 100, so that a number is written in one way. ValueError where it is no interval."""
    if type(record.low) is int and record.low == record.high:
        return
    for name in ("low", "high"):
        value: Any = getattr(record, name)
        if isinstance(value, float):
            if not math.isfinite(value):
                raise ValueError(f"{name} is not a finite number")
            if value.is_integer() and abs(value) < 2**53:
                structs.force_setattr(record, name, int(value))
    if record.low is not None and record.high is not None and record.low > record.high:
        raise ValueError(f"the least, {record.low}, is more than the most, {record.high}")
