"""Patients in words of the viewer's language."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qanat.foundation.refusals import Text
from qanat.registry.patients.queries.rows import PatientRow
from qanat.registry.patients.rules import Doubt, age_years
from qanat.registry.patients.states import BirthPrecision, IinStatus

AS_TYPED: Final = "d.m.Y"
"""In every language as the forms take it: 10/11 would be read in two ways."""

_DOUBTS: Final[dict[str, Text]] = {
    Doubt.IIN_CHECKSUM: gettext_lazy("The control digit of the IIN is wrong."),
    Doubt.IIN_IMPOSSIBLE: gettext_lazy("The IIN is wrong: no date of birth is in it."),
    Doubt.IIN_UNVERIFIABLE: gettext_lazy("The IIN can't be checked: a person's has 12 digits."),
    Doubt.IIN_SEX: gettext_lazy("The IIN tells another sex."),
    Doubt.IIN_BIRTH: gettext_lazy("The IIN tells another date of birth."),
    Doubt.DOCUMENT_SHAPE: gettext_lazy("The number has not the shape usual in its country."),
    Doubt.DOCUMENT_EXPIRED: gettext_lazy("The document is out of date."),
    Doubt.PHONE_SHAPE: gettext_lazy("The phone number can't be right."),
    Doubt.BORN_IN_FUTURE: gettext_lazy("The date of birth lies in the future."),
    Doubt.VERY_OLD: gettext_lazy("The date of birth makes the patient very old."),
    Doubt.DESCRIBED_OTHERWISE: gettext_lazy(
        "The number is on record for a person who is described otherwise."
    ),
}


def doubt_texts(doubts: Iterable[str]) -> list[str]:
    """Put doubts about an identity into words."""
    return [str(_DOUBTS[Doubt(doubt)]) for doubt in dict.fromkeys(doubts)]


def shown_name(row: PatientRow) -> str:
    """Return the name, or what stands for it."""
    if row.name:
        return row.name
    return _("Unknown person") if row.is_unknown else _("Without a name")


def birth_text(row: PatientRow, today: date) -> str:
    """Return date of birth and age, as exactly as they are known."""
    if row.birth_on is None:
        return ""
    last_day = row.died_at.date() if row.died_at else today
    age = _age(row.birth_on, last_day)
    if row.birth_precision == BirthPrecision.ESTIMATED:
        return _("about %(age)s") % {"age": age}
    patterns = {BirthPrecision.MONTH: "YEAR_MONTH_FORMAT", BirthPrecision.YEAR: "Y"}
    pattern = patterns.get(BirthPrecision(row.birth_precision), AS_TYPED)
    day = formats.date_format(row.birth_on, pattern)
    return _("%(day)s, %(age)s") % {"day": day, "age": age}


_DAYS_TOLD_TO: Final = 31
_MONTHS_TOLD_TO: Final = 2


def _age(birth_on: date, today: date) -> str:
    return _told(max((today - birth_on).days, 0), age_years(birth_on, today))


def age_text(years: float) -> str:
    """Write an age: days of a newborn, months of a baby, else years."""
    return _told(int(years * 365.25), int(years))


def _told(days: int, years: int) -> str:
    if days < _DAYS_TOLD_TO:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if years < _MONTHS_TOLD_TO:
        months = round(days / 30.44)
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}


_STATUS_DOUBTS: Final = {
    IinStatus.INVALID_CHECKSUM: Doubt.IIN_CHECKSUM,
    IinStatus.IMPOSSIBLE: Doubt.IIN_IMPOSSIBLE,
    IinStatus.UNVERIFIABLE: Doubt.IIN_UNVERIFIABLE,
}


def iin_doubt(row: PatientRow) -> str:
    """Return what is wrong with the IIN on record, "" if nothing is."""
    doubt = _STATUS_DOUBTS.get(IinStatus(row.iin_status))
    return str(_DOUBTS[doubt]) if doubt else ""
