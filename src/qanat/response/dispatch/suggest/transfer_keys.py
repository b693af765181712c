"""Flights of several patients as texts which can be sent back, and not be made up."""

from dataclasses import asdict
from typing import Final, TypeVar

from django.core import signing
from msgspec import ValidationError, convert, to_builtins

from qanat.response.dispatch.suggest.shared_flights import SharedFlight
from qanat.response.dispatch.suggest.transfers import Flight

SALT: Final = "qanat.dispatch.transfers"
GOOD_FOR_S: Final = 900
LONGEST: Final = 20_000
Kind = TypeVar("Kind", Flight, SharedFlight)


def key_of(flight: Flight | SharedFlight) -> str:
    """Return a flight as it is shown."""
    return signing.dumps(to_builtins(asdict(flight)), salt=SALT, compress=True)


def shown(key: str, kind: type[Kind]) -> Kind:
    """Return the flight as it was shown.

    Raises:
        BadSignature: if it was not shown, too long ago, or is another kind of flight.
    """
    try:
        return convert(signing.loads(key[:LONGEST], salt=SALT, max_age=GOOD_FOR_S), kind)
    except ValidationError:
        raise signing.BadSignature from None
