"""What the watch knows of a patient for whom a consultation is ordered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.care.critical.commands.moving import EMERGENCY, URGENT
from qanat.care.critical.pages.lines import score_text, support_words
from qanat.care.critical.pages.watch import tiles
from qanat.care.critical.permissions import SEE
from qanat.care.critical.queries.record import FindingsRow, icd10_of, newest_findings
from qanat.care.critical.queries.watches import watches_of_patient
from qanat.care.critical.states import SPECIALTIES, Condition, Profile
from qanat.care.telemedicine.known import Known
from qanat.foundation.actors import Actor
from qanat.web import wording


def known_by_watch(actor: Actor, patient_id: int) -> Known | None:
    """Return where a watched patient lies, his diagnosis, and his newest findings in words."""
    rows = watches_of_patient(actor, patient_id, count=1) if actor.may(SEE) else []
    if not rows or not rows[0].is_open:
        return None
    row = rows[0]
    newest = newest_findings(actor, row.id)
    return Known(
        initial={
            "urgency": EMERGENCY if row.condition >= Condition.GRAVE else URGENT,
            "specialty": SPECIALTIES[Profile(row.profile)][0],
            "sending_facility": row.facility_id,
            "region": row.region,
            "diagnosis": row.diagnosis,
            "icd10": icd10_of(actor, row.id),
            "question": _in_words(newest) if newest else "",
        },
        label=row.number,
        url=reverse("critical:watch", args=(row.id,)),
    )


def _in_words(one: FindingsRow) -> str:
    """Write findings down, so that they stay with the question as its evidence."""
    measured = [f"{f.label} {f.value} {f.unit}".strip() for f in tiles(one) if f.value]
    score = score_text(one.score_name, one.score, is_partial=one.is_score_partial)
    words = [str(Condition(one.condition).label), *measured, score, support_words(one.support)]
    at = wording.moment(one.at, "full")
    return _("Findings of %(at)s: %(words)s.") % {
        "at": at,
        "words": "; ".join(word for word in words if word),
    }
