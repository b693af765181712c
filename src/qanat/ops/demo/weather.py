"""Plausible weather of the demonstration: reports of every half hour, most of them fair.

Some places stand out: fog, low clouds, a report that is old, and places of which nobody says
anything, so that everything there is to see can be seen.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_noop

from qanat.foundation.actors import SYSTEM
from qanat.foundation.periodic import every
from qanat.response.weather.commands import Statement, state_weather

SOURCE: Final = gettext_noop("simulation")
SOME: Final = (
    "UAAA", "UAAH", "UAAT", "UACC", "UACK", "UACP", "UADD", "UAII", "UAKD", "UAKK", "UAOO", "UARR",
    "UASK", "UASP", "UASS", "UATE", "UATG", "UATT", "UAUU",
)  # fmt: skip
FAIR: Final = (
    "{wind}MPS CAVOK", "{wind}MPS 9999 SCT040", "{wind}MPS 9999 BKN033", "{wind}MPS 8000 -SN OVC026"
)  # fmt: skip
FOUL: Final = {
    "UASA": "VRB01MPS 0800 FG VV001",
    "UASZ": "{wind}MPS 1500 BR OVC006",
    "UATA": "{wind}G22MPS 4000 BLSN SCT020",
}
OLD: Final = "UAUR"
"""Its last report is an hour and a half old."""
EVERY: Final = timedelta(minutes=30)


def reports_of(now: datetime) -> Iterator[str]:
    """Yield the reports of the last half hour; asked again they are the same."""
    utc = now.astimezone(UTC)
    at = utc.replace(minute=utc.minute // 30 * 30, second=0, microsecond=0)
    for station in (*SOME, *FOUL):
        chance = int(hashlib.sha256(f"{station}{at:%d%H%M}".encode()).hexdigest(), 16)
        wind = f"{chance % 36 * 10:03d}{2 + chance // 36 % 6:02d}"
        words = FOUL.get(station) or FAIR[chance // 1_000 % len(FAIR)]
        yield f"METAR {station} {at:%d%H%M}Z {words.format(wind=wind)}"
    before = at.replace(hour=at.hour // 6 * 6, minute=0)
    after = before + timedelta(hours=24)
    span = f"{before:%d%H}/{after:%d%H}"
    late = f"{before + timedelta(hours=6):%d%H}/{before + timedelta(hours=9):%d%H}"
    for station in ("UACC", "UAAA"):
        yield f"TAF {station} {before:%d%H%M}Z {span} 24005MPS 9999 SCT040"
    yield f"TAF UASK {before:%d%H%M}Z {span} 24005MPS 9999 SCT040 TEMPO {late} 0600 FG VV001"


def fill_weather(now: datetime) -> None:
    """State the weather of now, and one report that is old already."""
    at = (now - EVERY * 3).astimezone(UTC)
    old = f"METAR {OLD} {at:%d%H%M}Z 27004MPS 9999 SCT030"
    texts = [*reports_of(now), old]
    statements = [Statement(text=text) for text in texts]
    state_weather(SYSTEM, statements=statements, source=SOURCE, now=now)


@every(seconds=60)
def go_on(now: datetime) -> None:
    """State the weather of the demonstration; nothing at all outside of it."""
    if settings.QANAT_DEMO:
        statements = [Statement(text=text) for text in reports_of(now)]
        state_weather(SYSTEM, statements=statements, source=SOURCE, now=now)
