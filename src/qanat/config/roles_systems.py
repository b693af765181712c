"""The roles of other systems, which call with keys."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.critical import permissions as critical
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.parameters import permissions as parameters
from qanat.registry.terminology import permissions as registry
from qanat.response.hospitals import permissions as hospitals
from qanat.response.reception import permissions as reception
from qanat.response.ringing import permissions as ringing
from qanat.response.tracking import permissions as tracking
from qanat.response.weather import permissions as weather

SYSTEMS: Final[tuple[Role, ...]] = (
    Role(
        "service_112",
        _("Another emergency service (112)"),
        ScopeKind.REGION,
        frozenset({registry.READ, parameters.READ, reception.HAND_IN}),
    ),
    Role(
        "telephone_system",
        _("Telephone system (another system)"),
        ScopeKind.NATION,
        frozenset({ringing.RING}),
    ),
    Role(
        "position_feed",
        _("Feed of positions (another system)"),
        ScopeKind.NATION,
        frozenset({tracking.SEE, tracking.REPORT}),
    ),
    Role(
        "weather_feed",
        _("Feed of weather reports (another system)"),
        ScopeKind.NATION,
        frozenset({weather.SEE, weather.STATE}),
    ),
    Role(
        "bed_feed",
        _("Beds of a hospital (another system)"),
        ScopeKind.ORGANISATION,
        frozenset({hospitals.SEE, hospitals.STATE}),
    ),
    Role(
        "bedside_system",
        _("Monitors and records of a hospital (another system)"),
        ScopeKind.ORGANISATION,
        frozenset({critical.SEE, critical.REPORT}),
    ),
)
