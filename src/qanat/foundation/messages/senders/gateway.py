"""SMS and spoken messages through a gateway over HTTP: one JSON POST a message.

``settings.QANAT_GATEWAYS`` names the address, the headers and the shape of the body for each
channel; ``{to}``, ``{text}``, ``{id}`` and ``{language}`` in its texts are filled in.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from qanat.foundation.messages.rules import is_phone
from qanat.foundation.messages.senders.letter import Failed, Letter
from qanat.foundation.messages.senders.web import post
from qanat.foundation.messages.states import Channel


@dataclass(frozen=True, slots=True)
class GatewaySender:
    """Sends on one channel through its gateway, when one is named."""

    channel: Channel

    def is_configured(self) -> bool:
        """Tell whether a gateway is named for the channel."""
        return self.channel.value in settings.QANAT_GATEWAYS

    def send(self, letter: Letter) -> str:
        """Send one message; return the gateway's number of it.

        Raises:
            Failed: if the gateway did not take it.
        """
        if not is_phone(letter.address):
            raise Failed("bad_address", is_final=True)
        gateway: dict[str, Any] = settings.QANAT_GATEWAYS[self.channel.value]
        values = {
            "to": letter.address,
            "text": letter.text,
            "id": letter.key,
            "language": letter.language,
        }
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": letter.key,
            **gateway.get("headers", {}),
        }
        body = json.dumps(_filled(gateway["body"], values), ensure_ascii=False).encode()
        return _reference(post(gateway["url"], body, headers).body, gateway.get("reference", "id"))


def _filled(shape: Any, values: dict[str, str]) -> Any:
    """Return a JSON shape with its places filled; values are never read as places again."""
    if isinstance(shape, dict):
        return {key: _filled(value, values) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, values) for value in shape]
    if not isinstance(shape, str):
        return shape
    parts = shape.split("{")
    filled = parts[0]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        filled += f"{values[name]}{rest}" if closed and name in values else "{" + part
    return filled


def _reference(body: bytes, path: str) -> str:
    """Return the gateway's number of a message, from a path such as ``messages.0.id``."""
    try:
        found = json.loads(body)
        for key in path.split("."):
            found = found[int(key)] if isinstance(found, list) else found[key]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return str(found) if isinstance(found, str | int) else ""
