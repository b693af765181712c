"""Codes of lists which are data: only what is offered today is taken."""

from collections.abc import Iterable

from qanat.exchange.api.problems import FieldFault, FieldsWrong
from qanat.registry.terminology.queries import offered_codes


def check_codes(**given: tuple[str, str | Iterable[str]]) -> None:
    """Check codes against their lists, given as ``field=(list, code or codes)``; "" is none.

    Raises:
        FieldsWrong: naming each field with a code that is not offered.
    """
    faults = [
        FieldFault(field, "not_offered")
        for field, (system, codes) in given.items()
        if not _all(codes) <= offered_codes(system)
    ]
    if faults:
        raise FieldsWrong(*faults)


def _all(codes: str | Iterable[str]) -> frozenset[str]:
    return frozenset({codes} if isinstance(codes, str) else codes) - {""}
