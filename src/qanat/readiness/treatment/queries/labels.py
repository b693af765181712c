"""Words for figures, dimensions and their keys in the active language."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.states import Result
from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.readiness.treatment.rules.figures import (
    ADULT,
    AGES,
    CHILD,
    HOME,
    OTHER,
    UNKNOWN,
    Dimension,
    Figure,
    age_key,
)
from qanat.registry.patients.states import Sex
from qanat.registry.places.queries import country_rows, region_names

FIGURES: Final[Mapping[Figure, Text]] = {
    Figure.REGISTERED: _("Cases registered"),
    Figure.URGENT: _("Of them in the urgent lane"),
    Figure.DECIDED: _("Cases decided"),
    Figure.IN_TIME: _("Decided in time"),
    Figure.APPEALED: _("Decisions appealed against"),
    Figure.ABROAD: _("Sent abroad"),
    Figure.SPECIALIST: _("Treated here by a foreign specialist"),
    Figure.AT_HOME: _("To be treated at home"),
    Figure.REFUSED: pgettext_lazy("figure", "Refused"),
    Figure.DEFERRED: pgettext_lazy("figure", "Deferred"),
    Figure.HELPED: _("Helped: abroad, or by a foreign specialist"),
    Figure.PERSONS: _("Persons helped"),
    Figure.CHILDREN: _("Children among those helped"),
    Figure.TREATED: _("Treatment is over"),
    Figure.DIED: pgettext_lazy("figure", "Died"),
    Figure.PRICED: _("Cases whose cost is known"),
    Figure.COST: _("Cost of treatment"),
    Figure.JOURNEY: _("Cost of journeys and escorts"),
    Figure.SELF_PAID: _("Self-arranged treatments paid"),
}
DIMENSIONS: Final[Mapping[Dimension, Text]] = {
    Dimension.COUNTRY: _("Country of treatment"),
    Dimension.DIAGNOSIS: _("Group of diseases"),
    Dimension.METHOD: _("Disease of the list"),
    Dimension.AGE: pgettext_lazy("dimension", "Age"),
    Dimension.SEX: pgettext_lazy("dimension", "Sex"),
    Dimension.REGION: _("Region"),
    Dimension.RESULT: _("What the treatment came to"),
    Dimension.MONTH: pgettext_lazy("report", "Month"),
}
CHAPTERS: Final[Mapping[str, Text]] = {
    "infections": _("Infections"),
    "neoplasms": _("Neoplasms"),
    "blood": _("Diseases of the blood"),
    "endocrine": _("Endocrine and metabolic diseases"),
    "nervous": _("Diseases of the nervous system"),
    "eye": _("Diseases of the eye"),
    "ear": _("Diseases of the ear"),
    "circulation": _("Diseases of the circulation"),
    "respiration": _("Diseases of the respiratory organs"),
    "digestion": _("Diseases of the digestive organs"),
    "bones": _("Diseases of bones and muscles"),
    "urogenital": _("Diseases of the urogenital system"),
    "perinatal": _("Conditions from the time of birth"),
    "congenital": _("Congenital malformations"),
    "injuries": _("Injuries and poisonings"),
    OTHER: pgettext_lazy("group of diseases", "Others"),
    UNKNOWN: pgettext_lazy("group of diseases", "Not stated"),
}
GROWN: Final[Mapping[str, Text]] = {
    CHILD: pgettext_lazy("age", "Children"),
    ADULT: pgettext_lazy("age", "Adults"),
}
STEPS: Final[Mapping[str, Text]] = {
    "prepared": _("From the draft to the registration"),
    "checked": _("From the registration to the first question to an expert"),
    "opinions": _("Opinions of the experts"),
    "offers": _("Offers of clinics"),
    "commission": _("From the last answer to the decision"),
    "decided": _("From the registration to the decision"),
    "contracted": _("From the decision to the contract"),
}


def key_names(dimension: Dimension, keys: Iterable[str]) -> dict[str, str]:
    """Return the name of each key of a dimension in the active language."""
    known = _names(dimension)
    return {key: known.get(key) or key for key in keys}


def method_names() -> dict[str, str]:
    """Return the diseases of all lists by their codes, as the newest list words them."""
    found = {one.code: local(one.label) for act in ACTS for one in act.diseases}
    return {
        **found,
        "another": pgettext("disease", "In no list"),
        UNKNOWN: pgettext("disease", "Not stated"),
    }


def _names(dimension: Dimension) -> Mapping[str, str]:
    return _TELLERS[dimension]() if dimension in _TELLERS else {}


def _countries() -> Mapping[str, str]:
    here = pgettext("country of treatment", "Here, by a foreign specialist")
    open_yet = pgettext("country of treatment", "No contract yet")
    return {row.code: row.name for row in country_rows()} | {HOME: here, UNKNOWN: open_yet}


def _sexes() -> Mapping[str, str]:
    told = {str(value): str(label) for value, label in Sex.choices}
    return told | {UNKNOWN: pgettext("sex", "Not stated")}


def _results() -> Mapping[str, str]:
    told = {str(value): str(label) for value, label in Result.choices}
    return told | {UNKNOWN: pgettext("result of a treatment", "Not over yet")}


def _chapters() -> Mapping[str, str]:
    return {code: str(word) for code, word in CHAPTERS.items()}


def _ages() -> dict[str, str]:
    named = {
        age_key(first): pgettext("age", "%(first)s–%(last)s years") % {"first": first, "last": last}
        for first, last in AGES[:-1]
    }
    oldest = AGES[-1][0]
    named[age_key(oldest)] = pgettext("age", "%(first)s years and older") % {"first": oldest}
    return named | {UNKNOWN: pgettext("age", "Not known")}


_TELLERS: Final[Mapping[Dimension, Callable[[], Mapping[str, str]]]] = {
    Dimension.COUNTRY: _countries,
    Dimension.AGE: _ages,
    Dimension.SEX: _sexes,
    Dimension.DIAGNOSIS: _chapters,
    Dimension.METHOD: method_names,
    Dimension.REGION: region_names,
    Dimension.RESULT: _results,
}
