"""The command that sets compliant beside non-compliant sources of one product."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cofactory.cli.answers import USAGE, answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, must_have_scenario, must_take_report


def lead_times(
    folder: Folder,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The product that is asked for.")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the page that goes with a request.")
    ] = None,
    fund: Annotated[
        list[str] | None, typer.Option("--fund", metavar="ID", help="Whose rules say what is compliant; several.")
    ] = None,
    ordered: Annotated[
        str | None, typer.Option("--ordered", metavar="PERIOD", help="When the order is placed; else at the start.")
    ] = None,
    n: Annotated[int, typer.Option("-n", "--runs", metavar="N", min=0, help="Follow each side through N futures.")] = 0,
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", metavar="NAME", help="A file of DIR/scenarios.")
    ] = "base",
    json: Json = False,
) -> None:
    """Compare compliant and non-compliant sources.

    When each would deliver how many of one product, by itself.
    """
    from cofactory import workbench
    from cofactory.cli.layout import table
    from cofactory.cli.progress import progress_line
    from cofactory.cli.remarks import remark_fallen_claims
    from cofactory.funding.lead_times import NothingToCompare, compare_lead_times
    from cofactory.render import lead_times as page

    scenario = scenario.removeprefix("scenarios/").removesuffix(".toml")
    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        must_have_scenario(answer, folder, scenario)
        must_take_report(answer, output)
        programme = workbench.load(folder, scenario=scenario)
        remark_fallen_claims(answer, programme)
        try:
            with progress_line(sys.stderr) as progress:
                found = compare_lead_times(
                    programme, item, funds=fund or (), ordered=ordered, runs=n, progress=progress
                )
        except NothingToCompare as error:
            raise answer.fail(USAGE, "usage", str(error)) from None
        if output is not None:
            page.write_lead_times(programme, found, output)
        said = page.sentences(programme, found)
        parts = [(one.columns, one.rows) for one in (page.reached_table(programme, found), page.source_table(found))]
        text = "\n\n".join(["\n".join(said), *(table(columns, rows) for columns, rows in parts)])
        labels = programme.settings.calendar.labels()
        whole = {side: found.lead_time(side, found.asked) for side in found.completed}
        document = {**asdict(found), "lead_times": whole, "periods": labels,
                    "file": None if output is None else str(output)}  # fmt: skip
        answer.give(document, text if output is None else f"{text}\n\nThe page is {output}")
