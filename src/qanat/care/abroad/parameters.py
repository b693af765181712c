"""The clocks of treatment abroad: dated parameters, none of them read in the acts yet."""

from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.care.abroad.states import News
from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.rules import Value
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Invalid, Text

ASSUMED: Final = gettext_noop("Design assumption; the terms of the act in force are to be read")
THIRTY: Final = gettext_noop(
    "Advice of the time of order No. 544; the terms of the act in force are to be read"
)


def _days(key: str, label: Text, default: float, source: str = ASSUMED) -> str:
    return declare(
        Number(
            key=f"abroad.{key}",
            label=label,
            unit="d",
            default=default,
            source=source,
            least=1,
            most=366,
        )
    )


COMPLETENESS: Final = _days(
    "completeness_days", _("Treatment abroad: completeness is checked, working days"), 2
)
OPINIONS: Final = _days("opinions_days", _("Treatment abroad: experts say, working days"), 5)
OFFERS: Final = _days("offers_days", _("Treatment abroad: clinics offer, working days"), 10)
DECISION: Final = _days(
    "decision_days", _("Treatment abroad: commission decides, calendar days"), 30, THIRTY
)
PETITION: Final = _days(
    "petition_days", _("Treatment abroad: the health department petitions, working days"), 5
)
PAPERS: Final = _days(
    "papers_days", _("Treatment abroad: missing papers are brought, calendar days"), 30
)
RIGHTS: Final = _days("rights_days", _("Treatment abroad: rights are examined, working days"), 2)
APPEAL: Final = _days("appeal_days", _("Treatment abroad: appeal, calendar days"), 30)


MOVED_BY: Final = gettext_noop(
    "Yearly orders of the government on moving days off; to be entered when they come out"
)


class NoMovedDay(Invalid):
    """A table of moved days has a line which moves none."""

    code = "no_moved_day"
    field = "value"
    text = _(
        "“%(line)s” moves no day. Write the day as 2026-12-31, and 1 if offices work on it, else 0."
    )


def need_days(value: Value) -> None:
    """See that every line of a table names a day, and whether offices work on it.

    Raises:
        NoMovedDay: if one does not.
    """
    if not isinstance(value, dict):
        raise NoMovedDay(line=value)
    for day, works in value.items():
        try:
            is_day = date.fromisoformat(day).isoformat() == day
        except ValueError:
            is_day = False
        if not is_day or works not in (0, 1):
            raise NoMovedDay(line=f"{day}={works}")


def _number(key: str, label: Text, default: float, unit: str, most: float) -> str:
    return declare(
        Number(
            key=f"abroad.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            least=1,
            most=most,
        )
    )


URGENT_STEP: Final = _number(
    "urgent_step_h", _("Treatment abroad, urgent lane: a step may take"), 24, "h", 240
)
URGENT_DECISION: Final = _number(
    "urgent_decision_h", _("Treatment abroad, urgent lane: commission decides"), 72, "h", 720
)
LEAST_OPINIONS: Final = _number(
    "least_opinions", _("Treatment abroad: experts who give an opinion, at least"), 2, "1", 10
)
LEAST_CLINICS: Final = _number(
    "least_clinics", _("Treatment abroad: clinics which are asked, at least"), 3, "1", 20
)
PASSWORD_MIN: Final = _number(
    "password_min", _("Treatment abroad: a one-time password holds"), 10, "min", 60
)
PASSWORDS_AN_HOUR: Final = _number(
    "passwords_an_hour",
    _("Treatment abroad: one-time passwords sent for a case in an hour"),
    5,
    "1",
    60,
)
MOVED: Final = declare(
    Declaration(
        key="abroad.moved_days",
        label=_("Treatment abroad: days moved by the government (1 offices work, 0 they do not)"),
        kind=Kind.TABLE,
        default={"2025-01-03": 0, "2025-01-05": 1},
        source=MOVED_BY,
        evidence=Evidence.ASSUMPTION,
        refuse=need_days,
    )
)
"""Days as 2026-12-31, besides weekends and holidays: each year the government moves some."""
RESERVE: Final = _days("reserve_days", _("Treatment abroad: money is put aside, working days"), 3)
CONTRACT: Final = _days(
    "contract_days", _("Treatment abroad: the contract is signed, working days"), 10
)
DEPARTURE: Final = _days("departure_days", _("Treatment abroad: the patient departs within"), 21)
WAY: Final = _days("way_days", _("Treatment abroad: on the way, at most"), 3)
RETURN: Final = _days(
    "return_days", _("Treatment abroad: back home after the treatment, within"), 14
)
BRING_HOME: Final = _days(
    "bring_home_days", _("Treatment abroad: who died abroad is brought home within"), 10
)
MONEY_WARNED: Final = _days(
    "money_warned_days", _("Treatment abroad: finance is alerted before a term ends, days"), 1
)
HOME_BEGINS: Final = _days(
    "home_begins_days", _("Treatment at home begins after the decision, within"), 14
)
FOLLOW_UP: Final = _days(
    "follow_up_days", _("Treatment abroad: a follow-up may be later than its day by"), 14
)
FOLLOW_UP_EARLY: Final = _days(
    "follow_up_early_days", _("Treatment abroad: a follow-up may be earlier than its day by"), 14
)
ESCORTS: Final = _number(
    "escorts_most", _("Treatment abroad: escorts paid by the budget, at most"), 1, "1", 5
)
PER_DIEM: Final = declare(
    Number(
        key="abroad.per_diem_tiyn",
        label=_("Treatment abroad: per diem of a person on the way and at the clinic"),
        unit="tiyn",
        default=2_000_000,
        source=ASSUMED,
        most=1_000_000_000,
    )
)
MARGIN: Final = declare(
    Number(
        key="abroad.reserve_margin_percent",
        label=_("Treatment abroad: money is put aside beyond the offer by at most"),
        unit="%",
        default=10,
        source=ASSUMED,
        most=100,
    )
)


class NoSuchNews(Invalid):
    """A table of news has a line which is none."""

    code = "no_such_news"
    field = "value"
    text = _("“%(line)s” is no news. Write one of %(known)s, and 1 to tell it, 0 not to.")


def need_news(value: Value) -> None:
    """See that every line of a table names a kind of news, and whether it is told.

    Raises:
        NoSuchNews: if one does not.
    """
    for news, told in value.items() if isinstance(value, dict) else [(value, 0)]:
        if news not in News.values or told not in (0, 1):
            raise NoSuchNews(line=f"{news}={told}", known=", ".join(News.values))


TOLD_OF: Final = declare(
    Declaration(
        key="abroad.applicant_told_of",
        label=_("Treatment abroad: of what the applicant is written to (1 told, 0 not)"),
        kind=Kind.TABLE,
        default=dict.fromkeys(News.values, 1),
        source=ASSUMED,
        evidence=Evidence.ASSUMPTION,
        refuse=need_news,
    )
)
