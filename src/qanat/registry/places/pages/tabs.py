"""The tabs over the pages of places."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.web.figures import Tab


def tabs(current: str) -> list[Tab]:
    """Return the tabs with one of them current, by the name of its url."""
    labels = {
        "places:places": _("Settlements"),
        "places:regions": _("Regions"),
        "places:airfields": _("Airfields"),
        "places:pads": _("Landing sites"),
        "places:closures": _("Closures"),
    }
    return [Tab(label, reverse(url), url == current) for url, label in labels.items()]
