"""Flights of planned transfers as texts which can be sent back, and not be made up."""

from dataclasses import asdict
from typing import Final

from django.core import signing
from msgspec import convert, to_builtins

from qanat.response.dispatch.suggest.transfers import Flight

SALT: Final = "qanat.dispatch.transfers"
GOOD_FOR_S: Final = 900
LONGEST: Final = 20_000


def key_of(flight: Flight) -> str:
    """Return a flight as it is shown."""
    return signing.dumps(to_builtins(asdict(flight)), salt=SALT, compress=True)


def flight_of(key: str) -> Flight:
    """Return the flight as it was shown.

    Raises:
        BadSignature: if it was not shown, or too long ago.
    """
    return convert(signing.loads(key[:LONGEST], salt=SALT, max_age=GOOD_FOR_S), Flight)
