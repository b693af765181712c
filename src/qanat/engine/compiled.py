"""Compiled functions: machine code is kept on disk, so that nothing is compiled twice."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Return the same function as machine code, which lets other threads run meanwhile.

    No sum is reordered and no product fused: the same numbers in give the same bits out. The
    original stays reachable as ``py_func``; ``NUMBA_DISABLE_JIT=1`` runs all of them as they are
    written. The first call compiles, or reads what was compiled before.
    """
    return cast("Function", njit(cache=True, nogil=True, error_model="numpy")(function))
