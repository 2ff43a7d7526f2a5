"""Prints how well the offline reader reads annotated texts: `python -m tests.evidence.reading.score DIR`."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.evidence.reading.fields import (
    FIELDS,
    JSON,
    Predicted,
    allowed,
    is_right,
    over_staged,
    predicted,
    wrongly_asserted,
)
from tests.evidence.reading.measure import Outcome, figures, outcome, share, tally
from tests.evidence.reading.texts import GoldText, load_texts

RECORDED = "2026-01-01T00:00:00.000000Z"
Reader = Callable[[GoldText], list[Predicted]]


def offline_reader() -> Reader:
    """A function that reads one gold text with the project's reader. Raises ModuleNotFoundError while there is none."""
    module = import_module("cofactory.evidence.reader")
    read: Any = getattr(module, "read_text", None) or import_module("cofactory.evidence.reader.reader").read_text
    names: Any = import_module("cofactory.evidence.reader.gazetteer")
    made: dict[Any, Any] = {}

    def read_one(text: GoldText) -> list[Predicted]:
        """The claims of one text; a gazetteer is made once, as a programme's is."""
        if text.gazetteer not in made:
            made[text.gazetteer] = names.Gazetteer(
                tuple(
                    names.Name(one.id, one.kind, one.name, one.aliases, one.country, one.unit, one.company)
                    for one in text.gazetteer
                )
            )
        reading = read(
            text.body,
            made[text.gazetteer],
            published=text.meta["published"],
            document="d-000000000000",
            recorded=RECORDED,
        )
        for claim in reading.claims:
            for span in claim.spans:
                if text.body[span.start : span.end] != span.exact:
                    raise AssertionError(f"{text.name}: {span} is not what stands there")
        return [predicted(claim) for claim in reading.claims]

    return read_one


def measure(texts: Iterable[GoldText], read: Reader) -> list[Outcome]:
    """The outcome of every text, with the processor time that reading it took."""
    outcomes = []
    for text in texts:
        start = time.process_time()
        claims = read(text)
        outcomes.append(outcome(text, claims, time.process_time() - start))
    return outcomes


def report(outcomes: list[Outcome]) -> str:
    """The figures as text: for all texts, by dossier, by language and by field."""
    groups = {"all": outcomes}
    for key in ("dossier", "language"):
        for value in sorted({str(one.text.meta[key]) for one in outcomes}):
            groups[f"{key} {value}"] = [one for one in outcomes if one.text.meta[key] == value]
    lines = [_heads()]
    lines += [_group(name, group) for name, group in groups.items() if group]
    count = tally(outcomes)
    lines += [
        "",
        (
            f"over-staged {count['over-staged']} of {count['checked']} held against an annotated claim; "
            f"hedged or speculative {count['hedged checked']}, of which asserted {count['hedged asserted']}; "
            f"neutral {count['neutral']}; bare mentions {count['mentions']}"
        ),
        "",
        f"{'field':14}{'with value':>12}{'right':>8}{'share':>8}{'without':>10}{'invented':>10}",
    ]
    for field in FIELDS:
        valued, none = count[f"{field} value"], count[f"{field} none"]
        right, invented = count[f"{field} value right"], none - count[f"{field} none right"]
        lines.append(f"{field:14}{valued:12}{right:8}{_percent(share(right, valued)):>8}{none:10}{invented:10}")
    return "\n".join(lines)


def _heads() -> str:
    """The head of the table of groups."""
    return (
        f"{'':16}{'texts':>6}{'core':>6}{'found':>7}{'extra':>7}{'prec.':>8}{'recall':>8}{'all F1':>8}"
        f"{'over-st.':>9}{'asserted':>9}{'names':>8}{'items':>8}{'texts/s':>9}"
    )


def _group(name: str, outcomes: list[Outcome]) -> str:
    """One row of the table of groups."""
    count, got = tally(outcomes), figures(outcomes)
    pace = got["texts a second"]
    return (
        f"{name:16}{count['texts']:6}{count['core gold']:6}{count['core found']:7}{count['extra']:7}"
        f"{_percent(got['precision']):>8}{_percent(got['recall']):>8}{_percent(got['all right F1']):>8}"
        f"{_percent(got['over-staged']):>9}{count['hedged asserted']:9}{_percent(got['names found']):>8}"
        f"{_percent(got['items named rightly']):>8}{'-' if pace is None else f'{pace:.0f}':>9}"
    )


def _percent(value: float | None) -> str:
    """A share in percent, a dash for none."""
    return "-" if value is None else f"{100 * value:.1f} %"


def errors(outcomes: list[Outcome]) -> str:
    """Every miss as text: what was not found, what was found besides, and which fields of a pair are wrong."""
    lines = []
    for one in outcomes:
        lines.append(f"\n== {one.text.name} ({one.text.language}, published {one.text.meta['published']})")
        lines += [f"  MISSED  {_gold(gold)}" for gold in one.missed]
        lines += [f"  EXTRA   {_claim(claim, one.text)}" for claim in one.extra]
        for gold, claim in one.checked:
            lines += _wrong(gold, claim)
        names = [claim for claim in one.text.claims if claim["tier"] == "mention"]
        lost = [name["quote"] for name, found in zip(names, one.found_names, strict=True) if not found]
        lines += [f"  NAMES NOT FOUND  {'; '.join(lost)}"] if lost else []
    return "\n".join(lines)


def _wrong(gold: JSON, claim: Predicted) -> list[str]:
    """What is wrong about a pair, one line each; of side remarks only the two faults that count."""
    lines = []
    if over_staged(gold, claim):
        lines.append(f"  OVER-STAGED {claim.stage}  {_gold(gold)}")
    if wrongly_asserted(gold, claim):
        lines.append(f"  ASSERTED  {_gold(gold)}")
    wrong = [field for field in FIELDS if not is_right(gold, claim, field)] if gold["tier"] == "core" else []
    if wrong:
        lines.append(f"  WRONG   {_gold(gold)}")
    for field in wrong:
        key = {"attribution": "attributed_to", "date roles": "dates", "qualifier": "quantity"}.get(field, field)
        lines.append(f"            {field}: {getattr(claim, key)}, not {allowed(gold, key)}")
    return lines


def _gold(gold: JSON) -> str:
    """An annotated claim in one line."""
    return f"{gold['id']} [{gold['item']}, {gold['kind']}, {gold['stage']}, {gold['certainty']}] {gold['quote']!r}"


def _claim(claim: Predicted, text: GoldText) -> str:
    """A prediction in one line, with its words."""
    start, end, _ = next((span for span in claim.spans if span[2] == "assertion"), claim.spans[0])
    head = f"[{claim.item}, {claim.kind}, {claim.stage}, {claim.certainty}]"
    return f"{head} {text.body[start:end]!r}"


def main(arguments: list[str] | None = None) -> int:
    """The exit code after printing the figures: 0, or 2 when there is no reader or there are no texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every miss")
    parser.add_argument("--only", default="", help="only texts whose name holds this")
    given = parser.parse_args(arguments)
    texts = [text for text in load_texts(given.folder) if given.only in text.name]
    if not texts:
        sys.stderr.write(f"no annotated texts in {given.folder}\n")
        return 2
    try:
        read = offline_reader()
    except (ModuleNotFoundError, AttributeError) as lacking:
        sys.stderr.write(f"the reader is not there yet: {lacking}\n")
        return 2
    outcomes = measure(texts, read)
    if given.errors:
        sys.stdout.write(errors(outcomes) + "\n\n")
    sys.stdout.write(report(outcomes) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
