"""Ask whether somebody is the person who is on record under his number, before he is taken for him.

A digit typed wrong is often somebody else's number: nobody becomes another by it unasked.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Invalid
from qanat.registry.patients.commands import Holder, PatientDraft, holders_of
from qanat.registry.patients.queries import PatientRow, birth_text, patients_by_id, shown_name
from qanat.registry.patients.states import Sex
from qanat.web.forms import Form, OneOf
from qanat.web.wording import day

FIELD: Final = "same_person"
ANOTHER: Final = "another"


class SamePersonUnclear(Invalid):
    """The number is on record for somebody described otherwise, and nobody said who it is."""

    code = "same_person_unclear"
    text = gettext_lazy(
        "This number is on record for a person who is described otherwise. Say whether it is the"
        " same person, or correct the number."
    )


def settled(form: Form, actor: Actor, draft: PatientDraft, now: datetime) -> PatientDraft:
    """Return who is meant, as far as his number leaves a doubt as whoever fills in the form says.

    The question is put as one more field of the form; everything typed stays.

    Raises:
        SamePersonUnclear: if it has to be asked and was not answered.
    """
    found = [] if draft.is_another else holders_of(draft, now)
    if not found or (len(found) == 1 and found[0].fits):
        return draft
    fitting = [holder for holder in found if holder.fits]
    if len(fitting) == 1:
        return replace(draft, record_id=fitting[0].id)
    said = str(form.data.get(form.add_prefix(FIELD), ""))
    if said == ANOTHER:
        return replace(draft, is_another=True)
    if chosen := next((holder.id for holder in found if str(holder.id) == said), None):
        return replace(draft, record_id=chosen)
    form.fields[FIELD] = OneOf(
        label=_("Is it the same person?"), choices=_choices(actor, draft, found), radio=True
    )
    form.order_fields([FIELD])
    raise SamePersonUnclear


def _choices(actor: Actor, draft: PatientDraft, found: list[Holder]) -> list[tuple[str, str]]:
    seen = patients_by_id(actor, [holder.id for holder in found])
    on_record = [(str(holder.id), _on_record(seen.get(holder.id))) for holder in found]
    return [*on_record, (ANOTHER, _("Another person: %(who)s") % {"who": _typed(draft)})]


def _on_record(row: PatientRow | None) -> str:
    if row is None:
        return _("The same: a person whose record is not open to you")
    today = national_day(timezone.now())
    parts = (shown_name(row), birth_text(row, today), _sex(row.sex), row.number)
    return _("The same: %(who)s") % {"who": " · ".join(filter(None, parts))}


def _typed(draft: PatientDraft) -> str:
    born = day(draft.birth_on) if draft.birth_on else ""
    parts = (draft.name, born, _sex(draft.sex))
    return " · ".join(filter(None, parts)) or _("as typed above")


def _sex(code: str) -> str:
    return str(Sex(code).label) if code != Sex.UNKNOWN else ""
