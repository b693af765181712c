"""What the applicant was told, and of what he is told at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.care.abroad.models import Appeal, Case, CaseDecision
from qanat.care.abroad.parameters import TOLD_OF
from qanat.care.abroad.states import News
from qanat.care.abroad.wording import NEWS
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.foundation.messages.queries import timeline
from qanat.foundation.messages.states import Channel, MessageState
from qanat.foundation.parameters.queries import parameter

ABOUT: Final = "abroad.news"
KINDS: Final = {wording: news for news, wording in NEWS.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """A message to the applicant: of what, how, when, and whether it got there."""

    news: News
    channel: Channel
    state: MessageState
    at: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """How the applicant hears of his case.

    Attributes:
        has_phone: there is a telephone, to which passwords go too.
        has_email: there is an e-mail address.
        wants_sms, wants_email: how he wants to be written to.
        told: what he was told, the newest first.
    """

    has_phone: bool
    has_email: bool
    wants_sms: bool
    wants_email: bool
    told: tuple[Told, ...]

    @property
    def is_reachable(self) -> bool:
        """Whether there is anywhere to write to."""
        return self.has_phone or self.has_email

    @property
    def is_written_to(self) -> bool:
        """Whether he wants to be written to where he can be."""
        return (self.has_phone and self.wants_sms) or (self.has_email and self.wants_email)

    @property
    def refused(self) -> list[Channel]:
        """How he could be written to and does not want to be."""
        ways = (
            (Channel.SMS, self.has_phone, self.wants_sms),
            (Channel.EMAIL, self.has_email, self.wants_email),
        )
        return [channel for channel, can_be, wants in ways if can_be and not wants]


def is_told(news: str, now: datetime) -> bool:
    """Tell whether applicants are told of a kind of news."""
    chosen = parameter(TOLD_OF, on=national_day(now)).value
    return isinstance(chosen, dict) and chosen.get(news, 0) == 1


def reached(case: Case) -> Reached:
    """Return how the applicant of a case hears of it."""
    rows = timeline(SYSTEM, ABOUT, case.pk)
    told = [
        Told(KINDS[r.wording], r.channel, r.state, r.queued_at)
        for r in reversed(rows)
        if r.wording in KINDS
    ]
    return Reached(
        has_phone=case.applicant_phone is not None,
        has_email=case.applicant_email is not None,
        wants_sms=case.wants_sms,
        wants_email=case.wants_email,
        told=tuple(told),
    )


def is_after_appeal(case_id: int) -> bool:
    """Tell whether the newest decision about a case answers an appeal."""
    newest = CaseDecision.objects.filter(case=case_id).order_by("-id")
    before = list(newest.values_list("pk", flat=True)[1:2])
    return Appeal.objects.filter(decision__in=before).exists()
