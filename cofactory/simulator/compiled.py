"""The kernel as machine code: compiled once for this kind of processor, then read back in a twentieth of a second.

Numba's own cache takes most of a second to read a kernel, because all of Numba is imported for it, and looks for
changes in one source file only. Here LLVM alone loads the code, under a name made of every source it depends on.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.base.files import write_atomically
from cofactory.base.own_cache import own_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cofactory.simulator.task import Task

SOURCES = ("kernel*.py", "script.py", "task.py", "book.py", "compiled.py")
"""The files that the machine code depends on."""

COMPILE_S = 15
"""Seconds of one processor that it takes to compile, about."""

KEPT_MOST = 4
"""Kernels kept in one folder: it may serve several kinds of processors and versions."""

_lock = Lock()
_loaded: list[Any] = []
"""The function, and what must stay alive as long as it may be called."""


def follow(task: Task) -> None:
    """Fills in the results of a task. Threads may call it at once, each with a task of its own."""
    if not _loaded:
        with _lock:
            if not _loaded:
                _loaded.extend(_load(_machine_code()))
    frame = np.array(list(words_of(task)), dtype=np.int64)
    spare = (ctypes.c_void_p * 2)()  # where the function puts what it returns: nothing
    if _loaded[0](ctypes.addressof(spare), ctypes.addressof(spare) + 8, frame.ctypes.data):
        raise RuntimeError("The kernel stopped.")


def words_of(value: Any) -> Iterator[int]:
    """The words in which the kernel is told of a task: whole numbers, and of every array address, rows and columns."""
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError("The kernel reads arrays row by row.")
        yield from (value.ctypes.data, len(value), int(np.prod(value.shape[1:])))
    elif isinstance(value, tuple):
        for member in value:
            yield from words_of(member)
    else:
        yield int(value)


def compiled() -> bool:
    """Returns whether the first run can start at once; if not, it waits for the compiler."""
    return bool(_loaded) or _read(_file()) is not None


def _machine_code() -> tuple[str, bytes]:
    """The name of the function and the object code it stands in."""
    path = _file()
    found = _read(path)
    if found is None:
        from cofactory.simulator.kernel import object_code

        found = object_code()
        _write(path, *found)
    return found


def _read(path: Path) -> tuple[str, bytes] | None:
    """What was kept; None where nothing was, or not all of it is there."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, rest = content[:32], content[32:]
    if hashlib.sha256(rest).digest() != digest:
        return None
    name, _, code = rest.partition(b"\n")
    return name.decode(), code


def _write(path: Path, name: str, code: bytes) -> None:
    """Keeps the machine code in place of the oldest; where that is not possible it is made again next time."""
    rest = name.encode() + b"\n" + code
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, [hashlib.sha256(rest).digest(), rest])
        kept = sorted(path.parent.glob("kernel-*.bin"), key=lambda other: other.stat().st_mtime_ns, reverse=True)
        for old in kept[KEPT_MOST:]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _file() -> Path:
    """Where the machine code of these sources for this processor is kept."""
    import llvmlite
    from llvmlite import binding

    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in here.glob(pattern)):
        digest.update(path.read_bytes())
    for word in (version("numba"), llvmlite.__version__, binding.get_process_triple(), binding.get_host_cpu_name(),
                 binding.get_host_cpu_features().flatten()):  # fmt: skip
        digest.update(word.encode())
    return _folder(here) / f"kernel-{digest.hexdigest()[:24]}.bin"


def _folder(here: Path) -> Path:
    """Numba's rule: the folder that the environment names, else beside the source, else the user's cache."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(named)
    beside = here / "__pycache__"
    if os.access(beside if beside.exists() else here, os.W_OK):
        return beside
    return own_cache()


def _load(found: tuple[str, bytes]) -> tuple[Callable[..., int], Any]:
    """The function, ready to be called, and the engine that holds it."""
    from llvmlite import binding

    name, code = found
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine(codemodel="jitdefault", jit=True)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    return kind(engine.get_function_address(name)), engine
