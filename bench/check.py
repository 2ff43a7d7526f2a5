"""The processor time of checking a programme of 100,000 rows, beside reading the same rows with the csv module alone.

python bench/check.py [ROWS]
"""

import csv
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cofactory.programme.folder import examine

SETTINGS = """\
name = "Many rows"
start = "2026-01"
periods = 120
period = "month"
currency = "EUR"

[exchange]
USD = "0.86 [assume: round]"

[zones]
wide = ["EU27", "UA", "NO"]
"""

COUNTRIES = ("FR", "UA", "DE", "PL", "CZ", "IT", "ES", "SE", "NO", "FI", "NL", "BE", "RO", "GR", "PT", "AT")
SHARES = {"needs": 0.35, "lines": 0.2, "arrivals": 0.2, "bom": 0.1, "stocks": 0.07, "commitments": 0.06}
"""What share of the rows each large table has; the rest are items, and a little of everything else."""


def main(rows: int) -> None:
    """Writes the folder, checks it, and prints both times."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        written = write(folder, rows, random.Random(1))  # noqa: S311 - the same made-up programme every time
        alone, read = timed_csv(folder)
        begin = time.process_time()
        found = examine(folder)
        seconds = time.process_time() - begin
    errors = sum(problem.severity == "error" for problem in found.problems)
    print(f"{written:,} rows, {len(found.problems):,} problems ({errors:,} errors)")
    print(f"checked in {seconds:.2f} s of CPU: {written / seconds:,.0f} rows per second")
    print(f"csv module alone, {read:,} rows: {alone:.2f} s of CPU; checking takes {seconds / alone:.0f} times as long")


def timed_csv(folder: Path) -> tuple[float, int]:
    """The seconds that reading every table into dictionaries takes, and how many rows there were."""
    begin = time.process_time()
    rows = 0
    for path in sorted((folder / "programme").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += len(list(csv.DictReader(file)))
    return time.process_time() - begin, rows


def write(folder: Path, rows: int, rng: random.Random) -> int:
    """Writes a programme without errors and returns how many rows it has."""
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    (folder / "programme").mkdir()
    total = 0
    for name, table in tables(rows, rng).items():
        with (folder / "programme" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in table:
                writer.writerow(row)
                total += 1
        total -= 1  # the header
    return total


def tables(rows: int, rng: random.Random) -> dict[str, Iterator[tuple[object, ...]]]:
    """Every table as rows, the header first."""
    count = {name: round(rows * share) for name, share in SHARES.items()}
    items = rows - sum(count.values())
    line_items = [rng.randrange(items) for _ in range(count["lines"])]
    need_items = [rng.choice(line_items) for _ in range(count["needs"])]
    return {
        "parties": _parties(),
        "items": _items(items, rng),
        "bom": _bom(count["bom"], items, rng),
        "lines": _lines(line_items, rng),
        "stocks": _stocks(count["stocks"], items, rng),
        "arrivals": _arrivals(count["arrivals"], items, rng),
        "routes": _routes(rng),
        "needs": _needs(need_items, rng),
        "commitments": _commitments(count["commitments"], need_items, rng),
        "funds": _funds(),
        "fund_rules": _fund_rules(),
    }


def _month(rng: random.Random, first: int, last: int) -> str:
    month = rng.randrange(first, last)
    return f"{2026 + month // 12}-{month % 12 + 1:02d}"


def _parties() -> Iterator[tuple[object, ...]]:
    yield "id", "name", "kind", "country"
    for country in COUNTRIES:
        yield country.lower(), country, "state", country


def _items(count: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "id", "name", "kind", "category", "value"
    for n in range(count):
        yield f"item-{n}", f"Item {n}", "product", f"cat-{n % 7}", f"{rng.randrange(1, 90)} k [assume: list price]"


def _bom(count: int, items: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "product", "component", "quantity"
    pairs = {tuple(sorted(rng.sample(range(items), 2))) for _ in range(count * 2)}
    for low, high in sorted(pairs)[:count]:
        yield f"item-{low}", f"item-{high}", rng.randrange(1, 9)


def _lines(line_items: list[int], rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "id", "name", "item", "country", "party", "capacity", "lead_time", "unit_cost", "opens", "ramp"
    for n, item in enumerate(line_items):
        country = rng.choice(COUNTRIES)
        low = rng.randrange(10, 400)
        yield (
            *(f"line-{n}", f"Line {n}", f"item-{item}", country, country.lower()),
            *(f"{low} to {low * 2} [c-{n:x}]", f"tri(1, 2, {rng.randrange(3, 9)})", f"{rng.randrange(1, 99)} k USD"),
            *(_month(rng, 0, 60), rng.randrange(6)),
        )


def _stocks(count: int, items: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "id", "item", "country", "quantity", "reserve"
    for n in range(count):
        yield f"stock-{n}", f"item-{rng.randrange(items)}", rng.choice(COUNTRIES), rng.randrange(50, 900), 20


def _arrivals(count: int, items: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "item", "country", "period", "quantity"
    keys = {(rng.randrange(items), rng.choice(COUNTRIES), _month(rng, 0, 120)) for _ in range(count)}
    for item, country, month in sorted(keys):
        yield f"item-{item}", country, month, rng.randrange(1, 90)


def _routes(rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "id", "from", "to", "lead_time", "unit_cost"
    for start in COUNTRIES:
        for end in COUNTRIES:
            if start != end:
                yield f"{start}-{end}".lower(), start, end, rng.randrange(3), rng.randrange(1, 50)


def _needs(need_items: list[int], rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "id", "party", "country", "item", "start", "end", "quantity", "priority"
    for n, item in enumerate(need_items):
        country = rng.choice(COUNTRIES)
        months = _month(rng, 0, 60), _month(rng, 90, 120)
        yield f"need-{n}", country.lower(), country, f"item-{item}", *months, rng.randrange(1, 40), 1


def _commitments(count: int, need_items: list[int], rng: random.Random) -> Iterator[tuple[object, ...]]:
    yield "id", "giver", "receiver", "item", "quantity", "due"
    for n in range(count):
        yield f"promise-{n}", "fr", "ua", f"item-{rng.choice(need_items)}", "unknown", _month(rng, 0, 120)


def _funds() -> Iterator[tuple[object, ...]]:
    yield "id", "name", "party", "amount", "opens", "closes", "form"
    for country in COUNTRIES:
        yield f"fund-{country.lower()}", f"Fund {country}", country.lower(), "9 bn", "2026-01", "2035-12", "loan"


def _fund_rules() -> Iterator[tuple[object, ...]]:
    yield "fund", "rule", "value"
    for country in COUNTRIES[:4]:
        yield f"fund-{country.lower()}", "made_in", "wide"
        yield f"fund-{country.lower()}", "category", "cat-1; cat-2"


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "").replace("_", "")) if len(sys.argv) > 1 else 100_000)
