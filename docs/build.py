"""Prints the generated pages of docs/ from what they describe, so that they cannot say something else.

`./run docs` writes them; `tests/test_docs.py` fails when one of them is out of date.
"""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
NOTE = "<!-- Printed by ./run docs; edit the source, not this page. -->\n\n"

MATHS = """\
# The mathematics of the plan

Periods are t = 0 … T-1. Two objectives, one after the other: the least shortfall, then, with that held, the least cost.
Names are those of the [tables](tables/README.md); l is a line, n a need, k a commitment, s a stock, r a route, i an
item, j a project, f a fund.

Priority orders bound the plan before both objectives; they are no term of it:

1. the plan without orders;
2. what the ordered lines can do: from an order's date d on, of each start of its line l for the need n,
   `sum_n order_start[n,l,t] = start[l,t]`, and these units, alone or inside what other lines make of them, are
   delivered to n only; other lines and stocks start and release no more than in 1, steps, openings and projects are
   those of 1, n waits for no more than in 1. The least shortfall under these rules leaves `b[n,t]` of n outstanding;
3. the plan: the objectives below with `back[n,t] <= b[n,t]` and `miss[n,t] <= b[n,t]` for t >= d. Before d, n has had
   no more than in 1, and before the first order no other need is shorter than in 1.

[Why so](decisions/priority-orders.md).
"""

RANGES = (
    "A number may be a range (`100 to 160`), or an announced one, which is worth what earlier announcements were: "
    "`announced(100, guidance)`, see [reference classes](../reference-classes.md). What runs make of ranges and risks: "
    "[runs](../runs.md)."
)

FUND_RULES = """\
# Fund rules

What a law says its money may pay for ships with cofactory, one table per law (`cofactory/programme/rules/`). A fund
takes one with a row of [fund_rules](tables/fund_rules.md):

```text
fund,rule,value
safe-fr,rules,safe-2025-1106
```

Rows of one's own stand beside it and are asked as well. `safe-fr,lifts,origin_max` leaves the rules of that name out of
what the fund takes, in a scenario too (`[add.fund_rules]`). Zones are spelled out in the sets: `EEA` is the Union with
Iceland, Liechtenstein and Norway. An unknown set is a problem, with the nearest that there is.

| kind of row | who obeys it |
|---|---|
| **plan** | the plan, as if the row stood in `fund_rules`; `cofactory eligibility` tells it |
| **papers** | not computed: `eligibility` looks in [item_facts](tables/item_facts.md) and cannot tell without |
| **fund** | `eligibility` compares the fund's own row of [funds](tables/funds.md) with it, `check` warns |
| **terms** | how the money comes and goes back, where the fund's own row is blank; said with its article |
| **told** | for readers |

**The two denominators.** `35% outside EEA; UA` is a share of the value of all components; `35% of contract outside
EEA; UA` one of the product's price (`value` of [items](tables/items.md)). The plan obeys either as `origin_max`. Art
16(4) of 2025/1106, on one subcontractor, is compared by `eligibility` with the largest single component from outside:
below 15 % of the contract none is meant.

**The figures.** By the bill of materials, each component comes from its lines in proportion to their capacity, those
that a plan has yet to open included (from stocks where it has no line). In a plan, it is what the plan certifies for
the fund ([plan_origins](tables/plan_origins.md)). Where the fund pays for the product in the plan, the plan's share
decides, else that of the bill of materials. Both count each component as made where its last line is. Where
components have components of their own, the bill of materials is told through all levels too, each line adding what
its item is worth above its parts; that figure decides nothing.

**Co-financing.** `share_max` of a grant is compared with the law's lower share, and with the higher one where its
conditions (`share_bonus`: of each row one at least) are met: by the tables (needs of Ukraine, suppliers in other member
states, openings that the fund may pay, `restricted_component` in `item_facts`), or by what
[fund_facts](tables/fund_facts.md) says. `eligibility` names the facts that are missing.

**A verdict** speaks of units bought (production, or releases of a stock); of plant, that is expansion and opening, only
where the fund buys no units. `parties_min` counts countries: two bodies of one state are one buyer.

**The nearest change** is the fewest components to source inside the zone: sources that exist before new ones, and of
those that do it alone, the one with the least value.

**Read** says whether the article itself was read; a recital or the press is softer, and marked.
"""

TRANSCRIPT = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = re.compile(r"\b\d+(\.\d+)?(?=[ \u202f](s|min)\b)")
"""Times differ from machine to machine; transcripts show `...` in their place."""

DECISION = re.compile(r"\bx-[0-9a-f]{10}\b")
"""A decision's id comes from the moment it was made; transcripts show `x-...`."""


def pages() -> dict[Path, str]:
    """Every generated page by its path, without the transcripts, which take longer."""
    return {**table_pages(), DOCS / "maths.md": maths_page(), DOCS / "errors.md": errors_page(),
            DOCS / "fund-rules.md": fund_rules_page()}  # fmt: skip


def table_pages() -> dict[Path, str]:
    """One page per declared table, and their list."""
    from cofactory.schema import programme, results
    from cofactory.schema.describe import describe_table

    folder = DOCS / "tables"
    written = {folder / f"{name}.md": NOTE + describe_table(name) for name in (*programme.TABLES, *results.TABLES)}
    lines = ["# Tables", "", "## What you write", "", RANGES, ""]
    lines += [f"- [{name}]({name}.md): {first_sentence(row)}" for name, row in programme.TABLES.items()]
    lines += ["", "## What cofactory writes", ""]
    lines += [f"- [{name}]({name}.md): {table.help}" for name, table in results.TABLES.items()]
    written[folder / "README.md"] = NOTE + "\n".join(lines) + "\n"
    return written


def maths_page() -> str:
    """The mathematics of the plan: the docstring of every term of the objective and of every rule."""
    from cofactory.planner.objective import COST, SHORTFALL
    from cofactory.planner.rules import FINANCIAL, PHYSICAL

    parts = [
        MATHS,
        _section("First objective: the sum of", SHORTFALL),
        _section("Second objective: the sum of", COST),
        _section("Rules of every programme", PHYSICAL),
        _section("Rules where there are funds", FINANCIAL),
    ]
    return NOTE + "\n".join(parts)


def _section(title: str, functions: Iterable[Callable[..., object]]) -> str:
    parts = [f"## {title}\n"]
    for function in functions:
        where = f"{function.__module__.rpartition('.')[2]}.py"
        said, *formulas = (inspect.getdoc(function) or "").split("\n\n")
        parts.append(f"**{function.__name__.replace('_', ' ')}** (`{where}`)\n\n{said}\n")
        parts += [f"```text\n{formula}\n```\n" for formula in formulas]
    return "\n".join(parts)


KINDS = {
    "papers": "papers", "subcontractor_max": "papers", "one_country_until": "papers", "share_max": "fund",
    "share_bonus": "fund", "advance_max": "fund", "closes_by": "fund", "told": "told",
}  # fmt: skip
"""What the rows of rule sets are that no plan obeys; all others are terms of a loan."""


def fund_rules_page() -> str:
    """Every shipped rule set, row by row."""
    from cofactory.programme.rule_sets import rule_sets

    parts = [FUND_RULES]
    for found in rule_sets().values():
        parts.append(f"## {found.id}\n\n[{found.law}]({found.url}): {found.name}. {found.not_read}\n")
        parts.append("| kind | rule | value | article | what it asks | read |\n|---|---|---|---|---|---|")
        for row in found.rows:
            kind = "plan" if row.planned else KINDS.get(row.rule, "terms")
            said = f"{row.words}. {row.note}" if row.note else row.words
            read = row.read if row.read == "article" else f"**{row.read} only**"
            parts.append(f"| {kind} | `{row.rule}` | {row.value} | [{row.article}]({row.url}) | {said} | {read} |")
        parts.append("")
    return NOTE + "\n".join(parts)


def errors_page() -> str:
    """The catalogue of problems: what each folder of tests/errors makes `check`, or `read`, print."""
    folders = sorted(path.parent for path in (ROOT / "tests" / "errors").glob("*/expected.txt"))
    said = f"`cofactory check` finds these {len(folders)} kinds, each with place, reason and mend; "
    parts = ["# Problems\n", f"{said}those of an article or its text are told by `cofactory read`.\n"]
    for folder in folders:
        shown = (folder / "expected.txt").read_text("utf-8").rstrip()
        parts.append(f"## {folder.name}\n\n```text\n{shown}\n```\n")
    return NOTE + "\n".join(parts)


def first_sentence(thing: object) -> str:
    """The first line of a docstring, whole even where it wraps."""
    words = inspect.getdoc(thing) or ""
    return " ".join(words.split("\n\n")[0].split())


def transcript_pages() -> list[Path]:
    """The pages people write in which commands stand with what they print."""
    found = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
    return [path for path in found if TRANSCRIPT.search(path.read_text("utf-8"))]


def with_fresh_transcripts(page: Path) -> str:
    """The page's text with every command run anew, one after the other, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        return TRANSCRIPT.sub(
            lambda block: f"```console\n{_replay(block[1], Path(folder))}```", page.read_text("utf-8")
        )


def _replay(block: str, folder: Path) -> str:
    lines = []
    for command in re.findall(r"^\$ (.*)$", block, re.MULTILINE):
        lines.append(f"$ {command}")
        lines += DECISION.sub("x-...", SECONDS.sub("...", _output(command, folder))).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _output(command: str, folder: Path) -> str:
    """What a person sees: standard output and standard error together, then the exit code unless it is 0."""
    words = shlex.split(command.removeprefix("./run "))
    if words[0] != "cofactory":
        raise ValueError(f"a transcript holds cofactory commands only, not {command!r}")
    done = subprocess.run(  # noqa: S603 - commands of our own pages
        [sys.executable, "-m", "cofactory", *words[1:]],
        cwd=folder, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "100", "TERM": "dumb"},
    )  # fmt: skip
    return done.stdout + (f"(exit code {done.returncode})\n" if done.returncode else "")


def write() -> list[Path]:
    """The pages that were out of date and are now written."""
    wanted = pages()
    stale = [path for path in (DOCS / "tables").glob("*.md") if path not in wanted]
    for path in stale:
        path.unlink()
    wanted |= {path: with_fresh_transcripts(path) for path in transcript_pages()}
    changed = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in changed:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    return changed + stale


if __name__ == "__main__":
    for changed_page in write():
        print(changed_page.relative_to(ROOT))
