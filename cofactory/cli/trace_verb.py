"""The command that walks from a number to its quotes, and from a claim to all it moves."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from cofactory.cli.answers import USAGE, answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, must_have_scenario


def trace(
    folder: Folder,
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="lines.ID.capacity, plan.deliveries.NEED, c-9f30 ...")
    ],
    *,
    known: Annotated[str | None, typer.Option(metavar="DATE", help="As the ledger stood then.")] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", metavar="NAME", help="A file of DIR/scenarios.")
    ] = "base",
    json: Json = False,
) -> None:
    """Say what a number rests on.

    From a cell, a commitment or a result to its quotes; from a claim, a document or a decision to all it moves.
    """
    from cofactory import workbench
    from cofactory.cli import show_trace
    from cofactory.cli.remarks import remark_lost, remark_misquoted
    from cofactory.evidence.cache import open_ledger
    from cofactory.programme.trace import UnknownAddress

    scenario = scenario.removeprefix("scenarios/").removesuffix(".toml")
    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        must_have_scenario(answer, folder, scenario)
        ledger = open_ledger(folder)
        remark_lost(answer, ledger.problems, folder)
        remark_misquoted(answer, ledger, folder)
        try:
            found = workbench.trace(folder, address, scenario=scenario, known=known)
        except UnknownAddress as error:
            raise answer.fail(USAGE, "usage", str(error)) from None
        except ValueError as error:
            raise answer.fail(USAGE, "usage", f"{str(error).rstrip('.')}.") from None
        coloured = not json and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        document = {"scenario": scenario, "known": known, **found.to_json()}
        answer.give(document, show_trace.text(found, coloured=coloured))
