"""What may be allowed with the fleet."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "fleet.see"
SEE_CONTRACTS: Final = "fleet.see_contracts"
STATE: Final = "fleet.state"
BASE: Final = "fleet.base"
REGISTER: Final = "fleet.register"
CONTRACT: Final = "fleet.contract"
LOAD: Final = "fleet.load"

PERMISSIONS: Final = (
    Permission(SEE, _("See aircraft, medical modules and ambulances")),
    Permission(SEE_CONTRACTS, _("See contracts and prices of flight hours")),
    Permission(STATE, _("State whether an aircraft or ambulance can be used")),
    Permission(BASE, _("Move aircraft and medical modules between bases")),
    Permission(REGISTER, _("Register operators, aircraft, modules and their certificates")),
    Permission(CONTRACT, _("Open contracts with operators")),
    Permission(LOAD, _("Load aircraft types and the demonstration fleet")),
)
