"""What may be allowed with the workforce."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "workforce.see"
ROSTER: Final = "workforce.roster"
REGISTER: Final = "workforce.register"
CONTACT: Final = "workforce.contact"
LOAD: Final = "workforce.load"

PERMISSIONS: Final = (
    Permission(SEE, _("See who is on duty and who is on call")),
    Permission(ROSTER, _("Start, extend and end duties")),
    Permission(REGISTER, _("Register people and their qualifications")),
    Permission(CONTACT, _("See and state who of a hospital or an airline is called out")),
    Permission(LOAD, _("Load the demonstration workforce")),
)
