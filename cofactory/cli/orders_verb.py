"""The command that says what priority orders do to everybody else."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from cofactory.cli.answers import answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, must_have_scenario

NO_ORDERS = "The programme has no priority orders: write them in priority_orders.csv (need, line, from)."


def priority_orders(
    folder: Folder,
    *,
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", metavar="NAME", help="A file of DIR/scenarios.")
    ] = "base",
    json: Json = False,
) -> None:
    """Say what priority orders do to the other needs.

    The plan beside one made without them, need by need.
    """
    from cofactory import workbench
    from cofactory.cli.layout import table
    from cofactory.cli.planned import some_plan
    from cofactory.cli.progress import progress_line
    from cofactory.planner.displaced import displaced
    from cofactory.render import words

    scenario = scenario.removeprefix("scenarios/").removesuffix(".toml")
    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        must_have_scenario(answer, folder, scenario)
        programme = workbench.load(folder, scenario=scenario)
        if not programme.priority_orders:
            answer.give({"orders": [], "needs": []}, NO_ORDERS)
            return
        plan = some_plan(answer, programme, folder)
        with progress_line(sys.stderr) as progress:
            found = displaced(programme, plan, progress=progress)
        orders = [{"need": one.need, "line": one.line, "from": one.from_} for one in programme.priority_orders]
        rows = [
            (one.need, "first" if one.ordered else "", words.whole(one.asked),
             words.part(one.delivered_without, one.asked), words.part(one.delivered, one.asked),
             words.number(one.shortfall_without), words.number(one.shortfall))
            for one in found
        ]  # fmt: skip
        header = ("need", "order", "asked", "delivered without", "with", "shortfall without", "with")
        said = [f"{one.need} comes first from {words.period(one.from_)} (line {one.line})."
                for one in programme.priority_orders]  # fmt: skip
        answer.give({"orders": orders, "needs": [asdict(one) for one in found]},
                    "\n\n".join(["\n".join(said), table(header, rows)]))  # fmt: skip
