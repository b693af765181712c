"""Write to the applicant when there is news of his case: that there is some, never what it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from qanat.care.abroad.models import Case
from qanat.care.abroad.permissions import WORK
from qanat.care.abroad.queries.news import ABOUT, is_told
from qanat.care.abroad.states import CaseState, News, NewsWish
from qanat.care.abroad.wording import NEWS
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import NATIONAL
from qanat.foundation.messages.commands import send_message
from qanat.foundation.messages.queries import newest_values
from qanat.foundation.messages.recipients import About, Recipient
from qanat.foundation.messages.states import Channel
from qanat.foundation.secrets import decrypt
from qanat.web.wording import NBSP, moment

HELD: Final = timedelta(days=2)
"""What happened longer ago is no news; a message which could not be sent is given up by then."""
WISHES: Final[Mapping[NewsWish, tuple[str, bool | None]]] = {
    NewsWish.SMS: ("wants_sms", True),
    NewsWish.NO_SMS: ("wants_sms", False),
    NewsWish.EMAIL: ("wants_email", True),
    NewsWish.NO_EMAIL: ("wants_email", False),
    NewsWish.FORGET_EMAIL: ("applicant_email", None),
}
"""What each wish of an applicant changes."""
OVER: Final = (CaseState.WITHDRAWN, CaseState.DIED, CaseState.CLOSED)


@command(needs=WORK)
def tell_news(actor: Actor, *, case_id: int, news: str, at: datetime, now: datetime) -> int:
    """Write to an applicant in his language, wherever he can be; told twice it is written once.

    Args:
        actor: the system.
        case_id: of the case.
        news: of which kind.
        at: when it happened; of a sitting, when it begins.
        now: the time; what happened long ago is told nobody.

    Returns:
        How many messages were written.
    """
    row = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    ways = _ways(row)
    if not ways or row.state in OVER:
        return 0
    if at < now - HELD or not is_told(news, now):
        return 0
    values = {"number": row.number, "when": _when(at, row.applicant_language), "where": _where()}
    if newest_values(ABOUT, row.pk, NEWS[News(news)]) == values:
        return 0
    for channel, address in ways:
        send_message(
            actor,
            to=Recipient(channel=channel, address=address, language=row.applicant_language),
            wording=NEWS[News(news)],
            values=values,
            about=About(ABOUT, row.pk, row.region_id),
            expires_at=now + HELD,
        )
    return len(ways)


@command(needs=WORK)
def set_news(_actor: Actor, *, case_id: int, wish: str) -> None:
    """Take down how the applicant wants to be written to, or that his address is deleted."""
    row = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    name, value = WISHES[NewsWish(wish)]
    setattr(row, name, value)
    row.save(update_fields=[name])


def _ways(row: Case) -> list[tuple[Channel, str]]:
    """Return how an applicant wants to be written to: each telephone, and his e-mail."""
    phones = decrypt(bytes(row.applicant_phone)).split("\n") if row.applicant_phone else []
    ways = [(Channel.SMS, phone) for phone in phones if row.wants_sms]
    if row.applicant_email and row.wants_email:
        ways.append((Channel.EMAIL, decrypt(bytes(row.applicant_email))))
    return ways


def _when(at: datetime, language: str) -> str:
    with translation.override(language), timezone.override(NATIONAL):
        return moment(at).replace(NBSP, " ")


def _where() -> str:
    return settings.QANAT_ADDRESS.rstrip("/") + reverse("abroad:code")
