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
    "patients_alias.name": pgettext_lazy("person", "Name"),
    "patients_identifier.country": _("Issued in"),
    "patients_patient.name": pgettext_lazy("person", "Name"),
    "workforce_person.name": pgettext_lazy("person", "Name"),
}
