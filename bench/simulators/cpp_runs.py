"""Runs by C++ written by hand (bench/simulators/cpp), compiled on the spot: the practical limit of one core.

The records of a book become C structs by their own description, so that a new field needs no change here.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.simulators.results import Results
from cofactory.simulator.book import Book

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SOURCES = Path(__file__).parent / "cpp"
FLAGS = (
    "-std=c++17",
    "-O3",
    "-march=native",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-Wno-psabi",
    "-shared",
    "-fPIC",
)
ALIGN = 128
"""Bytes: the widest vector registers there are."""

STRUCTS = {
    "flows": "Flow", "inputs": "Input", "lines": "Line", "pools": "Pool", "stocks": "Stock", "routes": "Route",
    "arrivals": "Arrival", "needs": "Need", "promises": "Promise", "projects": "Project", "stages": "Stage",
    "risks": "Risk", "funds": "Fund", "costs": "Cost", "payers": "Payer",
}  # fmt: skip
"""The fields of a book that hold records, with the name of one record."""

NUMBERS = {"i4": "int32_t", "i8": "int64_t", "f8": "double", "f4": "float", "i2": "int16_t", "i1": "int8_t"}


def compiler() -> str | None:
    """Returns the C++ compiler of this machine: $CXX, g++ or clang++; none where there is none."""
    for name in (os.environ.get("CXX"), "g++", "clang++"):
        if name and (found := shutil.which(name)):
            return found
    return None


def _header(book: Book) -> str:
    parts = ["#pragma once", "#include <cstdint>"]
    for field, name in STRUCTS.items():
        dtype = getattr(book, field).dtype
        fields = " ".join(f"{NUMBERS[dtype[n].str[1:]]} {n};" for n in dtype.names)
        packed = "" if dtype.isalignedstruct else "__attribute__((packed)) "
        parts.append(f"struct {packed}{name} {{ {fields} }};")
        parts.append(f'static_assert(sizeof({name}) == {dtype.itemsize}, "{name}");')
    fields = " ".join(f"const {_type(book, f)}* {f}; int64_t n_{f}, w_{f};" for f in Book._fields)
    return "\n".join([*parts, f"struct Book {{ {fields} }};", ""])


def _type(book: Book, field: str) -> str:
    return STRUCTS.get(field) or NUMBERS[getattr(book, field).dtype.str[1:]]


class Cpp:
    """The compiled kernel for books of one shape of records, `lanes` runs side by side; `level` of optimisation."""

    def __init__(self, book: Book, folder: Path, lanes: int, *, level: str = "-O3") -> None:
        self.lanes, self.book = lanes, book
        header = _header(book)
        sources = sorted(SOURCES.iterdir())
        text = header + "".join(path.read_text("utf-8") for path in sources)
        name = hashlib.sha256(f"{text}{FLAGS}{lanes}{level}".encode()).hexdigest()[:16]
        library = folder / f"chase-{name}.so"
        if not library.exists():
            _compile(header, folder, library, (level, f"-DLANES={lanes}"))
        self._follow: Any = ctypes.CDLL(str(library)).follow
        self._follow.restype = None
        self._arrays = [np.ascontiguousarray(getattr(book, field)) for field in Book._fields]
        cells = np.array([_place(array) for array in self._arrays], dtype=np.int64)
        self._book = cells.ravel()

    def follow(self, places: Ints, drawn: Floats, first: int, seed: int) -> Results:
        """Returns the runs first, first + 1, ... with these drawn cells, [run, place]."""
        book, lanes, count = self.book, self.lanes, len(drawn)
        blocks, needs, periods = -(-count // lanes), len(book.needs), len(book.discount)
        delivered, short = (_aligned(blocks, periods, needs, lanes) for _ in range(2))
        date = _aligned(blocks, len(book.promises), lanes)
        cost, shortfall = np.empty(count), np.empty(count)
        drawn = np.ascontiguousarray(drawn)
        self._follow(
            _at(self._book), _at(places), ctypes.c_int64(len(places)), _at(drawn), ctypes.c_int64(count),
            ctypes.c_int64(first), ctypes.c_int64(seed), _at(delivered), _at(short), _at(cost), _at(shortfall),
            _at(date),
        )  # fmt: skip
        return Results(
            # views only: [block, period, need, lane] read as [run, need, period]
            delivered=delivered.transpose(0, 3, 2, 1),
            short=short.transpose(0, 3, 2, 1),
            cost=cost,
            shortfall=shortfall,
            date=date.transpose(0, 2, 1),
        )


def _compile(header: str, folder: Path, library: Path, options: tuple[str, ...]) -> None:
    found = compiler()
    if found is None:
        raise FileNotFoundError("There is no C++ compiler here.")
    (folder / "book.h").write_text(header, "utf-8")
    words = [found, *FLAGS, *options, f"-I{folder}", f"-I{SOURCES}", str(SOURCES / "chase.cpp")]
    subprocess.run([*words, "-o", str(library)], check=True)  # noqa: S603 - a compiler found on this machine


def _place(array: NDArray[Any]) -> tuple[int, int, int]:
    return array.ctypes.data, len(array), array.shape[1] if array.ndim > 1 else 0


def _at(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _aligned(*shape: int) -> Floats:
    size = int(np.prod(shape))
    room = np.empty(size + ALIGN // 8)
    skip = -room.ctypes.data % ALIGN // 8
    return room[skip : skip + size].reshape(shape)
