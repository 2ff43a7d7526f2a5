"""The command that says what priority orders do to everybody else."""

from __future__ import annotations

from typing import Annotated

import typer

from cofactory.cli.answers import answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, must_have_scenario

NO_ORDERS = "The programme has no priority orders: write them in priority_orders.csv (need, line, from)."
UNOBEYED = "The search ended before a plan was found that obeys them: plan again with more time."


def priority_orders(
    folder: Folder,
    *,
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", metavar="NAME", help="A file of DIR/scenarios.")
    ] = "base",
    json: Json = False,
) -> None:
    """Say what priority orders do to the other needs.

    The plan beside one made without them, need by need, and what would do most to make up for it.
    """
    from textwrap import fill

    from cofactory import workbench
    from cofactory.cli.layout import WIDTH, lines, table
    from cofactory.cli.planned import some_plan
    from cofactory.cli.remarks import remark_fallen_claims
    from cofactory.render.orders import orders_of

    scenario = scenario.removeprefix("scenarios/").removesuffix(".toml")
    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        must_have_scenario(answer, folder, scenario)
        programme = workbench.load(folder, scenario=scenario)
        remark_fallen_claims(answer, programme)
        if not programme.priority_orders:
            answer.give({"orders": [], "needs": []}, NO_ORDERS)
            return
        plan = some_plan(answer, programme, folder)
        found = orders_of(programme, plan, lambda _, row: row)
        given = [{"need": one.need, "line": one.line, "from": one.from_, "article": one.article}
                 for one in programme.priority_orders]  # fmt: skip
        text = [NO_ORDERS]
        if found is not None:
            shown = [
                lines(*found.given),
                table(found.table.columns, found.table.rows) if found.table.rows else "",
                lines(*(fill(one, WIDTH, subsequent_indent="  ", break_on_hyphens=False) for one in found.effects)),
                f"All other needs ({found.alike}) fare as without the orders." if found.alike else "",
            ]
            text = shown if found.obeyed else [lines(*found.given), UNOBEYED]
        effects = list(found.effects) if found is not None else []
        answer.give({"orders": given, "needs": plan.displaced.to_dicts(), "effects": effects},
                    "\n\n".join(part for part in text if part))  # fmt: skip
