"""What may be allowed with patients."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "patients.see"
REGISTER: Final = "patients.register"
CORRECT: Final = "patients.correct"
REVEAL: Final = "patients.reveal"
MERGE: Final = "patients.merge"
IMPORT: Final = "patients.import"

PERMISSIONS: Final = (
    Permission(SEE, _("See and find patients")),
    Permission(REGISTER, _("Register patients")),
    Permission(CORRECT, _("Correct patients and record a death")),
    Permission(REVEAL, _("Show the numbers of documents and phones")),
    Permission(MERGE, _("Merge patients and undo a merge")),
    Permission(IMPORT, _("Take over many patients from a file")),
)
