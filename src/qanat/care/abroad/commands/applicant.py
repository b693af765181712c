"""The applicant: a one-time password to the telephone on record, and what it opens."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.models import Case
from qanat.care.abroad.parameters import PASSWORD_MIN, PASSWORDS_AN_HOUR
from qanat.care.abroad.permissions import WORK
from qanat.care.abroad.queries.norms import number_on
from qanat.care.abroad.wording import PASSWORD
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.messages.commands import (
    TooManyCodes,
    UnknownCode,
    acknowledge_code,
    send_message,
)
from qanat.foundation.messages.queries import newest_about, times_told
from qanat.foundation.messages.recipients import About, Recipient
from qanat.foundation.messages.states import Channel
from qanat.foundation.refusals import Invalid, Refusal
from qanat.foundation.secrets import decrypt
from qanat.foundation.turns import wait_for_turn

ABOUT: Final = "abroad.applicant"
PAUSE: Final = timedelta(minutes=1)
"""A password is sent no sooner after another: who presses twice gets one."""
AN_HOUR: Final = timedelta(hours=1)


class TooManyCases(Refusal):
    """Codes of cases are being tried."""

    status = 429
    code = "too_many_cases"
    text = _("Too many codes were wrong. Try again in %(minutes)s minutes, or ask the hospital.")


class TooManyPasswords(Refusal):
    """A password is being guessed: it opens nothing any more, the next one does."""

    status = 429
    code = "too_many_passwords"
    text = _(
        "Too many wrong passwords: the one that was sent opens nothing any more. Ask for a new one."
    )


class WrongPassword(Invalid):
    """It is another one, was used, or came too late."""

    code = "wrong_password"
    field = "password"
    text = _(
        "This password opens nothing. Take the one of the newest message; it opens once and holds"
        " for a few minutes."
    )


@command(needs=WORK)
def send_password(actor: Actor, *, code: str, now: datetime) -> int:
    """Send a one-time password to each telephone of an applicant; return his case, 0 for none.

    Whoever asks is told the same, whether or not there is such a case. Each password can be typed
    wrong a few times, and only so many are sent in an hour: that is how often one can guess.
    """
    row = Case.objects.filter(code=code).first() if code else None
    if row is None or row.applicant_phone is None:
        return 0
    wait_for_turn(ABOUT, row.pk)
    today = national_day(now)
    phones = decrypt(bytes(row.applicant_phone)).split("\n")
    most = number_on(PASSWORDS_AN_HOUR, today) * len(phones)
    is_enough = times_told(ABOUT, row.pk, (PASSWORD,), now - AN_HOUR) >= most
    if not is_enough and not times_told(ABOUT, row.pk, (PASSWORD,), now - PAUSE):
        for phone in phones:
            _send(actor, row, phone, now)
    return row.pk


def _send(actor: Actor, row: Case, phone: str, now: datetime) -> None:
    """Send a password of its own to one of the applicant's telephones."""
    minutes = number_on(PASSWORD_MIN, national_day(now))
    send_message(
        actor,
        to=Recipient(channel=Channel.SMS, address=phone, language=row.applicant_language),
        wording=PASSWORD,
        values={"minutes": minutes},
        about=About(ABOUT, row.pk, row.region_id),
        asks_answer=True,
        expires_at=now + timedelta(minutes=minutes),
    )


def use_password(case_id: int, password: str, asked: str) -> None:
    """Take a one-time password: it opens its own case, once, while it holds.

    Args:
        case_id: of the case, 0 for none: that is answered alike.
        password: as it was typed.
        asked: who asked when, where there is no case.

    Raises:
        WrongPassword: if it does not.
        TooManyPasswords: after too many wrong ones since the newest was sent.
    """
    sent = newest_about(ABOUT, case_id, PASSWORD) if case_id else asked
    try:
        acknowledge_code(password, source=f"abroad:{case_id}:{sent}", about=About(ABOUT, case_id))
    except TooManyCodes as refusal:
        raise TooManyPasswords from refusal
    except UnknownCode as refusal:
        raise WrongPassword from refusal
