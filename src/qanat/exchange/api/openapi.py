"""The OpenAPI 3.1 document, made from the endpoints."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db.models import Choices
from django.utils import translation

from qanat.exchange.api import problems
from qanat.exchange.api.faults import Impossible, Repeated
from qanat.exchange.api.router import ENDPOINTS, ROOT, Endpoint, Wish
from qanat.foundation.idempotency.commands import BadKey, KeyReused, StillRunning
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.web.refused import PROBLEM_JSON

Json = dict[str, Any]
REFERENCE: Final = "#/components/schemas/{name}"
JSON: Final = "application/json"
ABOUT: Final = """\
Requests, missions, ambulance calls, positions and reports of Qanat.

Send a key as `Authorization: Bearer …`. Times are ISO 8601; answers are in UTC. Names are in the
language of `Accept-Language` (kk, ru, en, uz, uz-Cyrl), English without it. Every refusal is
`application/problem+json` (RFC 9457) with a `code`, words in that language, and `errors` by field.
Lists are given newest first, at most 50 at once; `next` is the cursor of the page after.
A POST may carry an `Idempotency-Key`: sent again, it is done once and answered the same, with
`Idempotency-Replayed: true`. Records with a `version` are changed with `If-Match`.
Ids lead nowhere outside the scope of the key: there is then no such record (404).
"""


def document() -> Json:
    """Return the document."""
    with translation.override("en"):
        return {
            "openapi": "3.1.0",
            "info": {"title": "Qanat", "version": "1", "description": ABOUT,
                     "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
                     "x-software-version": settings.QANAT_VERSION},
            "servers": [{"url": ROOT}],
            "security": [{"key": []}],
            "tags": [{"name": name} for name in dict.fromkeys(e.tag for e in ENDPOINTS)],
            "paths": _paths(),
            "components": {
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
                "schemas": _schemas(),
                "headers": _HEADERS,
                "responses": {"NotSignedIn": _problem("There is no valid key.")},
            },
        }  # fmt: skip


_HEADERS: Final[Json] = {
    "ETag": {
        "description": "The version, to be sent back as If-Match.",
        "schema": {"type": "string"},
    },
    "Location": {"description": "Where the record is.", "schema": {"type": "string"}},
    "Replayed": {
        "description": "true: this was done before, and is answered again.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}


def _paths() -> Json:
    paths: dict[str, Json] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return paths


def _operation(one: Endpoint) -> Json:
    summary, more = one.words
    told: Json = {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": summary,
        "description": _described(one, more),
        "parameters": [*_parts(one), *_headers(one), *_query(one)],
        "responses": _responses(one),
    }
    if one.needs:
        told["x-permission"] = one.needs
    if one.body is not None:
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": _ref(one.body)}}}
    return told


def _described(one: Endpoint, more: str) -> str:
    parts = [more, f"Needs the permission `{one.needs}`." if one.needs else ""]
    codes = [f"`{e.code}` ({_told_status(one, e)})" for e in one.errors]
    parts.append(f"Refusals: {', '.join(codes)}." if codes else "")
    return "\n\n".join(filter(None, parts))


def _told_status(one: Endpoint, refusal: type[Refusal]) -> int:
    is_versioned = one.version is not Wish.NONE and refusal.code == "stale"
    return 412 if is_versioned else refusal.status


def _parts(one: Endpoint) -> Iterable[Json]:
    schemas = {
        int: {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
        str: {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,100}$"},
    }
    for name, kind in one.parts.items():
        yield {"name": name, "in": "path", "required": True, "schema": schemas[kind]}


def _headers(one: Endpoint) -> Iterable[Json]:
    if one.key is not Wish.NONE:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": one.key is Wish.REQUIRED,
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
        }
    if one.version is not Wish.NONE:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": one.version is Wish.REQUIRED,
            "schema": {"type": "string", "pattern": '^("[1-9][0-9]{0,8}"|[*])$'},
        }


def _query(one: Endpoint) -> Iterable[Json]:
    if one.query is None:
        return
    _schema, components = msgspec.json.schema_components(
        [one.query], schema_hook=_Words().seen, ref_template=REFERENCE
    )
    fields: Json = components[one.query.__name__]
    required = fields.get("required", ())
    for name, shape in fields["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _without_null(shape),
        }


def _without_null(shape: Json) -> Json:
    """Return the schema of a value in a query, where nothing is written by leaving it out."""
    if "anyOf" not in shape:
        return {k: v for k, v in shape.items() if not (k == "default" and v in ("", None))}
    (kept,) = [one for one in shape["anyOf"] if one != {"type": "null"}]
    return dict(kept)


def _responses(one: Endpoint) -> Json:
    answered: Json = {"description": "Done."}
    if one.answer is not None:
        answered["content"] = {JSON: {"schema": _ref(one.answer)}}
    headers = {}
    if one.answer is not None and "version" in one.answer.__struct_fields__:
        headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    if one.location:
        headers["Location"] = {"$ref": "#/components/headers/Location"}
    if one.key is not Wish.NONE:
        headers["Idempotency-Replayed"] = {"$ref": "#/components/headers/Replayed"}
    if headers:
        answered["headers"] = headers
    told: Json = {str(one.status): answered}
    for status, codes in sorted(_refusals(one).items()):
        told[str(status)] = _problem(", ".join(f"`{code}`" for code in sorted(codes)))
    told["401"] = {"$ref": "#/components/responses/NotSignedIn"}
    return dict(sorted(told.items()))


def _refusals(one: Endpoint) -> Mapping[int, set[str]]:
    """Return the codes of all refusals of an endpoint by status: its own and the usual ones."""
    is_write, is_sent = one.method != "GET", one.body is not None or one.query is not None
    usual: tuple[tuple[bool, tuple[type[Refusal], ...]], ...] = (
        (True, (NotAllowed, problems.BodyNotExpected, problems.TooLarge, problems.LengthMissing)),
        (bool(one.parts) or one.body is not None, (NotFound,)),
        (is_sent, (problems.FieldsWrong,)),
        (is_write, (problems.Unreadable, problems.WrongMediaType, Impossible, Repeated)),
        (one.key is not Wish.NONE, (BadKey, KeyReused, StillRunning)),
        (one.key is Wish.REQUIRED, (problems.KeyMissing,)),
        (one.version is not Wish.NONE, (problems.BadVersion,)),
        (one.version is Wish.REQUIRED, (problems.VersionMissing,)),
    )
    found: dict[int, set[str]] = {}
    for refusal in (*one.errors, *(r for applies, some in usual if applies for r in some)):
        found.setdefault(_told_status(one, refusal), set()).add(refusal.code)
    return found


def _problem(words: str) -> Json:
    return {"description": words, "content": {PROBLEM_JSON: {"schema": _ref(problems.Problem)}}}


def _ref(shape: type) -> Json:
    return {"$ref": REFERENCE.format(name=shape.__name__)}


def _schemas() -> Json:
    shapes: list[type] = [problems.Problem]
    for one in ENDPOINTS:
        shapes += [shape for shape in (one.body, one.answer) if shape is not None]
    words = _Words()
    _schema, components = msgspec.json.schema_components(
        list(dict.fromkeys(shapes)), schema_hook=words.seen, ref_template=REFERENCE
    )
    return dict(sorted((components | words.schemas).items()))


class _Words:
    """The words that schemas name: msgspec does not know Django's as enumerations."""

    def __init__(self) -> None:
        self.schemas: dict[str, Json] = {}

    def seen(self, shape: type) -> Json:
        """Return the reference to a word, and keep its schema."""
        if not issubclass(shape, Choices):
            raise NotImplementedError
        told = "; ".join(f"{value}: {label}" for value, label in shape.choices)
        schema = {"title": shape.__name__, "description": told, "enum": list(shape.values)}
        if self.schemas.setdefault(shape.__name__, schema) != schema:
            raise AssertionError(f"two words are called {shape.__name__}")
        return _ref(shape)
