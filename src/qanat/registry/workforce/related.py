"""What the workforce adds to the pages of hospitals and airlines: who of them is called out."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.workforce.commands import Of, need_reach
from qanat.registry.workforce.permissions import CONTACT
from qanat.registry.workforce.queries import ContactRow, contact_rows
from qanat.web.related import Group, Related


def contacts_of_hospital(actor: Actor, facility_id: int) -> Group | None:
    """Return who of a hospital is called out, in order."""
    if not _reaches(actor, Of(facility_id=facility_id)):
        return None
    rows = contact_rows(actor, facility_id=facility_id)
    return _group(rows, reverse("workforce:contacts", args=("hospital", facility_id)))


def contacts_of_operator(actor: Actor, operator_id: int) -> Group | None:
    """Return who of an airline is called out, in order."""
    if not _reaches(actor, Of(operator_id=operator_id)):
        return None
    rows = contact_rows(actor, operator_id=operator_id)
    return _group(rows, reverse("workforce:contacts", args=("operator", operator_id)))


def _reaches(actor: Actor, of: Of) -> bool:
    if not actor.may(CONTACT):
        return False
    try:
        need_reach(actor, of)
    except NotFound:
        return False
    return True


def _group(rows: list[ContactRow], url: str) -> Group:
    return Group(
        title=_("Who is called out"),
        rows=tuple(
            Related(label=row.name, url=url, note=row.phone, mark=row.rung.label)
            for row in rows
            if row.until_at is None
        ),
        action=_("State who is called"),
        action_url=url,
    )
