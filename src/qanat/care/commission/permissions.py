"""What may be allowed in a commission."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "commission.see"
KEEP: Final = "commission.keep"
PRESIDE: Final = "commission.preside"
VOTE: Final = "commission.vote"
SIGN: Final = "commission.sign"

PERMISSIONS: Final = (
    Permission(SEE, _("See the commissions of which one is")),
    Permission(KEEP, _("Keep commissions: members, sittings, agenda, minutes")),
    Permission(PRESIDE, _("Run sittings of a commission: open, hear, have votes cast, close")),
    Permission(VOTE, _("Vote in a commission")),
    Permission(SIGN, _("Sign the minutes of a commission")),
)
