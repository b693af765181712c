"""What may be allowed in the watch over critical patients."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "critical.see"
INCLUDE: Final = "critical.include"
REPORT: Final = "critical.report"
ROUND: Final = "critical.round"
COUNCIL: Final = "critical.council"
MOVE: Final = "critical.move"
END: Final = "critical.end"
ALERTED: Final = "critical.alerted"

PERMISSIONS: Final = (
    Permission(SEE, _("See the watch over critical patients")),
    Permission(INCLUDE, _("Include critical patients in the watch")),
    Permission(REPORT, _("Report findings of critical patients")),
    Permission(ROUND, _("Make remote rounds and conclude")),
    Permission(COUNCIL, _("Call a council on a critical patient")),
    Permission(MOVE, _("Ask to move a critical patient")),
    Permission(END, _("Discharge patients from the watch")),
    Permission(ALERTED, _("Be alerted about critical patients")),
)
