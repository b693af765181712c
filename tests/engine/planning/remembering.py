"""Tools of the slow planner: asking a question only once, and where spans of time meet."""

from collections.abc import Callable
from itertools import product
from typing import Any, Concatenate, ParamSpec, TypeVar

Spans = list[tuple[int, int]]
Params = ParamSpec("Params")
Answer = TypeVar("Answer")
Self = TypeVar("Self", bound="Remembering")


class Remembering:
    """Something whose answers do not change."""

    def __init__(self) -> None:
        self.memory: dict[tuple[object, ...], Any] = {}


def remembered(
    rule: Callable[Concatenate[Self, Params], Answer],
) -> Callable[Concatenate[Self, Params], Answer]:
    """Answer a question only once; things are told apart by identity, numbers by value."""

    def ask(self: Self, /, *args: Params.args, **kwargs: Params.kwargs) -> Answer:
        told = (*args, *kwargs.values())
        key = (rule, *(one if isinstance(one, int | float) else id(one) for one in told))
        if key not in self.memory:
            self.memory[key] = rule(self, *args, **kwargs)
        found: Answer = self.memory[key]
        return found

    return ask


def both(a: Spans, b: Spans) -> Spans:
    """Return when both spans allow it."""
    met = [(max(s, t), min(e, f)) for (s, e), (t, f) in product(a, b)]
    return [(start, end) for start, end in met if start <= end]
