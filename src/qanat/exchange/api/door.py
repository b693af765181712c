"""The door: read what is sent, let the handler answer it, write the answer.

Nothing is decided here but whether the message can be read at all.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone, translation

from qanat.exchange.api import problems
from qanat.exchange.api.faults import refusal_of
from qanat.exchange.api.router import ROOT, Call, Endpoint, Wish
from qanat.exchange.api.shapes import Sent
from qanat.foundation.access.session import actor_of
from qanat.foundation.idempotency.commands import Answer, fingerprint, once
from qanat.foundation.refusals import Refusal
from qanat.web.languages import BY_CODE

JSON: Final = "application/json"
KEY: Final = "HTTP_IDEMPOTENCY_KEY"
VERSION: Final = re.compile(r'"?([1-9][0-9]{0,8})"?')
DIGITS: Final = 12
UTF8: Final = frozenset({"utf-8", "utf8"})
View = Callable[..., HttpResponse]


class _Versioned(msgspec.Struct):
    version: int = 0


def view_of(endpoints: Mapping[str, Endpoint]) -> View:
    """Return the view of one address, given its endpoints by method."""
    allowed = ", ".join(sorted({*endpoints, *(("HEAD",) if "GET" in endpoints else ())}))
    doors = {method: _Door(each) for method, each in endpoints.items()}
    lone = frozenset(method for method, each in endpoints.items() if each.is_lone)
    if "GET" in doors:
        doors["HEAD"] = doors["GET"]

    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        language = language_of_machine(request)
        with translation.override(language):
            if (door := doors.get(request.method or "")) is None:
                response = problems.told(request, problems.NotThisMethod())
                response["Allow"] = allowed
            else:
                response = _answered(request, door, parts)
        response["Content-Language"] = BY_CODE[language].html
        return response

    view.lone = lone  # type: ignore[attr-defined] # read by the short way
    return view


def _answered(request: HttpRequest, door: "_Door", parts: Mapping[str, str]) -> HttpResponse:
    """Answer a request, or say why not."""
    try:
        return door.answer(request, parts)
    except Refusal as refusal:
        return problems.told(request, refusal)
    except (IntegrityError, DataError) as error:
        if (meant := refusal_of(error)) is None:
            raise
        return problems.told(request, meant)


@dataclass(slots=True)
class _Door:
    """One endpoint with what is needed to read and write its messages."""

    endpoint: Endpoint

    def answer(self, request: HttpRequest, parts: Mapping[str, str]) -> HttpResponse:
        """Answer a request."""
        one, actor = self.endpoint, actor_of(request)
        if one.needs:
            actor.need(one.needs)
        given: dict[str, Any] = {n: kind(parts[n]) for n, kind in one.parts.items()}
        raw = _read(request, one)
        if one.body is not None:
            given["body"] = decoded(raw, one.body)
        elif raw:
            raise problems.BodyNotExpected
        if one.query is not None:
            given["query"] = queried(request, one.query)
        key = _key(request, one.key)
        call = Call(actor, timezone.now(), _version(request, one.version), key)

        def run() -> Answer:
            return self._written(one.run(call, **given))

        if key:
            print_of = fingerprint(one.method, request.path, raw)
            return self._sent(once(actor, key, print_of, run))
        return self._sent(run())

    def _written(self, told: Any) -> Answer:
        one = self.endpoint
        if told is None:
            return Answer(one.status, content_type="")
        location = one.location and ROOT + one.location.format_map(_Fields(told))
        return Answer(one.status, msgspec.json.encode(told), JSON, location)

    def _sent(self, answer: Answer) -> HttpResponse:
        response = HttpResponse(answer.body, answer.content_type or JSON, answer.status)
        if not answer.content_type:
            del response["Content-Type"]
        if answer.location:
            response["Location"] = answer.location
        if answer.is_replay:
            response["Idempotency-Replayed"] = "true"
        if answer.body and self._tells_version():
            version = msgspec.json.decode(answer.body, type=_Versioned).version
            response["ETag"] = f'"{version}"'
        return response

    def _tells_version(self) -> bool:
        answer = self.endpoint.answer
        return answer is not None and "version" in answer.__struct_fields__


class _Fields(dict[str, object]):
    """The fields of a struct, looked up when they are named."""

    def __init__(self, told: Any) -> None:
        super().__init__()
        self._told = told

    def __missing__(self, name: str) -> object:
        return getattr(self._told, name)


def decoded(raw: bytes, shape: type[Sent]) -> Sent:
    """Return a body as what it has to be.

    Raises:
        Unreadable: if it is no JSON at all.
        FieldsWrong: if fields are missing, unknown or of another kind; each is named.
    """
    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        first = str(error)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise problems.Unreadable from None
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise problems.Unreadable from None
    raise problems.FieldsWrong(*problems.faults_of(value, shape, first))


def queried(request: HttpRequest, shape: type[Sent]) -> Sent:
    """Return the query of an address as what it has to be; a repeated name is a list.

    Raises:
        FieldsWrong: if a name is unknown, or a value can't be used.
    """
    many = {f.encode_name for f in msgspec.structs.fields(shape) if f.default == ()}
    given: dict[str, object] = {}
    for name, values in request.GET.lists():
        if name in many:
            given[name] = values
        elif len(values) > 1:
            raise problems.wrong(name[: problems.LONGEST_NAME], "wrong_type")
        else:
            given[name] = values[0]
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as error:
        raise problems.FieldsWrong(problems.fault_of(str(error))) from None


def _read(request: HttpRequest, one: Endpoint) -> bytes:
    """Return the body, if it is one that can be read here."""
    length = _length(request, one.most_bytes)
    if one.body is not None:
        _check_media_type(request)
    if length == 0:
        if one.body is not None:
            raise problems.Unreadable
        return b""
    try:
        return request.body
    except RequestDataTooBig:
        raise problems.TooLarge(most=one.most_bytes) from None
    except UnreadablePostError:
        raise problems.Unreadable from None


def _length(request: HttpRequest, most: int) -> int:
    """Return how long the body is, told before it is read."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        raise problems.LengthMissing
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isascii() or not told.isdigit():
        raise problems.Unreadable
    if len(told) > DIGITS or int(told) > most:
        raise problems.TooLarge(most=most)
    return int(told)


def _check_media_type(request: HttpRequest) -> None:
    packing = request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if packing != "identity" or request.content_type != JSON or charset not in UTF8:
        raise problems.WrongMediaType


def _key(request: HttpRequest, wish: Wish) -> str:
    key = request.META.get(KEY, "") if wish is not Wish.NONE else ""
    if not key and wish is Wish.REQUIRED:
        raise problems.KeyMissing
    return key


def _version(request: HttpRequest, wish: Wish) -> int | None:
    text = request.META.get("HTTP_IF_MATCH", "").strip() if wish is not Wish.NONE else ""
    if not text or text == "*":
        if wish is Wish.REQUIRED and not text:
            raise problems.VersionMissing
        return None
    if (found := VERSION.fullmatch(text)) is None:
        raise problems.BadVersion
    return int(found[1])


def language_of_machine(request: HttpRequest) -> str:
    """Return the language a machine asks for, else English: developers read its log."""
    if not request.META.get("HTTP_ACCEPT_LANGUAGE"):
        return "en"
    asked = translation.get_language_from_request(request)
    return asked if asked in BY_CODE else "en"
