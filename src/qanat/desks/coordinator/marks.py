"""What stands out of a case at a glance: scores, and what came since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.care.telemedicine.queries.orders import OrderRow
from qanat.foundation.refusals import Text
from qanat.response.dispatch.queries.reviewing import CaseRow
from qanat.web.wording import number

TONES: Final = {
    "emergency": "breach",
    "urgent": "warn",
    "high": "breach",
    "alert": "warn",
    "severe": "breach",
    "moderate": "warn",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside a case, with its tone and icon."""

    label: Text
    tone: str = ""
    icon: str = ""


def marks_of(case: CaseRow, order: OrderRow | None) -> tuple[Mark, ...]:
    """Return what stands out: a conclusion that is there, scores out of the ordinary, exercises."""
    found = []
    if case.advised_at is not None:
        found.append(Mark(_("Conclusion is there"), "accent", "stethoscope"))
    elif order is not None and order.is_threat:
        found.append(Mark(_("Threat to life or an organ"), "breach", "alert-circle"))
    found += [
        score
        for name, label in scores_called().items()
        if (score := score_mark(label, case.scores.get(name, {}))) is not None
    ]
    if case.measured_at is None:
        found.append(Mark(_("Nothing measured"), "warn", "alert-triangle"))
    if case.request.people > 1:
        found.append(Mark(_("Patients: %(count)s") % {"count": case.request.people}))
    if case.request.is_late_entry:
        found.append(Mark(_("From paper")))
    if case.request.is_exercise:
        found.append(Mark(_("Exercise"), "accent"))
    return tuple(found)


def scores_called() -> dict[str, str]:
    """Return the scores by their names in an assessment, and what each is called."""
    return {"news2": "NEWS2", "shock": pgettext("score", "Shock index"), "gcs": _("GCS")}


def score_mark(label: str, score: Mapping[str, Any]) -> Mark | None:
    """Return a score as a mark, if it says something out of the ordinary."""
    level = str(score.get("level", ""))
    if level not in TONES:
        return None
    icon = "alert-circle" if TONES[level] == "breach" else "alert-triangle"
    return Mark(f"{label} {score_text(score)}", TONES[level], icon)


def score_text(score: Mapping[str, Any]) -> str:
    """Write a score: whole, at least so high, or nothing where it says nothing."""
    if score.get("kind") == "whole":
        return _written(score["total"])
    return f"≥ {_written(score['at_least'])}" if score.get("at_least") else ""


def _written(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)
