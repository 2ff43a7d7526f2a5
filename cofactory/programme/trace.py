"""From any number back to the quotes it rests on, and from a claim, document or decision on to all it moves."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.evidence.lines import LOST
from cofactory.programme.figures import FORMS as FIGURES
from cofactory.programme.figures import why_no_figure
from cofactory.programme.folder import examine, load_programme
from cofactory.programme.resting import fallen_results
from cofactory.programme.results import Results
from cofactory.programme.saved_values import compared_beside, is_outdated, money_in, values_of
from cofactory.programme.scenarios import BASE, list_scenarios
from cofactory.programme.standing import Evidence
from cofactory.programme.trace_moves import Moved, cell_step, claims_of
from cofactory.programme.trace_quotes import Step, claim_step, decision_step, document_step
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    from cofactory.programme.figures import Figure
    from cofactory.programme.numbers import Number
    from cofactory.programme.record import Programme

__all__ = ["Step", "Tracer", "UnknownAddress", "trace"]

MADE_BY = {"plan": ("plan", "plan"), "run": ("simulate", "runs"), "study": ("compare", "comparison")}
"""Which verb makes a result, and what that is called."""

RECORDS = {"c": "claim", "d": "document", "x": "decision"}
"""What an id of the ledger begins with, and of what it then is."""


class UnknownAddress(LookupError):
    """An address at which nothing stands, with the nearest there is."""


def trace(folder: Path | str, address: str, *, scenario: str = BASE, known: str | None = None) -> Step:
    """Returns the tree of what stands at the address: a number with its quotes, a claim with those and all it moves.

    `known`: what the ledger knew by that date. Raises UnknownAddress (a LookupError), ProblemsFound when the folder
    cannot be read as a programme, ValueError for a date that is none.
    """
    folder = Path(folder)
    return Tracer(load_programme(folder, scenario=scenario), known=known).step(address)


class Tracer:
    """The steps of one programme, as its ledger knew them at a date."""

    def __init__(self, programme: Programme, *, known: str | None = None) -> None:
        self.programme = programme
        self.evidence = Evidence(programme.folder, known=known)
        self.results = Results(programme)

    def step(self, address: str) -> Step:
        """Returns what stands at an address, and where it leads. Raises UnknownAddress."""
        address = address.strip()
        if address in self._commitments:
            return self.commitment(address)
        if address[:1] in RECORDS and address[1:2] == "-":
            return self._record(address)
        figure = self.results.figure(address)
        if figure is not None:
            return self.figure(figure)
        number = self._numbers.get(address)
        if number is not None:
            return self.number(number)
        if address in self._rows:
            return Step("row", address, address, {}, tuple(self.number(one) for one in self._rows[address]))
        raise UnknownAddress(self._no_such(address))

    def number(self, number: Number) -> Step:
        """Returns a cell with the claims it cites."""
        return cell_step(number, tuple(claim_step(self.evidence, written) for written in number.citations))

    def commitment(self, address: str) -> Step:
        """Returns a commitment with its numbers, and the claims that speak of it."""
        promise = self._commitments[address]
        row = f"commitments.{promise.id}"
        numbers = self._rows[row]
        cited = {self.evidence.standing(written).claim for number in numbers for written in number.citations}
        spoken = [key for key in claims_of(self.evidence, promise.id, promise.claims) if key not in cited]
        below = [self.number(one) for one in numbers] + [claim_step(self.evidence, key) for key in spoken]
        facts = {
            "giver": promise.giver, "receiver": promise.receiver, "item": promise.item,
            "due": promise.due, "need": promise.need, "definition": promise.definition,
        }  # fmt: skip
        due = f", due {promise.due}" if promise.due else ", due unknown"
        said = f"{promise.giver} to {promise.receiver}, {promise.item}, {promise.quantity.text}{due}"
        return Step("commitment", row, said, facts, tuple(below))

    def figure(self, figure: Figure) -> Step:
        """Returns a figure of the plan, its runs or a comparison, with every number it rests on."""
        folder, scenario = self.programme.folder, self.programme.scenario
        values = values_of(figure, folder, scenario)
        rivals = self.results.rivals(figure)
        compared = figure.of == "study"
        where = compared_beside(folder, scenario) if compared and folder is not None else scenario
        fallen = [said for one, said in self._fallen if (one.scenario, one.comparison) == (where, compared)]
        facts: dict[str, Any] = {
            "scenario": scenario, "values": values, "competes_with": list(rivals), "fallen": fallen,
            "currency": self.programme.settings.currency if money_in(figure) else None, "money": list(money_in(figure)),
            "outdated": values is not None and is_outdated(self.programme, compared=compared),
            "beside": where if compared else None,
        }  # fmt: skip
        told = [f"{name} {_short(value)}" for name, value in (values or {}).items() if value not in (None, "")]
        verb, whose = MADE_BY[figure.of]
        nothing = f"not computed yet: `cofactory {verb}` does it" if values is None else f"none in the {whose}"
        said = ", ".join(told) or nothing
        below = tuple(self.number(one) for one in self.results.behind(figure) if one.written)
        return Step("result", figure.address, said, facts, below)

    def claim(self, claim: str) -> Step:
        """Returns a claim, its way back to its quotes, and all it moves."""
        back = claim_step(self.evidence, claim)
        return Step(back.kind, back.id, back.said, back.facts, (*back.leads_to, *self.moved.by(back.id)))

    def _record(self, written: str) -> Step:
        found = self.evidence.named(written)
        if len(found) != 1:
            raise UnknownAddress(self._no_record(written, found))
        key = found[0]
        ledger = self.evidence.ledger
        if key in ledger.documents:
            claims = sorted(claim for claim, source in ledger.sources.items() if source == key)
            return document_step(ledger.documents[key], tuple(self.claim(claim) for claim in claims))
        if key in ledger.decisions:
            decision = ledger.decisions[key]
            targets = dict.fromkeys([*decision.claims, *decision.result])
            below = [self.claim(one) if one in ledger.tellings else self._taken_back(one) for one in targets]
            return decision_step(decision, tuple(below))
        return self.claim(key)

    def _taken_back(self, key: str) -> Step:
        """A decision that a retraction names, or a record that the ledger does not have."""
        decision = self.evidence.ledger.decisions.get(key)
        return Step("decision", key, f"{key} is not in the ledger") if decision is None else decision_step(decision)

    @cached_property
    def moved(self) -> Moved:
        """What claims move, under every scenario of the folder that can be read."""
        programme, found = self.programme, {self.programme.scenario: self.results}
        for name in list_scenarios(programme.folder) if programme.folder is not None else ():
            if name in found or programme.folder is None:
                continue
            other = examine(programme.folder, scenario=name).programme
            if other is not None:
                found[name] = Results(other)
        return Moved(self.evidence, found, programme.folder)

    @cached_property
    def _fallen(self) -> tuple[Any, ...]:
        folder = self.programme.folder
        return () if folder is None else fallen_results(folder, self.evidence)

    @cached_property
    def _numbers(self) -> dict[str, Number]:
        return {number.address: number for number in self.results.numbers}

    @cached_property
    def _rows(self) -> dict[str, list[Number]]:
        rows: dict[str, list[Number]] = {}
        for number in self.results.numbers:
            rows.setdefault(f"{number.table}.{number.row}", []).append(number)
        return rows

    @cached_property
    def _commitments(self) -> dict[str, Any]:
        """Commitments by their address, and by their bare id."""
        promises = self.programme.commitments
        return {name: one for one in promises for name in (one.id, f"commitments.{one.id}")}

    def _no_such(self, address: str) -> str:
        if instead := why_no_figure(address):
            return f"Nothing stands at {address!r}. {instead}"
        known = [*self._numbers, *self._rows, *(figure.address for figure in self.results.figures)]
        known += [f"commitments.{one.id}" for one in self.programme.commitments]
        hint = did_you_mean(address, known, otherwise=FORMS)
        return f"Nothing stands at {address!r}. {hint}"

    def _no_record(self, written: str, found: tuple[str, ...]) -> str:
        if found:
            return f"{len(found)} records begin with {written!r}: {', '.join(found[:6])}. Write more of the id."
        ledger = self.evidence.ledger
        known = {"c": ledger.tellings, "d": ledger.documents, "x": ledger.decisions}[written[0]]
        if any(problem.name in LOST for problem in ledger.problems):
            hint = "Lines of the ledger do not count, and it may stand in one of them: `cofactory check DIR`."
        else:
            hint = did_you_mean(written, list(known), otherwise="Write its id, or at least four characters of it.")
        return f"The ledger has no {RECORDS[written[0]]} {written!r}. {hint}"


FORMS = (
    "An address is a cell (lines.ID.capacity), a row (lines.ID), a setting (programme.exchange.USD), a commitment "
    "(commitments.ID, or its id alone), a claim (c-...), a document (d-...), a decision (x-...), or a figure of the "
    f"results: {FIGURES}."
)
"""What can be traced, for whoever wrote something else."""


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
