"""Have notices sent to a browser, and no longer."""

import json
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.models import PushBrowser
from qanat.foundation.messages.senders.sealing import BadKeys, browser_keys
from qanat.foundation.refusals import Invalid
from qanat.foundation.secrets import blind_index, encrypt

LONGEST_ADDRESS: Final = 1000
MOST_BROWSERS: Final = 10


class UnfitBrowser(Invalid):
    """The browser's address or keys can't be used."""

    code = "unfit_browser"
    text = _("Notices can't be sent to this browser.")


@command(needs=OWN_ACCOUNT)
def add_browser(actor: Actor, *, endpoint: str, p256dh: str, auth: str) -> int:
    """Send one's notices to this browser too; return its id.

    Raises:
        UnfitBrowser: if the address is not that of a push service, or the keys are none.
    """
    if not is_push_service(endpoint):
        raise UnfitBrowser
    try:
        browser_keys(p256dh, auth)
    except BadKeys:
        raise UnfitBrowser from None
    row, _made = PushBrowser.objects.update_or_create(
        endpoint_index=blind_index("push_endpoint", endpoint),
        defaults={
            "account_id": actor.id,
            "endpoint": encrypt(endpoint),
            "keys": encrypt(json.dumps([p256dh, auth])),
            "added_at": timezone.now(),
        },
    )
    mine = PushBrowser.objects.filter(account_id=actor.id).order_by("-id")
    oldest = list(mine.values_list("pk", flat=True)[MOST_BROWSERS:])
    PushBrowser.objects.filter(pk__in=oldest).delete()
    return row.pk


@command(needs=OWN_ACCOUNT)
def remove_browser(actor: Actor, *, endpoint: str) -> bool:
    """Send no more notices to this browser; tell whether any were sent."""
    index = blind_index("push_endpoint", endpoint)
    removed, _rows = PushBrowser.objects.filter(account_id=actor.id, endpoint_index=index).delete()
    return removed > 0


def is_push_service(endpoint: str) -> bool:
    """Tell whether an address belongs to a push service we know; we call no other."""
    parts = urlsplit(endpoint)
    hosts: tuple[str, ...] = settings.QANAT_PUSH_HOSTS
    host = parts.hostname or ""
    is_known = any(
        host == known or (known.startswith(".") and host.endswith(known)) for known in hosts
    )
    return is_known and parts.scheme == "https" and len(endpoint) <= LONGEST_ADDRESS
