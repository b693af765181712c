"""Whether the data of this installation is made up, and the words by which every print says so."""

from django.conf import settings
from django.utils.translation import gettext as _


def is_made_up() -> bool:
    """Tell whether the data is made up."""
    return bool(getattr(settings, "QANAT_BANNER", "") == "synthetic")


def made_up_mark() -> str:
    """Return what a print of made-up data says of itself; nothing where the data is real."""
    if not is_made_up():
        return ""
    return _("Made-up data. People, requests and flights are invented for demonstration.")
