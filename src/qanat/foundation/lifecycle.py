"""Lifecycles: the states of a record and the moves between them, declared once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Conflict, Text

S = TypeVar("S", bound=models.TextChoices)


class WrongState(Conflict):
    """The record is in a state from which this move does not lead."""

    code = "wrong_state"
    text = _("“%(move)s” is not possible now: the state is “%(state)s”.")


class ReasonMissing(Conflict):
    """A decline, a cancellation, a refusal always carries a reason from a list."""

    status = 422
    code = "reason_missing"
    text = _("“%(move)s” needs a reason. Choose one from the list.")


class ReasonUnknown(Conflict):
    """The reason given is not one of the list."""

    status = 422
    code = "reason_unknown"
    text = _("This reason is not in the list for “%(move)s”. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One arrow of a lifecycle.

    Attributes:
        needs: the permission.
        reasons: code of the reason list from which a reason must come; "" where none is due.
        done: what histories say of it, where the name of the state reached does not say it.
    """

    name: str
    label: Text
    sources: frozenset[S]
    target: S
    needs: str
    reasons: str = ""
    done: Text = ""


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S]):
    """All states and moves of one kind of record."""

    name: str
    states: type[S]
    start: S
    moves: tuple[Move[S], ...]

    def __post_init__(self) -> None:
        names = [move.name for move in self.moves]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: two moves share a name")
        if lost := set(self.states) - self.reachable():
            raise ValueError(f"{self.name}: unreachable states {sorted(lost)}")
        if self.name in ALL:
            raise ValueError(f"{self.name}: declared twice")
        ALL[self.name] = self

    def reachable(self) -> set[S]:
        """Return the states that can be reached from the start."""
        seen = {self.start}
        while new := {m.target for m in self.moves if m.sources & seen} - seen:
            seen |= new
        return seen

    def move(self, name: str) -> Move[S]:
        """Return a move by its name.

        Raises:
            KeyError: if there is none.
        """
        for move in self.moves:
            if move.name == name:
                return move
        raise KeyError(f"{self.name}.{name}")

    def past(self, name: str) -> Text:
        """Return what histories say of a move; of one that is no longer declared its name."""
        for move in self.moves:
            if move.name == name:
                return move.done or move.target.label
        return name

    def open_moves(self, state: str) -> Iterator[Move[S]]:
        """Return the moves that lead out of a state, in declared order."""
        return (move for move in self.moves if state in move.sources)

    def pairs(self) -> list[tuple[str, str]]:
        """Return every permitted (from, to), for the database trigger."""
        return sorted({(s.value, m.target.value) for m in self.moves for s in m.sources})

    def final(self) -> set[S]:
        """Return the states from which nothing leads."""
        return {s for s in self.states if not any(s in m.sources for m in self.moves)}

    def constraint(self, field: str = "state") -> models.CheckConstraint:
        """Return a check constraint which admits only declared states."""
        return models.CheckConstraint(
            condition=models.Q(**{f"{field}__in": self.states.values}),
            name=f"{self.name}_{field}_known",
        )

    def mermaid(self) -> str:
        """Return a state diagram for the documentation."""
        lines = [f"[*] --> {self.start.value}"]
        lines += [
            f"{s.value} --> {m.target.value}: {m.name}"
            for m in self.moves
            for s in sorted(m.sources)
        ]
        return "stateDiagram-v2\n" + "\n".join(f"  {line}" for line in lines)


ALL: Final[dict[str, Lifecycle[Any]]] = {}
"""Every declared lifecycle by name: documentation and tests are made from it."""
