"""Columns which mean something else in one table than wherever else they stand."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text

OF_TABLES: Final[dict[str, Text]] = {
    "access_role_grant.valid_to": _("Valid until"),
    "dispatch_call.reason": _("What happened"),
    "dispatch_crewmember.name": pgettext_lazy("person", "Name"),
    "dispatch_druggiven.route": pgettext_lazy("record", "Which way a drug was given"),
    "dispatch_mission.route": pgettext_lazy("record", "Over which borders"),
    "dispatch_outcome.recorded_at": pgettext_lazy("record", "Recorded at"),
    "dispatch_requestpatient.role": _("Role"),
    "facilities_capability.code": pgettext_lazy("record", "What it is able to do"),
    "facilities_department.closed_on": pgettext_lazy("record", "Closed on"),
    "places_closure.from_km": _("From kilometre"),
    "places_closure.pad_id": pgettext_lazy("record", "Landing site"),
    "places_closure.road_code": _("Road"),
    "places_closure.to_km": _("To kilometre"),
    "patients_alias.name": pgettext_lazy("person", "Name"),
    "patients_identifier.country": _("Issued in"),
    "patients_patient.name": pgettext_lazy("person", "Name"),
    "workforce_person.name": pgettext_lazy("person", "Name"),
}
