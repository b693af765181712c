"""From where a request comes: the browser's address, past the proxies that we trust."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the address from which a request comes; None if it is not one.

    Each trusted proxy (``settings.QANAT_PROXIES``, how many stand before us) adds one address
    at the right of ``X-Forwarded-For``; what stands left of those the client may have made up.
    """
    seen = [str(request.META.get("REMOTE_ADDR", ""))]
    if settings.QANAT_PROXIES:
        forwarded = request.headers.get("X-Forwarded-For", "")
        seen = [*(part.strip() for part in forwarded.split(",") if part.strip()), *seen]
    place = max(0, len(seen) - 1 - settings.QANAT_PROXIES)
    try:
        return str(ipaddress.ip_address(seen[place]))
    except ValueError:
        return None
