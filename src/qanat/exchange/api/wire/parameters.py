"""Dated parameters with their sources."""

from datetime import date
from typing import Any

from qanat.exchange.api.shapes import Sent, Text120, Told


class ParametersQuery(Sent):
    """On which day, of today where none is named; ``prefix`` keeps those of one context."""

    on: date | None = None
    prefix: Text120 = ""


class ParameterOut(Told):
    """The version of a parameter which holds on a day, with its source."""

    key: str
    scope: str
    label: str
    kind: str
    value: Any
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    source_url: str
    evidence: str
    verified: bool


class ParameterList(Told):
    """Parameters by key and scope."""

    items: tuple[ParameterOut, ...]
