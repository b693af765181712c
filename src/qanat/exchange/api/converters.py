"""Parts of an address."""

from typing import Final

from django.urls import register_converter
from django.urls.converters import StringConverter


class IdConverter(StringConverter):
    """An id: a whole number which fits into the database; anything else is no address."""

    regex = "[1-9][0-9]{0,17}"


class CodeConverter(StringConverter):
    """A code or key."""

    regex = "[A-Za-z0-9_.-]{1,100}"


register_converter(IdConverter, "api_id")
register_converter(CodeConverter, "api_code")
KINDS: Final = {int: "api_id", str: "api_code"}
