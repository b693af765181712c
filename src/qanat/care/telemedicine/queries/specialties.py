"""Specialties from which advice is asked, and whether anybody on record gives it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from qanat.care.telemedicine.permissions import CONCLUDE
from qanat.foundation.access.queries.contacts import held_places
from qanat.foundation.access_types import ScopeKind
from qanat.registry.terminology.queries import choices


def is_answered(specialty: str, now: datetime) -> bool:
    """Tell whether somebody on record concludes consultations of a specialty; none is anybody's."""
    return not specialty or specialty in held_places(CONCLUDE, ScopeKind.PROFILE, now)


def answered_specialties() -> list[tuple[str, str]]:
    """Return the specialties to choose from, and say of which nobody is on record."""
    held = held_places(CONCLUDE, ScopeKind.PROFILE, timezone.now())
    told = _("%(specialty)s – nobody is on record")
    return [
        (code, name if code in held else told % {"specialty": name})
        for code, name in choices("specialty")
    ]
