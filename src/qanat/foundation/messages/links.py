"""By what a recipient proves that he has a message: a signed address, or a short code."""

import base64
import hmac
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from qanat.foundation.messages.rules import code_from
from qanat.foundation.secrets import blind_index

PATH: Final = "/messages/answer/"
_doors: Final[dict[str, str]] = {}
"""Where messages about a kind of record are answered, if not here."""
_SALT: Final = "qanat.messages.link"
_BYTES: Final = 12
_LONGEST_NUMBER: Final = 13


def token_of(message_id: int) -> str:
    """Return the signed name of a message."""
    return f"{int_to_base36(message_id)}.{_signature(message_id)}"


def message_of(token: str) -> int | None:
    """Return the id of a message by its signed name; None if it is not ours."""
    number, _, signature = token.partition(".")
    if not number.isascii() or not number.isalnum() or len(number) > _LONGEST_NUMBER:
        return None
    message_id = base36_to_int(number.lower())
    is_ours = hmac.compare_digest(_signature(message_id).encode(), signature.encode())
    return message_id if is_ours else None


def open_door(about_kind: str, path: str) -> None:
    """Have messages about a kind of record answered on a page of the context which sends them."""
    _doors[about_kind] = path


def has_door(about_kind: str) -> bool:
    """Tell whether messages about a kind of record are answered on a page of their own."""
    return about_kind in _doors


def address_of(message_id: int, about_kind: str = "") -> str:
    """Return the address at which a message is answered."""
    base: str = getattr(settings, "QANAT_ADDRESS", "")
    path = _doors.get(about_kind, PATH)
    return f"{base.rstrip('/')}{path}{token_of(message_id)}/"


def code_of(message_id: int) -> str:
    """Return the short code of a message."""
    return code_from(_digest("qanat.messages.code", message_id))


def code_index(code: str) -> bytes:
    """Return by what a message is found from its code."""
    return blind_index("message_code", code)


def _signature(message_id: int) -> str:
    return base64.urlsafe_b64encode(_digest(_SALT, message_id)[:_BYTES]).decode()


def _digest(salt: str, message_id: int) -> bytes:
    return salted_hmac(salt, str(message_id), algorithm="sha256").digest()
