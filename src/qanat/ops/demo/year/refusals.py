"""The requests inside the country that were not flown, each with its reason."""

from dataclasses import replace
from datetime import timedelta

from qanat.ops.demo.year import cases
from qanat.ops.demo.year.logbook import Logbook


def refuse(book: Logbook, count: int) -> None:
    """Make the requests without a flight: remote only, by road, weather, declined, withdrawn."""
    shares = tuple(share for _, share, _ in cases.NOT_FLOWN)
    for (ending, _share, reasons), part in zip(
        cases.NOT_FLOWN, cases.parts(count, shares), strict=True
    ):
        for n in range(part):
            _refuse(book, ending, reasons[n % len(reasons)])


def _refuse(book: Logbook, ending: str, reason: str) -> None:
    asked = book.asking.ask("regional", book.asking.region("regional"), book.until(0))
    if reason == "weather":
        asked = replace(asked, at=book.calendar.stormy_moment(asked.sender.region))
    decision = {"weather": "decline", "died": "withdraw"}.get(ending, ending)
    end = asked.at + timedelta(minutes=asked.decided_min)
    book.request(asked, (book.person(asked),), end, decision=decision, reason=reason)
