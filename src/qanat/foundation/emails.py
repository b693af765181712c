"""Addresses of e-mail as people type them."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def is_email(text: str) -> bool:
    """Tell whether a text can be an address of e-mail."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
