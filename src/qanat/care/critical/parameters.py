"""The dated parameters of the watch: whom it takes in, how often, what is worse.

Source:
    docs/sources.md#critical-watch
"""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.rules import Scalar, Table
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop(
    "Design assumption; the operative rules of the watch over critical patients are to be read"
)
SEPSIS_3: Final = gettext_noop("Singer and others, JAMA 2016 (Sepsis-3), from memory")


def _number(key: str, label: Text, unit: str, default: float, most: float) -> str:
    is_sofa = key == "sofa_rise"
    return declare(
        Number(
            key=f"critical.{key}",
            label=label,
            unit=unit,
            default=default,
            source=SEPSIS_3 if is_sofa else ASSUMED,
            evidence=Evidence.MEMORY if is_sofa else Evidence.ASSUMPTION,
            least=1,
            most=most,
        )
    )


def _table(key: str, label: Text, default: Table, note: str = "") -> str:
    return declare(
        Declaration(
            key=f"critical.{key}",
            label=label,
            kind=Kind.TABLE,
            default=default,
            source=ASSUMED,
            evidence=Evidence.ASSUMPTION,
            note=note,
        )
    )


FINDINGS_HOURS: Final[dict[str, Scalar]] = {
    "moderate": 12, "serious": 8, "grave": 4, "terminal": 4,
}  # fmt: skip
FINDINGS_NORM: Final = _table(
    "findings_norm_h",
    _("Findings of a critical patient are due every, hours by condition"),
    FINDINGS_HOURS,
)
ROUND_HOURS: Final[dict[str, Scalar]] = {
    "moderate": 24, "serious": 24, "grave": 12, "terminal": 12,
}  # fmt: skip
ROUND_NORM: Final = _table(
    "round_norm_h",
    _("A critical patient is seen remotely every, hours by condition"),
    ROUND_HOURS,
)
FIRST_ROUND: Final = _number("first_round_h", _("First remote round after inclusion"), "h", 2, 72)
WORSE_ROUND: Final = _number("worse_round_h", _("Remote round after a worsening"), "h", 1, 24)
UNSEEN_ALERT: Final = _number(
    "unseen_alert_h", _("A round which is overdue alerts after"), "h", 6, 72
)
ROUND_HELD: Final = _number(
    "round_held_min", _("A round which was taken is kept for"), "min", 60, 1_440
)
DATA_AGE: Final = _number("data_age_h", _("A round rests on findings no older than"), "h", 12, 168)
WINDOW: Final = _number(
    "worse_window_h", _("Findings are compared with those of the last"), "h", 24, 168
)
SCORE_RISE: Final = _number("score_rise", _("Worse: NEWS2, PEWS or MEOWS rises by"), "1", 2, 20)
SOFA_RISE: Final = _number("sofa_rise", _("Worse: SOFA rises by"), "1", 2, 24)
ASKED_WITHIN: Final = _number(
    "asked_within_min", _("Findings which a specialist asks for are due within"), "min", 30, 1_440
)
COUNCIL_LEAST: Final = _number(
    "council_least", _("Opinions without which a council is not concluded"), "1", 2, 12
)

RULES: Final = _table(
    "inclusion_rules",
    _("Who is included in the watch over critical patients"),
    [
        {
            "rule": rule, "profile": profile, "icd_from": first, "icd_to": last,
            "age_from_years": age_from, "age_to_years": age_to, "least_condition": least,
        }
        for rule, profile, first, last, age_from, age_to, least in (
            ("obstetric", "obstetric", "O00", "O99", None, None, "serious"),
            ("pregnancy", "obstetric", "Z33", "Z39", None, None, "serious"),
            ("newborn", "neonatal", "", "", 0, 0.0767, "serious"),
            ("burn", "burns", "T20", "T32", None, None, "serious"),
            ("child", "paediatric", "", "", 0.0767, 18, "serious"),
            ("trauma", "trauma", "S00", "T19", 18, None, "serious"),
            ("external", "trauma", "V01", "Y98", 18, None, "serious"),
            ("stroke", "neuro", "I60", "I69", 18, None, "serious"),
            ("nerves", "neuro", "G00", "G99", 18, None, "serious"),
            ("heart", "cardiac", "I00", "I99", 18, None, "serious"),
            ("other", "general", "", "", 18, None, "grave"),
        )
    ],
    gettext_noop("Rows are tried in order: the first which fits names the profile."),
)  # fmt: skip
