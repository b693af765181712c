"""The requests inside the country that were not flown, each with its reason."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from qanat.foundation.days import national_day
from qanat.ops.demo.year import cases
from qanat.ops.demo.year.asking import Asked
from qanat.ops.demo.year.logbook import Logbook

DECLINED: Final = ("weather", "decline")
ASKED_AGAIN: Final = ("remote", "ground", "decline")
EVERY: Final = 4
"""One of so many requests of these endings is for somebody who was declined before."""
AGAIN_H: Final = (3, 22)
"""Hours until one asks again, at least and at most."""


@dataclass(slots=True)
class Refusing:
    """The requests without a flight under way."""

    book: Logbook
    declined: list[tuple[Asked, int]] = field(default_factory=list)
    """Calls which were declined, with their persons, for whom nobody has asked again yet."""
    again: set[int] = field(default_factory=set)
    """Persons for whom somebody asked again: they lived until then."""

    def refuse(self, count: int) -> None:
        """Make them all: remote only, by road, weather, declined, withdrawn."""
        shares = tuple(share for _, share, _ in cases.NOT_FLOWN)
        wanted = zip(cases.NOT_FLOWN, cases.parts(count, shares), strict=True)
        # Those declined come first: others may ask again for the same person.
        for (ending, _share, reasons), part in sorted(
            wanted, key=lambda one: one[0][0] != "weather"
        ):
            for n in range(part):
                self._one(ending, reasons[n % len(reasons)], n)

    def _one(self, ending: str, reason: str, n: int) -> None:
        found = self._asked_again() if ending in ASKED_AGAIN and n % EVERY == 0 else None
        asked, person = found or self._asked(reason)
        decision = {"weather": "decline", "died": "withdraw"}.get(ending, ending)
        end = asked.at + timedelta(minutes=asked.decided_min)
        self.book.request(asked, (person,), end, decision=decision, reason=reason)
        if ending in DECLINED and found is None:
            self.declined.append((asked, person))

    def _asked(self, reason: str) -> tuple[Asked, int]:
        asking = self.book.asking
        asked = asking.ask("regional", asking.region("regional"), self.book.until(0))
        if reason == "weather":
            asked = replace(asked, at=self.book.calendar.stormy_moment(asked.sender.region))
        return asked, self.book.person(asked)

    def _asked_again(self) -> tuple[Asked, int] | None:
        """Return a call for somebody who was declined hours before, None if there is none."""
        if not self.declined:
            return None
        asked, person = self.declined.pop(0)
        later = timedelta(hours=self.book.chance.randint(*AGAIN_H))
        if national_day(asked.at + later) > self.book.until(1):
            return None
        self.again.add(person)
        return replace(asked, at=asked.at + later, ready_at=asked.ready_at + later), person
