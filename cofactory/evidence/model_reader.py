"""Claims proposed by a language model at the user's own endpoint, kept only where every quote stands in the text.

Optional (`pip install cofactory[model]`). What a model says is hostile input: a quote that is not in the text, an id
the programme does not have or a field of the wrong form refuses that claim, and says so. People decide on the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from importlib.util import find_spec
from string import Template
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

import msgspec

from cofactory.evidence.model_words import NotItsWords, by_its_words
from cofactory.evidence.quotes import QuoteNotThere, anchor
from cofactory.schema.evidence import (
    CANCELLED,
    MONEY_STAGES,
    STAGES,
    Certainty,
    Claim,
    ClaimStage,
    Date,
    DateRole,
    Kind,
    Money,
    Precision,
    Quantity,
    Role,
    Span,
    identified,
)

if TYPE_CHECKING:
    from cofactory.evidence.reader.gazetteer import Gazetteer

PIECE = 12_000
"""Characters sent at once: a few pages, which every model in use takes in together with its answer."""

MOST_PIECES = 40
"""A document longer than this many pieces is refused rather than paid for."""

MOST_CLAIMS = 200
"""More claims than this in one answer are no reading."""


class NoAnswer(Exception):
    """The endpoint gave nothing that can be used: unreachable, too slow, or no JSON, even when asked again.

    A text too long to be sent is given none either.
    """


class NoModel(ImportError):
    """The library that speaks to models is not installed: it is an extra."""


def model_installed() -> None:
    """Nothing; NoModel, which says how to install it, where the extra for models is missing."""
    if find_spec("openai") is None:
        raise NoModel("Reading with a model needs an extra: pip install 'cofactory[model]'")


HERE = ("localhost", "127.0.0.1", "::1")
"""Names of this machine: what is sent to it leaves it not."""


@dataclass(frozen=True)
class Endpoint:
    """Where the model is, how it is called there, and how long to wait for an answer, in seconds.

    `url` is the base of an interface like OpenAI's chat completions, which most providers and local servers have.
    """

    url: str
    model: str
    key: str = field(default="none", repr=False)
    patience: float = 120.0

    def __post_init__(self) -> None:
        """Raises ValueError for an address that is none, or to which the key would travel for all to read."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{self.url!r} is no endpoint: write it as https://example.org/v1.")
        if parts.scheme == "http" and self.key != "none" and parts.hostname not in HERE:
            raise ValueError(f"{self.url!r} would have your key travel unencrypted: use https.")


@dataclass(frozen=True)
class Refused:
    """A claim of the model that was not taken, and why."""

    why: str
    told: str


@dataclass(frozen=True)
class ModelReading:
    """What a model proposed and what of it was refused."""

    claims: tuple[Claim, ...]
    refused: tuple[Refused, ...]


class _Quote(msgspec.Struct, frozen=True):
    exact: str
    role: Role = "assertion"


class _Told(msgspec.Struct, frozen=True):
    """One claim as the model is asked to tell it."""

    quotes: tuple[_Quote, ...]
    kind: Kind
    giver: str | None = None
    receiver: str | None = None
    item: str | None = None
    item_text: str | None = None
    stage: ClaimStage | None = None
    certainty: Certainty = "hedged"
    denied: bool = False
    attributed_to: str | None = None
    quantity: Quantity | None = None
    unit: str | None = None
    money: Money | None = None
    dates: tuple[Date, ...] = ()


def read_with_model(
    text: str, gazetteer: Gazetteer, endpoint: Endpoint, *, document: str, published: str | None, recorded: str
) -> ModelReading:
    """Returns what a model proposes for a stored text, anchored to it, and what was refused.

    Raises NoAnswer when the endpoint fails, and for a text of more than MOST_PIECES pieces.
    """
    pieces = list(_pieces(text))
    if len(pieces) > MOST_PIECES:
        raise NoAnswer(f"The text has {len(text)} characters; at most {PIECE * MOST_PIECES} are sent to a model.")
    asked = _instructions(gazetteer, published)
    claims: dict[str, Claim] = {}
    refused: list[Refused] = []
    for start, piece in pieces:
        for told in _ask(endpoint, asked, piece):
            found = _taken(told, text, start, gazetteer, published)
            if isinstance(found, Refused):
                refused.append(found)
                continue
            claim = identified(
                msgspec.structs.replace(
                    found, document=document, recorded=recorded, extractor=f"model {endpoint.model[:80]}"
                )
            )
            claims.setdefault(claim.id, claim)
    return ModelReading(tuple(claims.values()), tuple(refused))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that end at the end of a paragraph, or else of a sentence, with their offsets."""
    start = 0
    while start < len(text):
        end = min(len(text), start + PIECE)
        if end < len(text):
            cut = max(text.rfind("\n", start + PIECE // 2, end), text.rfind(". ", start + PIECE // 2, end) + 1)
            end = cut if cut > start else end
        yield start, text[start:end]
        start = end


def _ask(endpoint: Endpoint, asked: str, piece: str) -> Sequence[Any]:
    """The list of claims in the model's answer; asked a second time when the first is no JSON."""
    import openai

    client = openai.OpenAI(base_url=endpoint.url, api_key=endpoint.key, timeout=endpoint.patience, max_retries=1)
    fault = ""
    for _ in range(2):
        try:
            answer = client.chat.completions.create(
                model=endpoint.model,
                temperature=0,
                messages=[
                    {"role": "system", "content": asked},
                    {"role": "user", "content": f"<text>\n{piece}\n</text>{fault}"},
                ],
            )
        except openai.OpenAIError as error:
            raise NoAnswer(f"{endpoint.url} gave no answer: {error}") from error
        content = answer.choices[0].message.content if answer.choices else None
        claims = _claims_in(content or "")
        if claims is not None:
            return claims
        fault = "\n\nYour last answer was not a JSON object with a list `claims`. Answer with that and nothing else."
    raise NoAnswer(f"{endpoint.model} at {endpoint.url} answered twice with something that is no list of claims.")


def _claims_in(content: str) -> Sequence[Any] | None:
    """The list `claims` of the JSON object in an answer, with or without a fence around it."""
    fenced = re.search(r"\{.*\}", content[:2_000_000], re.DOTALL)
    try:
        found = json.loads(fenced.group() if fenced else content)
    except (ValueError, RecursionError):
        return None
    claims = found.get("claims") if isinstance(found, dict) else None
    return claims if isinstance(claims, list) and len(claims) <= MOST_CLAIMS else None


def _taken(told: Any, text: str, start: int, gazetteer: Gazetteer, published: str | None = None) -> Claim | Refused:
    """The claim, anchored, as far as its words bear it out; its document is filled in by the caller."""
    words = json.dumps(told, ensure_ascii=False)[:300]
    try:
        said = msgspec.convert(told, _Told)
    except msgspec.ValidationError as error:
        return Refused(f"It has not the form asked for: {error}.", words)
    if not any(quote.role == "assertion" for quote in said.quotes):
        return Refused("No quote says what is asserted.", words)
    why = _unknown_ids(said, gazetteer)
    if why:
        return Refused(why, words)
    try:
        spans = tuple(anchor(text, quote.exact, near=start, role=quote.role) for quote in said.quotes)
    except QuoteNotThere:
        missing = next(quote.exact for quote in said.quotes if quote.exact not in text)
        return Refused(f"The text nowhere says “{missing[:120]}”.", words)
    try:
        return by_its_words(_claim(said, spans), text, published)
    except NotItsWords as refusal:
        return Refused(str(refusal), words)


def _claim(said: _Told, spans: tuple[Span, ...]) -> Claim:
    fields = {name: getattr(said, name) for name in said.__struct_fields__ if name != "quotes"}
    return Claim(document="d-000000000000", spans=spans, **fields)


def _unknown_ids(said: _Told, gazetteer: Gazetteer) -> str | None:
    parties = {name.id for name in gazetteer.names if name.kind in ("party", "fund")}
    items = {name.id for name in gazetteer.names if name.kind in ("item", "project")}
    for value, known in ((said.giver, parties), (said.receiver, parties), (said.item, items)):
        if value is not None and value not in known:
            return f"The programme has no {value[:60]}."
    return None


def _instructions(gazetteer: Gazetteer, published: str | None) -> str:
    """What the model is asked to do, with the names it may use."""
    names = "\n".join(f"{name.kind} {name.id}: {'; '.join((name.name, *name.aliases))}" for name in gazetteer.names)
    words = {
        "roles": get_args(Role), "kinds": get_args(Kind), "stages": (*STAGES, CANCELLED), "money_stages": MONEY_STAGES,
        "precisions": get_args(Precision), "date_roles": get_args(DateRole),
    }  # fmt: skip
    asked = Template(resources.files("cofactory.evidence").joinpath("data/model_reader.txt").read_text("utf-8"))
    listed = {key: ", ".join(values) for key, values in words.items()}
    return asked.substitute(listed, published=published or "an unknown day", names=names)
