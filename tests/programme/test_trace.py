"""From any number back to its quotes, and from a claim on to all it moves; both ways find the same."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cofactory.cli.show_trace import text
from cofactory.programme.folder import load_programme
from cofactory.programme.trace import Step, Tracer, UnknownAddress, trace
from cofactory.schema.evidence import Span, identified
from tests.programme.cited import TEXT, a_folder, claim, cost, decision, document, promise, rate, write_ledger

SEALS = "seals,Seals,seal,FR,200\ndesks,Desks,desk,UA,9\n"
HEADER = "id,name,item,country,capacity\n"
DEAL = "id,giver,receiver,item,quantity,due,need,claims\n"


def of_kind(step: Step, kind: str) -> list[Step]:
    return [one for one in step.walk() if one.kind == kind]


def ids(step: Step, kind: str) -> list[str]:
    return [one.id for one in of_kind(step, kind)]


def a_traced_folder(folder: Path) -> Path:
    """The works cite the rate, which was accepted; the deal names the promise, which nobody has decided about."""
    six, hundred = rate(), promise()
    return a_folder(
        folder, six, hundred, decision("accept", six, why="two papers say so"),
        lines=f"{HEADER}works,Works,pump,FR,50 [{six.id[:7]}]\n{SEALS}",
        commitments=f"{DEAL}deal,fr,ua,pump,100,2026-12,water,{hundred.id}\n",
    )  # fmt: skip


def test_a_cell_leads_back_to_its_quote_document_and_decision(tmp_path: Path) -> None:
    step = trace(a_traced_folder(tmp_path), "lines.works.capacity")
    assert (step.kind, step.facts["place"], step.facts["value"]) == ("cell", "lines.csv:2", 50)
    (cited,) = step.leads_to
    assert (cited.id, cited.facts["status"], cited.facts["by"]) == (rate().id, "accepted", "ann")
    quote, source, decided = cited.leads_to
    assert quote.facts["exact"] == "600 pumps a year"
    assert quote.facts["before"] == "The works will make "
    assert quote.facts["after"] == ". It is to deliver 100 pumps by December, the ministry said."
    assert TEXT[quote.facts["start"] : quote.facts["end"]] == quote.facts["exact"]
    assert (source.facts["title"], source.facts["publisher"]) == ("The works grow", "A paper")
    assert (decided.facts["verdict"], decided.facts["why"], decided.facts["counts"]) == (
        "accept", "two papers say so", True,
    )  # fmt: skip


def test_a_number_without_a_claim_says_what_it_rests_on(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, routes="id,from,to,lead_time\nfr-ua,FR,UA,1 [assume: by road]\n")
    assert trace(folder, "routes.fr-ua.lead_time").facts["assumption"] == "by road"
    assert trace(folder, "lines.works.capacity").leads_to == ()
    assert trace(folder, "lines.works.lead_time").facts["written"] is False


def test_a_text_that_was_not_kept_shows_what_is_kept_with_the_quote(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    (folder / "documents" / f"{document().id}.txt").unlink()
    (quote,) = of_kind(trace(folder, "lines.works.capacity"), "quote")
    assert (quote.facts["text"], quote.facts["before"]) == ("missing", rate().spans[0].prefix)


def test_a_text_that_was_changed_since_is_not_called_missing(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    (folder / "documents" / f"{document().id}.txt").write_text("Nothing was said.\n", "utf-8")
    (quote,) = of_kind(trace(folder, "lines.works.capacity"), "quote")
    assert (quote.facts["text"], quote.facts["before"]) == ("changed", rate().spans[0].prefix)


def test_a_quote_that_its_text_does_not_have_is_said_to_be_false_and_its_claim_counts_nowhere(tmp_path: Path) -> None:
    six = rate()
    forged = identified(structs.replace(six, spans=(Span(4, 20, "makes 900 pumps."),), id=""))
    lines = f"id,name,item,country,capacity\nworks,Works,pump,FR,50 [{forged.id}]\n"
    folder = a_folder(tmp_path, forged, decision("accept", forged), lines=lines)

    found = trace(folder, "lines.works.capacity")
    (claim,) = of_kind(found, "claim")
    (quote,) = of_kind(found, "quote")

    assert (claim.facts["status"], quote.facts["text"]) == ("misquoted", "otherwise")
    assert "its text does not have these words there" in text(found, coloured=False)


def test_a_setting_leads_back_to_its_claim(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    with (folder / "programme.toml").open("a") as stream:
        stream.write(f'[exchange]\nUSD = "0.86 [{cost().id}]"\n')
    write_ledger(folder, cost())
    step = trace(folder, "programme.exchange.USD")
    assert (step.facts["place"], ids(step, "claim")) == ("programme.toml:7", [cost().id])


def test_a_commitment_leads_to_the_claims_its_row_names_and_to_those_accepted_for_it(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    twelve = cost()
    write_ledger(folder, twelve, decision("accept", twelve, commitment="deal"))
    for address in ("commitments.deal", "deal"):
        step = trace(folder, address)
        assert step.kind == "commitment"
        assert set(ids(step, "claim")) == {promise().id, twelve.id}


def test_a_result_rests_on_the_rows_upstream_of_its_need_only(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    rests = ids(trace(folder, "plan.deliveries.water"), "cell")
    assert rests == [
        "bom.pump/seal.quantity", "lines.works.capacity", "lines.seals.capacity", "routes.fr-ua.lead_time",
        "needs.water.quantity", "commitments.deal.quantity", "commitments.deal.claims",
    ]  # fmt: skip
    assert ids(trace(folder, "plan.deliveries.office"), "cell") == ["lines.desks.capacity", "routes.fr-ua.lead_time",
                                                                    "needs.office.quantity"]  # fmt: skip
    assert ids(trace(folder, "plan.commitments.deal"), "cell") == rests


def test_a_result_says_what_the_saved_plan_says(tmp_path: Path) -> None:
    import cofactory as cf

    folder = a_traced_folder(tmp_path)
    assert trace(folder, "plan.deliveries.water").facts["values"] is None
    cf.save(cf.plan(cf.load(folder)), folder)
    # the works start 50 a month and the road takes one: 45 asked from the third month on are all delivered
    assert trace(folder, "plan.deliveries.water.2026-05").facts["values"] == {
        "period": "2026-05", "asked": 45.0, "quantity": 45.0, "backlog": 0.0, "missed": 0.0,
    }  # fmt: skip
    assert trace(folder, "plan.shortfall").facts["values"] == {"shortfall": 0.0}
    assert trace(folder, "plan.commitments.deal").facts["values"]["gap"] == 0.0


MADE = {
    "lines": "id,name,item,country,party,capacity,opens,opening_cost,step,step_cost,max_steps\n"
    "works,Works,pump,FR,fr,10,2026-01,60 k,5,40 k,1\nseals,Seals,seal,FR,fr,200,,,,,\ndesks,Desks,desk,UA,ua,9,,,,,\n",
    "stocks": "id,item,country,party,quantity,reserve,release_rate,unit_cost\nstock,pump,FR,fr,30,0,6,1 k\n",
    "funds": "id,name,party,amount,opens,closes,form\npurse,Purse,fr,900 k,2026-01,2027-12,own\n",
    "projects": "id,name,kind,duration,cost\nhall,Hall,joint_development,2,10 k\n",
}


def test_every_table_of_a_plan_and_of_its_runs_has_addresses_that_say_what_is_saved(tmp_path: Path) -> None:
    import cofactory as cf

    folder = a_folder(tmp_path, **MADE)
    programme = cf.load(folder)
    assert trace(folder, "plan.payments.purse").said == "not computed yet: `cofactory plan` does it"
    plan = cf.plan(programme)
    cf.save(plan, folder)
    paid = plan.payments.filter(fund="purse")["amount"].sum()
    step = trace(folder, "plan.payments.purse")
    assert step.facts["values"] == {"amount": pytest.approx(paid)}
    assert (step.facts["currency"], step.facts["money"]) == ("EUR", ["amount"])
    first = plan.payments.filter(fund="purse")["period"][0]
    assert trace(folder, f"plan_payments.purse.{first}").id == f"plan.payments.purse.{first}"
    assert trace(folder, "plan.releases.stock").facts["values"] == {"quantity": pytest.approx(30)}
    assert trace(folder, "plan.shipments.fr-ua").facts["values"]["quantity"] > 30
    assert trace(folder, "plan.openings.works").facts["values"]["cost"] == pytest.approx(60_000)
    assert trace(folder, "plan.projects.hall").facts["values"]["cost"] == pytest.approx(10_000)
    assert trace(folder, f"plan.releases.stock.{programme.settings.calendar.labels()[-1]}").said == "none in the plan"


def test_the_tables_of_a_comparison_have_addresses_under_each_of_its_scenarios(tmp_path: Path) -> None:
    import cofactory as cf

    folder = a_folder(tmp_path, **MADE)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "more.toml").write_text('[needs.water]\nquantity = "60 [assume: more]"\n', "utf-8")
    assert trace(folder, "study.needs.water").said == "not computed yet: `cofactory compare` does it"
    found = cf.compare(folder)
    cf.save(found, folder)
    more = found.needs.filter(scenario="more", need="water").row(0, named=True)
    step = trace(folder, "study_needs.water", scenario="more")
    assert (step.id, step.facts["outdated"]) == ("study.needs.water", False)
    assert step.facts["values"] == {name: more[name] for name in more if name not in ("scenario", "need")}
    assert ids(step, "cell") == ids(trace(folder, "plan.deliveries.water", scenario="more"), "cell")
    cost = trace(folder, "study.cost", scenario="more").facts
    assert cost["values"]["cost_change"] == pytest.approx(found.scenarios.row(1, named=True)["cost_change"])
    assert {"cost", "cost_bound", "cost_change"} <= set(cost["money"])
    (folder / "scenarios" / "more.toml").write_text('[needs.water]\nquantity = "70 [assume: more]"\n', "utf-8")
    assert trace(folder, "study.cost", scenario="more").facts["outdated"]
    assert not trace(folder, "study.cost").facts["outdated"]
    with pytest.raises(UnknownAddress, match=r"Its rows are study\.cost and study\.shortfall"):
        trace(folder, "study_scenarios.more")


def test_what_a_fund_pays_rests_on_the_fund_and_a_release_on_its_stock(tmp_path: Path) -> None:
    six = rate()
    funds = MADE["funds"].replace("900 k", f"900 k [{six.id}]")
    stocks = MADE["stocks"].replace(",30,", f",30 [{six.id}],")
    folder = a_folder(tmp_path, six, **{**MADE, "funds": funds, "stocks": stocks})
    for address in ("plan.payments.purse", "plan.releases.stock", "plan.steps.works", "plan.shipments.fr-ua"):
        rests = ids(trace(folder, address), "cell")
        assert {"funds.purse.amount", "stocks.stock.quantity", "lines.works.capacity"} <= set(rests)
        assert "needs.office.quantity" not in rests or address == "plan.shipments.fr-ua"
        assert address in ids(trace(folder, six.id), "result")


def test_what_no_need_draws_on_rests_on_its_own_numbers(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, **MADE)
    assert ids(trace(folder, "plan.projects.hall"), "cell") == ["projects.hall.duration", "projects.hall.cost"]


def test_several_things_on_one_route_are_told_one_by_one_and_of_runs_the_last_period_counts(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    place = folder / "results" / "base"
    place.mkdir(parents=True)
    (place / "plan_shipments.csv").write_text(
        "route,item,period,quantity\nfr-ua,pump,2026-03,4\nfr-ua,pump,2026-04,5\nfr-ua,seal,2026-04,7\n", "utf-8"
    )
    fan = "need,period,mean,p5,error\nwater,2026-03,1,0,0.1\nwater,2026-04,3,2,0.1\n"
    for name in ("received", "deliveries"):
        (place / f"run_{name}.csv").write_text(fan, "utf-8")
    assert trace(folder, "plan.shipments.fr-ua").facts["values"] == {"quantity of pump": 9.0, "quantity of seal": 7.0}
    assert trace(folder, "plan.shipments.fr-ua.2026-03").facts["values"]["quantity"] == 4.0
    assert trace(folder, "run.received.water").facts["values"] == {
        "period": "2026-04",
        "mean": 3.0,
        "p5": 2.0,
        "error": 0.1,
    }
    assert trace(folder, "run.deliveries.water").facts["values"] == {"mean": 4.0}


def test_a_claim_moves_the_cells_that_cite_it_and_what_rests_on_them(tmp_path: Path) -> None:
    import cofactory as cf

    folder = a_traced_folder(tmp_path)
    cf.save(cf.plan(cf.load(folder)), folder)
    (folder / "results" / "base" / "report.html").write_text("a report", "utf-8")
    step = trace(folder, rate().id[:7])
    (scenario,) = of_kind(step, "scenario")
    assert ids(scenario, "cell") == ["lines.works.capacity"]
    assert ids(scenario, "result") == [
        "plan.shortfall", "plan.cost", "plan.deliveries.water", "plan.commitments.deal", "plan.starts.works",
        "plan.starts.seals", "plan.shipments.fr-ua", "run.shortfall", "run.cost", "run.deliveries.water",
        "run.received.water", "run.backlog.water", "run.commitments.deal", "study.shortfall", "study.cost",
        "study.needs.water", "study.commitments.deal",
    ]  # fmt: skip
    assert ids(step, "plan") == ["results/base"]
    assert ids(step, "report") == ["results/base/report.html"]


def test_a_claim_that_only_a_scenario_cites_is_found_there(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    twelve = cost()
    write_ledger(folder, twelve)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "dear.toml").write_text(f'[lines.works]\nunit_cost = "12 M [{twelve.id}]"\n', "utf-8")
    (scenario,) = of_kind(trace(folder, twelve.id), "scenario")
    assert scenario.facts["scenarios"] == ["dear"]
    (cell,) = of_kind(scenario, "cell")
    assert (cell.id, cell.facts["place"]) == ("lines.works.unit_cost", "scenarios/dear.toml:2")
    assert trace(folder, "lines.works.unit_cost", scenario="dear").facts["place"] == "scenarios/dear.toml:2"


def test_a_document_leads_to_its_claims_and_a_decision_to_those_it_speaks_of(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    assert set(ids(trace(folder, document().id), "claim")) == {rate().id, promise().id}
    step = trace(folder, decision("accept", rate(), why="two papers say so").id)
    assert (step.kind, step.leads_to[0].id) == ("decision", rate().id)
    assert ids(step, "cell") == ["lines.works.capacity"]


def test_a_replaced_claim_leads_on_to_what_replaced_it(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    heir = rate("600 pumps a year", 610)
    write_ledger(folder, heir, decision("merge", rate(), heir, day=5, result=(heir.id,)))
    (cited,) = trace(folder, "lines.works.capacity").leads_to
    assert (cited.facts["status"], cited.facts["replaced_by"]) == ("replaced", [heir.id])
    assert ids(cited, "claim") == [rate().id, heir.id]


def test_what_was_known_at_a_date_is_told_as_it_was(tmp_path: Path) -> None:
    folder = a_traced_folder(tmp_path)
    write_ledger(folder, decision("reject", rate(), day=20))
    stood = {
        known: trace(folder, "lines.works.capacity", known=known).leads_to[0].facts["status"]
        for known in ("2026-02-01", "2026-02-02", "2026-02-10", "2026-02-20", None)
    }
    assert stood == {
        "2026-02-01": "withdrawn", "2026-02-02": "proposed", "2026-02-10": "accepted", "2026-02-20": "rejected",
        None: "rejected",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("lines.wroks.capacity", "Did you mean `lines.works.capacity`?"),
        ("plan.delivery.water", "Did you mean `plan.deliveries.water`?"),
        ("plan.deliveries.water.2031-01", "Did you mean"),
        ("c-00", "The ledger has no claim"),
        ("d-0000", "The ledger has no document"),
        ("everything", "An address is a cell"),
        ("everything", "plan.starts/steps/openings.LINE"),
        ("plan.releases.sotck", "Did you mean `plan.releases.stock`?"),
        ("plan.reasons.water", "cofactory explain"),
        ("run.summary.cost", "Its rows are run.cost and run.shortfall."),
        ("run.distribution", "is told with run.cost and run.shortfall."),
        ("plan.commitments.deal.2026-05", "Did you mean `plan.commitments.deal`?"),
    ],
)
def test_an_address_that_is_none_gets_a_hint(tmp_path: Path, address: str, hint: str) -> None:
    with pytest.raises(UnknownAddress) as error:
        trace(a_folder(tmp_path, commitments=f"{DEAL}deal,fr,ua,pump,100,2026-12,water,\n", **MADE), address)
    assert hint in str(error.value)


def test_the_tree_is_plain_json(tmp_path: Path) -> None:
    told = trace(a_traced_folder(tmp_path), "plan.shortfall").to_json()
    assert json.loads(json.dumps(told)) == told


QUOTES = ("600 pumps", "100 pumps", "12 million", "The works", "Officials")
CELLS = ("lines.works.capacity", "lines.seals.capacity", "lines.desks.capacity", "routes.fr-ua.lead_time",
         "needs.water.quantity", "needs.office.quantity", "commitments.deal.quantity")  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(QUOTES)), max_size=8))
def test_what_is_found_forward_is_found_backward(
    tmp_path_factory: pytest.TempPathFactory, cited: list[tuple[str, str]]
) -> None:
    claims = {quote: claim(quote) for quote in QUOTES}
    said = {cell: " ".join(sorted({claims[quote].id for at, quote in cited if at == cell})) for cell in CELLS}
    written = {cell: f" [{words}]" if words else "" for cell, words in said.items()}
    folder = a_folder(
        tmp_path_factory.mktemp("cited"), *claims.values(),
        lines=f"{HEADER}works,Works,pump,FR,50{written['lines.works.capacity']}\n"
        f"seals,Seals,seal,FR,200{written['lines.seals.capacity']}\n"
        f"desks,Desks,desk,UA,9{written['lines.desks.capacity']}\n",
        routes=f"id,from,to,lead_time\nfr-ua,FR,UA,1{written['routes.fr-ua.lead_time']}\n",
        needs="id,party,country,item,start,end,quantity\n"
        f"water,ua,UA,pump,2026-03,2027-12,45{written['needs.water.quantity']}\n"
        f"office,ua,UA,desk,2026-03,2027-12,4{written['needs.office.quantity']}\n",
        commitments=f"{DEAL}deal,fr,ua,pump,100{written['commitments.deal.quantity']},2026-12,water,\n",
    )  # fmt: skip
    tracer = Tracer(load_programme(folder))
    forward = {
        (one.id, claim.id)
        for claim in claims.values()
        for one in tracer.step(claim.id).walk()
        if one.kind in ("cell", "result")
    }
    addresses = [*(figure.address for figure in tracer.results.figures), *CELLS]
    backward = {(address, key) for address in addresses for key in ids(tracer.step(address), "claim")}
    assert forward == backward
    assert {(cell, claims[quote].id) for cell, quote in cited} <= forward
