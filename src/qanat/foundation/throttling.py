"""Slow down who asks too often, where nobody has signed in."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.sign_in.addresses import client_address
from qanat.foundation.refusals import Refusal
from qanat.foundation.secrets import blind_index


class TooOften(Refusal):
    """Somebody asks more often than people do."""

    status = 429
    code = "too_often"
    text = _("That was too often. Wait a minute, then try again.")


def slow_down(request: HttpRequest, what: str, *, most: int, within_s: int = 60) -> None:
    """Count a call of a page by the address it comes from, of which nothing but a hash is kept.

    Raises:
        TooOften: if there were more than so many within so many seconds.
    """
    now = int(timezone.now().timestamp())
    who = blind_index(f"throttle:{what}", client_address(request) or "").hex()[:24]
    key = f"throttle:{what}:{who}:{now // within_s}"
    cache.add(key, 0, 2 * within_s)
    try:
        seen = cache.incr(key)
    except ValueError:  # dropped in the meantime
        return
    if seen > most:
        raise TooOften
