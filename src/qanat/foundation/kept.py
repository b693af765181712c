"""Keep for some seconds, in each process, what everybody reads and hardly anybody changes."""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.utils.translation import get_language

P = ParamSpec("P")
R = TypeVar("R")

MOST: Final = 2000
_all: Final[list[dict[Hashable, tuple[float, Any]]]] = []
_also: Final[list[Callable[[], object]]] = []


def kept(seconds: float, *, has_words: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the answers of a read by its arguments and the language, each for so many seconds.

    For reference data alone: never for what a right or a record depends on. What is raised is
    not kept. What has no words is the same in every language.
    """

    def decorate(read: Callable[P, R]) -> Callable[P, R]:
        answers: dict[Hashable, tuple[float, Any]] = {}
        _all.append(answers)

        @wraps(read)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            named = tuple(sorted(kwargs.items())) if kwargs else ()
            place = (get_language() if has_words else "", args, named)
            now = time.monotonic()
            known = answers.get(place)
            if known is not None and now < known[0]:
                found: R = known[1]
                return found
            found = read(*args, **kwargs)
            if len(answers) >= MOST:
                answers.clear()
            answers[place] = (now + seconds, found)
            return found

        return wrapper

    return decorate


def forget() -> None:
    """Drop everything kept; for tests, and for those who have just changed it."""
    for answers in _all:
        answers.clear()
    for drop in _also:
        drop()


def forget_too(drop: Callable[[], object]) -> None:
    """Have what is kept in another way dropped with the rest."""
    _also.append(drop)
