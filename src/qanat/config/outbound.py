"""Settings of what may leave this machine: mail, gateways, notices. Nothing, unless it is named."""

import json
import os
from typing import Any
from urllib.parse import urlsplit

from qanat.config import keys

BODY = '{"to": "{to}", "text": "{text}", "id": "{id}"}'


def _gateway(name: str) -> dict[str, Any] | None:
    """Read a gateway from ``QANAT_<name>_URL``, ``_TOKEN``, ``_BODY`` and ``_REFERENCE``."""
    url = os.environ.get(f"QANAT_{name}_URL", "")
    if not url:
        return None
    if urlsplit(url).scheme not in ("https", "http"):
        raise ValueError(f"QANAT_{name}_URL is no web address")
    token = os.environ.get(f"QANAT_{name}_TOKEN", "")
    return {
        "url": url,
        "headers": {"Authorization": f"Bearer {token}"} if token else {},
        "body": json.loads(os.environ.get(f"QANAT_{name}_BODY", BODY)),
        "reference": os.environ.get(f"QANAT_{name}_REFERENCE", "id"),
    }


def _address() -> str:
    """Read where people reach this server: named, or else the first origin without a joker."""
    named = [os.environ.get("QANAT_ADDRESS", ""), *os.environ.get("QANAT_ORIGINS", "").split(",")]
    return next((one for one in named if one and "*" not in one), "")


QANAT_ADDRESS = _address()
"""Where people reach this server, such as ``https://qanat.example``: for links in messages."""
QANAT_GATEWAYS: dict[str, dict[str, Any]] = {
    channel: gateway
    for channel, name in (("sms", "SMS"), ("voice_note", "VOICE"))
    if (gateway := _gateway(name)) is not None
}
QANAT_GATEWAY_SECRET = os.environ.get("QANAT_GATEWAY_SECRET", "")
"""What a gateway shows when it reports deliveries and answers; empty: nobody may."""

EMAIL_HOST = os.environ.get("QANAT_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("QANAT_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("QANAT_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("QANAT_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("QANAT_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("QANAT_MAIL_FROM", "qanat@localhost")
QANAT_MAIL_IS_SET_UP = bool(EMAIL_HOST)

QANAT_PUSH_CONTACT = os.environ.get("QANAT_PUSH_CONTACT", "")
"""``mailto:`` of who answers for notices to push services; empty: no notices are sent."""
QANAT_PUSH_KEY = keys.web_push_key()
QANAT_PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
