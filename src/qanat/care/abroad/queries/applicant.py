"""What an applicant sees: where his case is, what is next, who owes what by when; nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from qanat.care.abroad.models import Case, CaseDecision
from qanat.care.abroad.queries.carried import (
    ExtensionRow,
    GiftRow,
    JourneyRow,
    StayRow,
    carried_of,
)
from qanat.care.abroad.queries.norms import appeal_until
from qanat.care.abroad.queries.papers import items_of
from qanat.care.abroad.queries.record import TABLE
from qanat.care.abroad.queries.rights import act_of
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.checklist import PLAIN
from qanat.care.abroad.states import UNDER_WAY, CaseState, Decision
from qanat.care.commission.queries.items import standing_of
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import history
from qanat.foundation.refusals import NotFound
from qanat.registry.facilities.queries import facility_title
from qanat.web.wording import said

_S = CaseState
WAY: Final = (
    _S.DRAFT, _S.SUBMITTED, _S.COMPLETENESS, _S.ELIGIBILITY, _S.OPINIONS, _S.OFFERS, _S.AGENDA,
    _S.DECIDED,
)  # fmt: skip
"""The straight way of a case to its decision."""
_CLINIC: Final = (_S.RESERVED, _S.CONTRACTED)
_END: Final = (_S.ADMITTED, _S.FOLLOW_UP, _S.CLOSED)
AFTER: Final[Mapping[str, tuple[CaseState, ...]]] = {
    Decision.ABROAD: (
        *_CLINIC, _S.TRAVELLING, _S.ADMITTED, _S.TREATED, _S.RETURNING, _S.FOLLOW_UP, _S.CLOSED,
    ),
    Decision.SPECIALIST: (*_CLINIC, *_END),
    Decision.HOME: _END,
}  # fmt: skip
"""What follows a decision."""
STANDS_AT: Final[Mapping[str, CaseState]] = {
    _S.RETURNED: _S.COMPLETENESS,
    _S.APPEALED: _S.AGENDA,
    _S.INVOICED: _S.TREATED,
}
"""Where on the straight way a case stands that left it for a while."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A step of the way: behind, now, or still to come."""

    state: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as its applicant sees it.

    Attributes:
        place: where he is treated by a decision for treatment at home.
        missing: kinds of papers which are missing or can't be taken.
        returned: code of the reason for which it was returned, and what was noted; "" else.
        sits_at: when the commission sits on the case, which waits for it.
        appeal_by: until when the decision may be appealed against.
        journey: the one which is planned or under way.
        stay: the treatment; ``extensions``: what more was asked for it, and what became of that.
        see_by: by when he is seen next after the treatment.
        gifts: who else pays, as it was told.
    """

    number: str
    language: str
    state: str
    act: Act
    state_at: datetime
    due_at: datetime | None
    decide_by: datetime | None
    is_stopped: bool
    is_urgent: bool
    marks: tuple[Mark, ...]
    missing: tuple[str, ...]
    returned: tuple[str, str]
    decision: str
    decided_at: datetime | None
    ground: str
    place: str
    text: str
    sits_at: datetime | None
    appeal_by: datetime | None
    journey: JourneyRow | None
    stay: StayRow | None
    extensions: tuple[ExtensionRow, ...]
    see_by: date | None
    gifts: tuple[GiftRow, ...]
    wants_sms: bool
    wants_email: bool
    has_email: bool
    is_synthetic: bool

    @property
    def writes_email(self) -> bool:
        """Whether he is written to by e-mail."""
        return self.has_email and self.wants_email


def own_case(case_id: int, now: datetime) -> OwnCase:
    """Return a case as who has its password sees it.

    Raises:
        NotFound: if there is none.
    """
    row = Case.objects.filter(pk=case_id).first()
    if row is None:
        raise NotFound
    decided = (
        CaseDecision.objects.filter(case=row)
        .select_related("place__settlement")
        .order_by("-id")
        .first()
    )
    is_over = bool(row.decision) and decided is not None
    carried = carried_of(SYSTEM, case_id, now)
    return OwnCase(
        number=row.number,
        language=row.applicant_language,
        state=row.state,
        act=act_of(row, now),
        state_at=row.state_at,
        due_at=row.due_at,
        decide_by=row.decide_by,
        is_stopped=row.stopped_at is not None,
        is_urgent=row.is_urgent,
        marks=_marks(row.state, row.decision),
        missing=_missing(row, now),
        returned=_returned(row),
        decision=row.decision,
        decided_at=row.decided_at,
        ground=decided.ground if decided and is_over else "",
        place=facility_title(decided.place) if decided and is_over else "",
        text=said(decided.reasons) if decided and is_over else "",
        sits_at=_sits_at(row),
        appeal_by=_appeal_by(row),
        journey=next((one for one in carried.journeys if one.state in UNDER_WAY), None),
        stay=carried.stay,
        extensions=carried.extensions,
        see_by=next((one.due_on for one in carried.follow_ups if one.seen_on is None), None),
        gifts=carried.gifts,
        wants_sms=row.wants_sms,
        wants_email=row.wants_email,
        has_email=row.applicant_email is not None,
        is_synthetic=row.is_synthetic,
    )


def _sits_at(row: Case) -> datetime | None:
    standing = standing_of(row.matter) if row.state == _S.AGENDA else None
    return standing.sitting_at if standing else None


def _appeal_by(row: Case) -> datetime | None:
    if row.state != _S.DECIDED or row.decided_at is None or row.decision == Decision.ABROAD:
        return None
    return appeal_until(row.decided_at)


def _missing(row: Case, now: datetime) -> tuple[str, ...]:
    if row.state not in (_S.DRAFT, _S.RETURNED):
        return ()
    items = items_of(row, now)
    return tuple(item.needed.kind for item in items if PLAIN & set(item.troubles))


def _returned(row: Case) -> tuple[str, str]:
    if row.state != _S.RETURNED:
        return "", ""
    told = [one for one in history(TABLE, row.pk) if one.move == "return_papers"]
    return (told[-1].reason, told[-1].note) if told else ("", "")


def _marks(state: str, decision: str) -> tuple[Mark, ...]:
    """Return the way of a case; one which ended before its end goes it no further."""
    if state in (_S.DIED, _S.WITHDRAWN):
        return ()
    here = STANDS_AT.get(state, state)
    order = [one.value for one in (*WAY, *AFTER.get(decision, ()))]
    if here == _S.TREATED and _S.TREATED not in order:
        here = _S.ADMITTED
    place = order.index(here) if here in order else len(order)
    return tuple(
        Mark(one, is_done=number < place, is_now=number == place)
        for number, one in enumerate(order)
    )
