"""Calendars of sittings: the secret address of somebody's, and what stands there.

Source:
    RFC 5545, iCalendar
"""

import base64
import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qanat.care.commission.models import CalendarFeed
from qanat.care.commission.queries.sittings import SittingRow, calendar_rows
from qanat.care.commission.states import Kind, SittingState
from qanat.foundation.actors import Actor
from qanat.foundation.made_up import made_up_mark
from qanat.foundation.secrets import derived_key

PURPOSE: Final = "commission.calendar"
SECRET_BYTES: Final = 18
LONGEST_NUMBER: Final = 12
OCTETS: Final = 75
KEPT: Final = timedelta(days=90)
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def token_of(account_id: int) -> str:
    """Return the secret part of the address of somebody's calendar, as it is now."""
    version = CalendarFeed.objects.filter(pk=account_id).values_list("version", flat=True).first()
    return f"{int_to_base36(account_id)}.{_secret(account_id, version or 0)}"


def account_of(token: str) -> int | None:
    """Return whose calendar an address is; None if it is nobody's, or was renewed."""
    number, _dot, _rest = token.partition(".")
    if not (number.isascii() and number.isalnum()) or len(number) > LONGEST_NUMBER:
        return None
    account_id = base36_to_int(number.lower())
    is_his = hmac.compare_digest(token_of(account_id).encode(), token.encode())
    return account_id if is_his else None


def address_of(account_id: int) -> str:
    """Return the address of somebody's calendar."""
    base: str = getattr(settings, "QANAT_ADDRESS", "")
    path = reverse("commission:feed", args=(token_of(account_id),))
    return f"{base.rstrip('/')}{path}"


def calendar(actor: Actor, now: datetime) -> str:
    """Return the sittings of an actor's commissions as a calendar: no matter, nobody's name."""
    written: list[str] = []
    for row in calendar_rows(actor, now - KEPT):
        written += _event(row)
    body = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qanat//Commission//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(_('Sittings of the commission'))}",
        *written,
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in body for part in folded(line))


def folded(line: str) -> Iterator[str]:
    """Cut a line into such of at most 75 octets, never within a letter."""
    part, size, most = "", 0, OCTETS
    for letter in line:
        octets = len(letter.encode())
        if size + octets > most:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part


def _event(row: SittingRow) -> Iterable[str]:
    base: str = getattr(settings, "QANAT_ADDRESS", "")
    address = f"{base.rstrip('/')}{reverse('commission:sitting', args=(row.id,))}"
    count = ngettext("%(n)s matter", "%(n)s matters", row.matters) % {"n": row.matters}
    mark = made_up_mark()
    return (
        "BEGIN:VEVENT",
        f"UID:sitting-{row.id}@qanat",
        f"DTSTAMP:{_utc(row.changed_at)}",
        f"LAST-MODIFIED:{_utc(row.changed_at)}",
        f"SEQUENCE:{row.revision}",
        f"DTSTART:{_utc(row.starts_at)}",
        f"DTEND:{_utc(row.ends_at)}",
        f"SUMMARY:{_text(f'{Kind(row.kind).label} {row.number}')}",
        f"DESCRIPTION:{_text(chr(10).join(filter(None, (row.body, count, mark))))}",
        f"LOCATION:{_text(row.place)}",
        f"URL:{address}",
        "STATUS:CANCELLED" if row.state == SittingState.CANCELLED else "STATUS:CONFIRMED",
        "END:VEVENT",
    )


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.translate(_ESCAPED)


def _secret(account_id: int, version: int) -> str:
    key = derived_key(PURPOSE, f"{account_id}:{version}")
    return base64.urlsafe_b64encode(key[:SECRET_BYTES]).decode()
