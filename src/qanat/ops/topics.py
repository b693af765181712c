"""Who listens, and which events he may hear of: beginnings of kinds, and their permissions.

A kind that begins with none of these is told to nobody.
"""

from collections.abc import Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from qanat.care.abroad import permissions as abroad
from qanat.care.commission import permissions as commission
from qanat.care.critical import permissions as critical
from qanat.care.funding import permissions as funding
from qanat.care.telemedicine import permissions as telemedicine
from qanat.foundation.access import permissions as access
from qanat.foundation.access.session import standing_of
from qanat.foundation.access.session_store import SessionStore
from qanat.foundation.actors import Actor
from qanat.foundation.messages import permissions as messages
from qanat.foundation.parameters import permissions as parameters
from qanat.registry.fleet import permissions as fleet
from qanat.registry.patients import permissions as patients
from qanat.registry.workforce import permissions as workforce
from qanat.response.alerts import permissions as alerts
from qanat.response.callout import permissions as callout
from qanat.response.commitments import permissions as commitments
from qanat.response.crisis import permissions as crisis
from qanat.response.dispatch import permissions as dispatch
from qanat.response.following import permissions as following
from qanat.response.hospitals import permissions as hospitals
from qanat.response.operators import permissions as operators
from qanat.response.ringing import permissions as ringing
from qanat.response.shifts import permissions as shifts
from qanat.response.tracking import permissions as tracking
from qanat.response.weather import permissions as weather

TOPICS: Final = {
    "abroad.": abroad.SEE,
    "access.changed.": access.SEE_ACCOUNTS,
    "access.glass": access.REVIEW_GLASS,
    "alerts.": alerts.SEE,
    "callout.": callout.SEE,
    "callout.question.": callout.ANSWER,
    "commission.": commission.SEE,
    "commitments.": commitments.SEE,
    "crisis.": crisis.SEE,
    "critical.": critical.SEE,
    "dispatch.": dispatch.SEE,
    "reception.": dispatch.CALLS,
    "fleet.": fleet.SEE,
    "following.": following.SEE,
    "funding.": funding.SEE,
    "hospitals.": hospitals.SEE,
    "messages.call": messages.SEE,
    "messages.message": access.OWN_ACCOUNT,
    "operators.": operators.SEE,
    "parameters.": parameters.READ,
    "patients.": patients.SEE,
    "ringing.": ringing.ANSWER,
    "shifts.": shifts.SEE,
    "telemedicine.": telemedicine.SEE,
    "tracking.": tracking.SEE,
    "weather.": weather.SEE,
    "workforce.": workforce.SEE,
}


def allowed_topics(actor: Actor) -> tuple[str, ...]:
    """Return the beginnings of the kinds which an actor may hear of."""
    return tuple(topic for topic, permission in TOPICS.items() if actor.may(permission))


def topics_for(headers: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return what the sender of some headers may hear of; None if nobody is signed in.

    Args:
        headers: of the call, their names in lower case: a browser's cookie or a key.
    """
    request = HttpRequest()
    if key := _session_key(headers.get("cookie", "")):
        request.session = SessionStore(key)
    if bearer := headers.get("authorization"):
        request.META["HTTP_AUTHORIZATION"] = bearer
    standing = standing_of(request)
    due = standing.second_factor_due_at
    if standing.actor.id <= 0 or standing.must_change_password:
        return None
    if due is not None and timezone.now() >= due:
        return None
    return allowed_topics(standing.actor)


def _session_key(cookies: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        jar.load(cookies)
    morsel = jar.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""
