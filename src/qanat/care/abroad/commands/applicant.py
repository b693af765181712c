"""The applicant: a one-time password to the telephone on record, and what it opens."""

from datetime import datetime, timedelta
from typing import Final

from qanat.care.abroad.models import Case
from qanat.care.abroad.parameters import PASSWORD_MIN
from qanat.care.abroad.permissions import WORK
from qanat.care.abroad.queries.norms import number_on
from qanat.care.abroad.wording import PASSWORD
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.messages.commands import acknowledge_code, send_message
from qanat.foundation.messages.queries import was_told
from qanat.foundation.messages.recipients import About, Recipient
from qanat.foundation.messages.states import Channel
from qanat.foundation.secrets import decrypt
from qanat.foundation.turns import wait_for_turn

ABOUT: Final = "abroad.applicant"
PAUSE: Final = timedelta(minutes=1)
"""A password is sent no sooner after another: who presses twice gets one."""


@command(needs=WORK)
def send_password(actor: Actor, *, code: str, now: datetime) -> int:
    """Send a one-time password to the applicant of a case; return the case, 0 if there is none.

    Whoever asks is told the same, whether or not there is such a case.
    """
    row = Case.objects.filter(code=code).first() if code else None
    if row is None or row.applicant_phone is None:
        return 0
    wait_for_turn(ABOUT, row.pk)
    if not was_told(ABOUT, row.pk, (PASSWORD,), now - PAUSE):
        minutes = number_on(PASSWORD_MIN, national_day(now))
        send_message(
            actor,
            to=Recipient(
                channel=Channel.SMS,
                address=decrypt(bytes(row.applicant_phone)),
                language=row.applicant_language,
            ),
            wording=PASSWORD,
            values={"minutes": minutes},
            about=About(ABOUT, row.pk, row.region_id),
            asks_answer=True,
            expires_at=now + timedelta(minutes=minutes),
        )
    return row.pk


def use_password(case_id: int, password: str) -> None:
    """Take a one-time password: it opens its own case, once, while it holds.

    Raises:
        UnknownCode: if it does not.
        TooManyCodes: after too many wrong ones for a case.
    """
    acknowledge_code(password, source=f"abroad:{case_id}", about=About(ABOUT, case_id))
