"""Closing sign-in after wrong attempts, by account and address together (django-axes)."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from qanat.foundation.access.models import Account
from qanat.foundation.access.parameters import LOCK_AFTER, LOCK_MIN, number, span
from qanat.foundation.access.rules import opens_again_at
from qanat.foundation.access.sign_in.addresses import client_address

TOO_MANY = 429
LONGEST = 60


def sign_in_name(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """Return the user name under which attempts are counted, whichever name was typed."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or request.POST.get("login", "")
    name = "".join(ch for ch in typed.strip().casefold() if ch.isprintable())
    if "@" in name:
        found = Account.objects.filter(email=name).values_list("user_name", flat=True).first()
        name = found or name
    return name[:LONGEST]


def failures_allowed(_request: HttpRequest, _credentials: Mapping[str, str] | None = None) -> int:
    """Return how many wrong attempts close the sign-in."""
    return round(number(LOCK_AFTER))


def closed_for(_request: HttpRequest | None = None) -> timedelta:
    """Return how long it stays closed."""
    return span(LOCK_MIN)


def is_closed(request: HttpRequest, user_name: str) -> bool:
    """Tell whether sign-in is closed for a name from where the request comes."""
    return opens_at(request, user_name) is not None


def opens_at(request: HttpRequest, user_name: str) -> datetime | None:
    """Return when sign-in opens again; None if it is open."""
    wait = closed_for()
    attempts = AccessAttempt.objects.filter(
        username=user_name,
        ip_address=client_address(request),
        attempt_time__gte=timezone.now() - wait,
    )
    counted = attempts.values_list("attempt_time", "failures_since_start")
    return opens_again_at(counted, failures_allowed(request), wait)


def count_failure(request: HttpRequest, user_name: str) -> None:
    """Count a wrong code or a wrong present password like a wrong attempt to sign in."""
    user_login_failed.send(sender=__name__, credentials={"username": user_name}, request=request)


def locked_out(
    request: HttpRequest,
    _response: HttpResponse | None = None,
    credentials: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Say that sign-in is closed, and when it opens again."""
    when = opens_at(request, sign_in_name(request, credentials))
    seconds = _seconds_until(when)
    context = {"opens_at": when, "minutes": -(-seconds // 60)}
    response = render(request, "account/locked.html", context, status=TOO_MANY)
    if when is not None:
        response["Retry-After"] = str(seconds)
    return response


def _seconds_until(when: datetime | None) -> int:
    if when is None:
        return 0
    return max(1, math.ceil((when - timezone.now()).total_seconds()))
