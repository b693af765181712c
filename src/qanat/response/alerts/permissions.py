"""What may be allowed with alerts."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "alerts.see"
ACKNOWLEDGE: Final = "alerts.acknowledge"
CLOSE: Final = "alerts.close"
SUPERVISE: Final = "alerts.supervise"
CALLS: Final = "alerts.calls"
WATCH: Final = "alerts.watch"

PERMISSIONS: Final = (
    Permission(SEE, _("See alerts")),
    Permission(ACKNOWLEDGE, _("Acknowledge alerts by name")),
    Permission(CLOSE, _("Close alerts whose cause stays")),
    Permission(SUPERVISE, _("Be called when nobody acknowledges an alert")),
    Permission(CALLS, _("Be alerted about ambulance calls without a crew")),
    Permission(WATCH, _("Raise and resolve alerts: the system alone")),
)
