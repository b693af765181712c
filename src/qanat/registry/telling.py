"""How the registry shows a fact: with where it comes from, and the unknown as unknown."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.evidence import Evidence, is_verified
from qanat.foundation.refusals import Text
from qanat.web import wording
from qanat.web.marks import unverified


def told(value: Text, evidence: str, source: Text = "") -> SafeString:
    """Write a fact with its evidence; an empty one is said to be not known."""
    if not str(value) or evidence == Evidence.UNKNOWN:
        return format_html('<span class="meta">{}</span>', _("not known"))
    label = Evidence(evidence).label
    if is_verified(evidence):
        return format_html('{} <span class="meta">({})</span>', value, label)
    return format_html("{} {}", value, unverified(source or label))


def yes_no(value: bool | None) -> str:  # noqa: FBT001 (the fact itself)
    """Write yes or no, or nothing where it is not known."""
    if value is None:
        return ""
    return pgettext("answer", "Yes") if value else pgettext("answer", "No")


def amount(value: float | None, unit: Text = "") -> str:
    """Write a number with its unit, or nothing where it is not known."""
    if value is None:
        return ""
    return f"{wording.number(value)} {unit}".strip()


def position(lon: float, lat: float) -> str:
    """Write a position as people read it: latitude and longitude, in degrees."""
    written = {"lat": wording.number(lat, 4), "lon": wording.number(lon, 4)}
    if lon >= 0 and lat >= 0:
        return _("%(lat)s° N, %(lon)s° E") % written
    return f"{written['lat']}°, {written['lon']}°"
