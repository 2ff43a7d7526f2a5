"""The command that says which product each fund may pay for, rule by rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cofactory.cli.answers import USAGE, Answer, answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, must_have_scenario, quoted

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme


def eligibility(
    folder: Folder,
    item: Annotated[
        str | None, typer.Argument(metavar="ITEM", help="One item, rule by rule; without it, all in one table.")
    ] = None,
    *,
    fund: Annotated[str | None, typer.Option(metavar="FUND", help="One fund only.")] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", metavar="NAME", help="A file of DIR/scenarios.")
    ] = "base",
    json: Json = False,
) -> None:
    """Say which fund may pay for what, and why not.

    Each product against each fund's rules, article by article, with the nearest change. Shares come from the plan in
    the folder, where there is one of these files, and from the bill of materials.
    """
    from cofactory import workbench
    from cofactory.cli import show_eligibility

    scenario = scenario.removeprefix("scenarios/").removesuffix(".toml")
    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        must_have_scenario(answer, folder, scenario)
        programme = workbench.load(folder, scenario=scenario)
        found = workbench.eligibility(programme, _plan(answer, programme, folder))
        items, funds = found.items, [row.id for row in programme.funds]
        for asked, known, kind in ((item, items, "item that costs something"), (fund, funds, "fund")):
            if asked is not None and asked not in known:
                raise answer.fail(USAGE, "usage", show_eligibility.no_such(kind, asked, known))
        found = found.only(item, fund)
        document = {"folder": str(folder), "scenario": scenario, **found.to_json()}
        answer.give(document, show_eligibility.text(found, programme, folder, whole=item is None))


def _plan(answer: Answer, programme: Programme, folder: Path) -> Plan | None:
    """The plan in the folder if it is one of these files; nobody waits for a plan who asks about rules."""
    from cofactory.cli.saved import saved_plan

    said: list[str] = []
    plan = saved_plan(programme, folder, said.append)
    if plan is None:
        named = "" if programme.scenario == "base" else f" --scenario {quoted(Path(programme.scenario))}"
        more = f"`cofactory plan {quoted(folder)}{named}` adds the plan's"
        answer.remark(
            f"No plan of these files stands in the folder: shares are those of the bill of materials; {more}."
        )
    for one in said if plan is not None else ():
        answer.remark(one)
    return plan
