"""Settings of pages: what a browser may load, how forms and faults are answered, static files."""

import os
from typing import Any
from urllib.parse import urlsplit


def _events_source(address: str) -> list[str]:
    """Return where live events come from, if not from the pages' own address."""
    if address.startswith(":"):
        return [f"*{address.split('/', 1)[0]}"]
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


QANAT_BANNER = os.environ.get(
    "QANAT_BANNER", "synthetic" if os.environ.get("QANAT_DEMO") == "1" else ""
)
"""What stands above every page: "", ``synthetic`` (made-up data) or ``exercise``."""

CSRF_FAILURE_VIEW = "qanat.web.refused.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *_events_source(os.environ.get("QANAT_EVENTS_URL", ""))],
        "worker-src": ["'self'", "blob:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
