"""Compiled functions: machine code is kept on disk, so that nothing is compiled twice."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., object])

_ENGINE: Final = Path(__file__).parent
_WHOLE: Final = "whole"


def _digest() -> str:
    """Return a digest of every source which is compiled."""
    digest = hashlib.sha256()
    for path in sorted(_ENGINE.rglob("*.py")):
        source = path.read_bytes()
        if any(mark in source for mark in (b"@compiled", b"@inner", b"@lent")):
            digest.update(source)
    return digest.hexdigest()[:16]


if not getattr(config, "CACHE_DIR", ""):
    # Numba asks only whether the file of a function changed, not those of the functions which it
    # calls and has built in: code of before an upgrade would run. So each state has its own folder.
    setattr(config, "CACHE_DIR", str(_ENGINE / "__pycache__" / f"compiled-{_digest()}"))  # noqa: B010 - not in its types


def _kept_in() -> Path:
    return Path(getattr(config, "CACHE_DIR"))  # noqa: B009 - not in its types


def is_whole() -> bool:
    """Tell whether all machine code of this state of the engine is kept."""
    return (_kept_in() / _WHOLE).exists()


def note_whole() -> None:
    """Note that everything was compiled, where that can be kept."""
    with suppress(OSError):
        (_kept_in() / _WHOLE).touch()


def compiled(function: Function) -> Function:
    """Return the same function as machine code, which lets other threads run meanwhile.

    No sum is reordered and no product fused: the same numbers in give the same bits out. The
    original stays reachable as ``py_func``; ``NUMBA_DISABLE_JIT=1`` runs all of them as they are
    written. The first call compiles, or reads what was compiled before.
    """
    return cast("Function", njit(cache=True, nogil=True, error_model="numpy")(function))


def inner(function: Function) -> Function:
    """Return the same for a function which only compiled ones call: it has no door from Python."""
    return _inner(function, _nrt=True)


def lent(function: Function) -> Function:
    """Return the same, for what makes no array: those it is lent are not counted as held by it.

    Counting takes longer than all else where tuples of many arrays go through small functions.
    Arrays which it returns are counted by nobody: only functions which don't count either may
    take them.
    """
    return _inner(function, _nrt=False)


def lent_to(function: Function) -> Function:
    """Return the same with a door from Python, as ``compiled`` has it."""
    make: Callable[..., Any] = njit
    options = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    return cast("Function", make(**options)(function))


def _inner(function: Function, **more: bool) -> Function:
    doors = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # not in numba's types
    make: Callable[..., Any] = njit
    options = {"cache": True, "nogil": True, "error_model": "numpy", **more}
    return cast("Function", make(**options, **doors)(function))
