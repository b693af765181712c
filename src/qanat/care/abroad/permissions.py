"""What may be allowed in treatment abroad."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "abroad.see"
PREPARE: Final = "abroad.prepare"
PETITION: Final = "abroad.petition"
CHECK: Final = "abroad.check"
OPINE: Final = "abroad.opine"
ALERTED: Final = "abroad.alerted"
WORK: Final = "abroad.work"
FUND: Final = "abroad.fund"
CARRY: Final = "abroad.carry"
CLINIC: Final = "abroad.clinic"
FLY: Final = "abroad.fly"

PERMISSIONS: Final = (
    Permission(SEE, _("See cases of treatment abroad")),
    Permission(PREPARE, _("Prepare cases of treatment abroad")),
    Permission(PETITION, _("Petition for cases of treatment abroad")),
    Permission(CHECK, _("Check cases of treatment abroad")),
    Permission(OPINE, _("Give expert opinions on treatment abroad")),
    Permission(ALERTED, _("Be alerted about late cases of treatment abroad")),
    Permission(WORK, _("Carry out decisions on treatment abroad")),
    Permission(FUND, _("Put money aside and sign contracts for cases of treatment abroad")),
    Permission(CLINIC, _("Answer for a clinic abroad: offers, treatment reports, invoices")),
    Permission(FLY, _("See the journeys of treatment abroad which need a medical flight")),
    Permission(CARRY, _("Organise journeys and treatment abroad")),
)
