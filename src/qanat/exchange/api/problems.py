"""What goes wrong on the wire, and how it is told: RFC 9457, with a fault for each field."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.exchange.api.shapes import OUT_OF_BOUNDS
from qanat.foundation.refusals import Invalid, Refusal, Text
from qanat.foundation.request_ids import request_id_of
from qanat.web.refused import PROBLEM_JSON, words_of

LONGEST_NAME: Final = 80
MOST_FAULTS: Final = 50
FAULTS: Final[Mapping[str, Text]] = {
    "missing": _("This field is needed."),
    "unknown": _("There is no such field."),
    "wrong_type": _("The value is of the wrong type."),
    "not_offered": _("This value is not one of those offered."),
    "out_of_bounds": _("The value is too small or too large, too short or too long."),
    "bad_form": _("The value is not written as expected."),
    "no_such_record": _("There is no such record."),
}


BOUNDS: Final = (
    (re.compile(r"of length <= (?P<most>\d+)"), _("Its length is at most %(most)s.")),
    (re.compile(r"of length >= (?P<least>\d+)"), _("Its length is at least %(least)s.")),
    (re.compile(r"` <= (?P<most>\S+)"), _("It is at most %(most)s.")),
    (re.compile(r"` >= (?P<least>\S+)"), _("It is at least %(least)s.")),
    (re.compile(r"` > (?P<least>\S+)"), _("It is more than %(least)s.")),
    (
        re.compile(r"\((?P<least>\S+) – (?P<most>\S+)\)"),
        _("It lies between %(least)s and %(most)s."),
    ),
)
"""How messages of msgspec tell a bound, and how we tell it."""


class FieldFault(msgspec.Struct, frozen=True):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str = ""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A refusal: ``code`` is for machines, ``detail`` for people, in the asker's language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str = ""
    errors: tuple[FieldFault, ...] = ()


class Unreadable(Refusal):
    """The body is no JSON (400)."""

    code = "unreadable"
    text = _("The body can't be read: JSON in UTF-8 is expected.")


class BodyNotExpected(Refusal):
    """A body where none belongs (400)."""

    code = "body_not_expected"
    text = _("This address takes no body.")


class UnreadableAddress(Refusal):
    """The address or its query is not written as one (400)."""

    code = "unreadable_address"
    text = _("The address or its query holds control characters, or is not UTF-8.")


class LengthMissing(Refusal):
    """A body of unknown length (411)."""

    status = 411
    code = "length_missing"
    text = _("Send the length of the body with it (Content-Length).")


class TooLarge(Refusal):
    """A body beyond what the address takes (413)."""

    status = 413
    code = "too_large"
    text = _("The body is larger than %(most)s bytes. Divide it.")


class WrongMediaType(Refusal):
    """Not JSON, or packed or written in a way we don't read (415)."""

    status = 415
    code = "wrong_media_type"
    text = _("Send application/json in UTF-8, not compressed.")


class NotThisMethod(Refusal):
    """The address has no such method (405)."""

    status = 405
    code = "not_this_way"
    text = _("This address does not know this method.")


class KeyMissing(Refusal):
    """A write of a device without a key by which a repetition is known (400)."""

    code = "idempotency_key_missing"
    text = _("Send an Idempotency-Key with it, the same one when you repeat the request.")


class VersionMissing(Refusal):
    """A change without the version which it changes (428)."""

    status = 428
    code = "version_missing"
    text = _("Send the version that you read with it (If-Match).")


class BadVersion(Refusal):
    """A version which can't be one (400)."""

    code = "bad_version"
    text = _('If-Match must be the ETag of the record, such as "3".')


class FieldsWrong(Invalid):
    """One or several fields can't be used (422)."""

    code = "invalid_fields"
    text = _("Some fields can't be used as they are.")

    def __init__(self, *faults: FieldFault) -> None:
        super().__init__()
        self.faults = faults


def wrong(field: str, code: str = "not_offered") -> FieldsWrong:
    """Return the refusal of one field."""
    return FieldsWrong(FieldFault(field, code))


TITLES: Final[Mapping[int, Text]] = {
    401: pgettext_lazy("title of a refusal", "Not signed in"),
    411: pgettext_lazy("title of a refusal", "Length missing"),
    412: pgettext_lazy("title of a refusal", "Changed meanwhile"),
    415: pgettext_lazy("title of a refusal", "Not readable"),
    428: pgettext_lazy("title of a refusal", "Version missing"),
}


def title_of(status: int, code: str = "") -> str:
    """Return the title of a refusal."""
    return str(TITLES.get(status) or words_of(status, code).title)


def told(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal in the active language."""
    status = _status(request, refusal)
    faults = refusal.faults if isinstance(refusal, FieldsWrong) else ()
    body = Problem(
        type=f"urn:qanat:problem:{refusal.code}",
        title=title_of(status, refusal.code),
        status=status,
        detail=refusal.message(),
        code=refusal.code,
        instance=f"urn:qanat:request:{request_id_of(request)}",
        errors=tuple(_in_words(fault) for fault in faults),
    )
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=PROBLEM_JSON)


def _in_words(fault: FieldFault) -> FieldFault:
    return FieldFault(fault.field, fault.code, fault.detail or str(FAULTS[fault.code]))


def _status(request: HttpRequest, refusal: Refusal) -> int:
    """Return the status; of a stale record the one of RFC 9110 where a version was sent."""
    if refusal.code == "stale" and "If-Match" in request.headers:
        return 412
    return refusal.status


NAMING: Final = frozenset({"missing", "unknown", "out_of_bounds"})
"""Faults whose message names the field itself, where others name the way to it."""
_AT: Final = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_NAMED: Final = re.compile(r"field `(?P<name>[^`]*)`")
_KINDS: Final = (
    ("Object missing required field", "missing"),
    ("Object contains unknown field", "unknown"),
    ("Invalid enum value", "not_offered"),
    ("of length", "out_of_bounds"),
    (OUT_OF_BOUNDS, "out_of_bounds"),
    ("` >= ", "out_of_bounds"),
    ("` <= ", "out_of_bounds"),
    ("` > ", "out_of_bounds"),
    ("matching regex", "bad_form"),
    ("Expected", "wrong_type"),
)


def fault_of(message: str, within: str = "") -> FieldFault:
    """Return the fault which a message of msgspec tells of; the value itself is never repeated."""
    at = _AT.search(message)
    parts = [within, (at["path"] if at else "").replace("[...]", "[]").strip(".")]
    text = message[: at.start()] if at else message
    code = next((code for words, code in _KINDS if words in text), "bad_form")
    if "timezone component" in text:
        code = "bad_form"
    if code in NAMING and (named := _NAMED.search(text)):
        parts.append(named["name"])
    field = ".".join(filter(None, parts)).replace(".[", "[")
    return FieldFault(field[:LONGEST_NAME], code, _bound(text) if code == "out_of_bounds" else "")


def _bound(text: str) -> str:
    """Return in words which bound was crossed, "" where the message tells none."""
    for pattern, words in BOUNDS:
        if found := pattern.search(text):
            return str(words) % found.groupdict()
    return ""


def faults_of(value: object, shape: type[msgspec.Struct], first: str) -> Iterable[FieldFault]:
    """Return a fault for each field which can't be used; ``first`` is what was found at once."""
    if not isinstance(value, dict):
        return [fault_of(first)]
    known = {f.encode_name: f for f in msgspec.structs.fields(shape)}
    faults = [
        FieldFault(str(name)[:LONGEST_NAME], "unknown") for name in value if name not in known
    ]
    for name, field in known.items():
        if name not in value:
            if field.required:
                faults.append(FieldFault(name, "missing"))
            continue
        try:
            msgspec.convert(value[name], field.type, strict=True)
        except msgspec.ValidationError as error:
            faults.append(fault_of(str(error), name))
    return faults[:MOST_FAULTS] or [fault_of(first)]
