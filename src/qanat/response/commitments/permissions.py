"""What may be allowed about commitments. Other contexts commit inside their own commands."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

COMMIT: Final = "commitments.commit"
SEE: Final = "commitments.see"

PERMISSIONS: Final = (
    Permission(COMMIT, _("Promise, move and release aircraft, vehicles, people and beds")),
    Permission(SEE, _("See what is promised to whom")),
)
