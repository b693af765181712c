"""The inclusion rules in words, for whoever includes a patient."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.care.critical.rules.inclusion import Rule
from qanat.care.critical.states import Condition, Profile
from qanat.web import wording
from qanat.web.tables import Column, Row, Table

DAYS_A_YEAR = 365.2425


def rules_table(rules: Iterable[Rule]) -> Table:
    """Return the rules as a table, in the order in which they are tried."""
    columns = (
        Column("icd10", _("ICD-10"), whole=True),
        Column("age", _("Age")),
        Column("least", _("Condition, at least")),
        Column("profile", _("Profile")),
    )
    return Table(columns, tuple(map(_row, rules)), _("No rule"), caption=_("Inclusion rules"))


def _row(rule: Rule) -> Row:
    codes = "–".join(dict.fromkeys(filter(None, (rule.icd_from, rule.icd_to))))
    known = rule.profile in Profile.values
    return Row(
        (
            codes or pgettext("rule", "any"),
            _age(rule.age_from_years, rule.age_to_years),
            str(Condition(rule.least_condition).label),
            str(Profile(rule.profile).label) if known else rule.profile,
        )
    )


def _age(least: float | None, below: float | None) -> str:
    if least and below:
        return _("from %(least)s to %(below)s") % {"least": _years(least), "below": _years(below)}
    if below:
        return _("under %(below)s") % {"below": _years(below)}
    return _("from %(least)s") % {"least": _years(least)} if least else pgettext("rule", "any")


def _years(years: float) -> str:
    """Write an age in years, of the newborn in days."""
    if years < 1:
        return _("%(days)s days") % {"days": wording.number(round(years * DAYS_A_YEAR))}
    return _("%(years)s years") % {"years": wording.number(years)}
