"""Every address and every form, for everybody, with anything: a clear answer, never a fault."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.foundation.access.builders import BACKEND, Accounts
from tests.journeys.addresses import Named, Values, named
from tests.journeys.records import around
from tests.journeys.shift import (
    Browser,
    Shift,
    committed,
    hospital_id,
    local,
    shift,
    text_of,
    took,
    went,
)

from qanat.care.critical.commands.councils import call_council
from qanat.care.critical.commands.drafts import InclusionDraft
from qanat.care.critical.commands.including import include_patient
from qanat.care.telemedicine.commands import OrderDraft, order_consultation
from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.response.dispatch.commands.calls import CallDraft, take_call
from qanat.response.dispatch.models import RequestPatient
from qanat.response.dispatch.states import CALL, MISSION, REQUEST
from qanat.web.forms import Form

__all__ = ["shift"]
pytestmark = [pytest.mark.usefixtures("shift", "db"), pytest.mark.timeout(600)]

OURS = (
    "dispatch", "telemedicine", "patients", "fleet", "operators", "callout", "alerts", "shifts",
    "crisis", "reception", "critical", "ledger", "nation", "costs",
    "commission", "abroad", "weather", "hospitals",
)  # fmt: skip
MISSING = 999_999_999
BEYOND = 2**70
URLENCODED = "application/x-www-form-urlencoded"
OPEN_TO_ALL = (
    "account_login", "mfa_authenticate", "account_logout", "web:language", "web:theme",
    "web:offline", "web:worker", "messages:worker", "messages:gateway", "messages:answer",
    "team:offline", "team:manifest", "abroad:check", "abroad:acts",
    "abroad:code", "abroad:password", "abroad:own", "abroad:own_gift", "abroad:own_news",
    "abroad:leave",
    "treatment:public", "commission:verify", "commission:verify_any", "commission:feed",
)  # fmt: skip


@pytest.fixture
def everything(settings: Settings) -> Browser:
    settings.QANAT_ROLES = "tests.journeys.roles.ROLES"
    browser = Browser()
    browser.force_login(Accounts().account("everything", name="everything"), backend=BACKEND)
    return browser


@pytest.fixture
def nobody(settings: Settings) -> Browser:
    settings.QANAT_ROLES = "tests.journeys.roles.ROLES"
    browser = Browser()
    browser.force_login(Accounts().account("nothing", name="nothing"), backend=BACKEND)
    return browser


@pytest.fixture
def ids(settings: Settings) -> Values:
    """Records of every kind that stands in an address of these pages."""
    settings.QANAT_ROLES = "tests.journeys.roles.ROLES"
    people = Shift()
    row = took(people)
    went(people.of("chief_physician").post(f"/requests/{row.pk}/review/", FLY))
    mission = committed(people, row)
    went(people.of("dispatcher").post(f"/missions/{mission.pk}/stamp/", {"now": "air.take_off"}))
    now = timezone.now()
    draft = CallDraft(category=1, region="KZ-19", reason="Боль", address="Абая, 1", called_at=now)
    call = take_call(SYSTEM, draft=draft, now=now)
    order = OrderDraft(
        ordered_at=now - timedelta(minutes=5),
        sending_facility_id=hospital_id(),
        specialty="neurology",
        diagnosis="Инсульт",
        question="Тромболизис?",
    )
    bed = InclusionDraft(
        facility_id=hospital_id(), bed="1", diagnosis="Инсульт", icd10="I63.4", condition=3
    )
    watch = include_patient(SYSTEM, draft=bed, person=PatientDraft(name="Кто-то"), now=now)
    asked = ("neurology", "surgery")
    council = call_council(SYSTEM, watch_id=watch, specialties=asked, question="?", now=now)
    craft = available_aircraft(SYSTEM, at=now)[0]
    stamp = mission.stamps.get()
    return {
        "request_id": [row.pk],
        "waiting_id": [took(people).pk],
        "mission_id": [mission.pk],
        "stamp_id": [stamp.pk],
        "call_id": [call],
        "order_id": [order_consultation(SYSTEM, draft=order, person=None, now=now)],
        "watch_id": [watch],
        "council_id": [council],
        "patient_id": [RequestPatient.objects.get(request=row).patient_id],
        "other_id": [MISSING],
        "aircraft_id": [craft.id],
        "operator_id": [mission.operator_id],
        "facility_id": [hospital_id()],
        "dispatch:move:name": [m.name for m in REQUEST.moves] + ["nothing"],
        "dispatch:mission_move:name": [m.name for m in MISSION.moves] + ["nothing"],
        "dispatch:call_move:name": [m.name for m in CALL.moves] + ["nothing"],
        **around(row, mission, now),
    }


FLY = {"decision": "fly_patient"}


def names_of_fields() -> list[str]:
    """Return the names of the fields of all forms, and of what else pages read."""
    names = {"version", "now", "plan", "proposed_at", "is_checked", "next", "page", "q"}
    waiting: list[type[forms.BaseForm]] = [Form]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        for name in getattr(one, "base_fields", {}):
            names |= {name, f"{name}_text", f"{name}_pick"}
    return sorted(names)


TEXTS = {
    "a NUL": "a\x00b",
    "control characters": "\x01\x1b[31m\x7f\u202e",
    "a negative number": "-1",
    "a number beyond the database": str(BEYOND),
    "thousands of digits": "9" * 5000,
    "digits that are no number": "²",
    "no number": "NaN",
    "an endless number": "1e400",
    "an early time": "0001-01-01T00:00",
    "a late time": "9999-12-31T23:59",
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% now %}",
    "a formula": "=HYPERLINK(1)|'\"\\",
    "a list": "[1,2]",
}


Send = Callable[[Client, str], HttpResponseBase]


TURNS = 4


def turned(turn: int) -> dict[str, str]:
    """Return every field with a hostile text, another one each turn."""
    texts = list(TEXTS.values())
    step = len(texts) // TURNS
    return {
        name: texts[(at + turn * step) % len(texts)] for at, name in enumerate(names_of_fields())
    }


def form(fields: dict[str, str]) -> Send:
    """Return how a form with these fields is sent."""
    body = urlencode(fields)
    return lambda client, to: client.post(to, body, content_type=URLENCODED)


@cache
def sends() -> dict[str, Send]:
    """Return ways of sending something hostile to a page, once the forms of all pages are known."""

    def raw(body: bytes, content_type: str) -> Send:
        return lambda client, to: client.generic("POST", to, body, content_type=content_type)

    surrogates = "&".join(f"{name}=%ED%A0%80%FF" for name in names_of_fields()).encode()
    multipart = "multipart/form-data; boundary=xyz"
    half = b'--xyz\r\nContent-Disposition: form-data; name="note"\r\n\r\nhalf of'
    large = (
        b"note=" + b"x" * 2**20 + b"&text=" + b"x" * 2**20 + b"&kind=note&diagnosis=" + b"x" * 2**20
    )
    return {
        **{f"texts {turn}": form(turned(turn)) for turn in range(TURNS)},
        "nothing": raw(b"", URLENCODED),
        "lone surrogates": raw(surrogates, URLENCODED),
        "half a form": raw(half, multipart),
        "a form without a boundary": raw(half, "multipart/form-data"),
        "a boundary that is none": raw(half, "multipart/form-data; boundary="),
        "an unknown alphabet": raw(b"note=x", f"{URLENCODED}; charset=nonsense"),
        "JSON": raw(b'{"note": ["x"], "decision": 1}', "application/json"),
        "three megabytes": raw(large, URLENCODED),
        "ten megabytes": raw(b"note=" + b"x" * (10 * 2**20), URLENCODED),
        "many fields": raw(b"a=1&" * 3000, URLENCODED),
    }


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block did."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def posted(client: Client, send: Send, to: str) -> tuple[int, str]:
    with undone():
        answer = send(client, to)
        return answer.status_code, text_of(answer)


def test_hostile_forms_are_refused_clearly(everything: Browser, ids: Values) -> None:
    faults = []
    few: Values = {k: v[-2:] if k.endswith(":name") else v for k, v in ids.items()}
    for one in named(*OURS):
        for to in one.addresses(few):
            if everything.options(to).headers.get("Allow") == "GET":
                continue
            for what, send in sends().items():
                status, body = posted(everything, send, to)
                if status >= 500 or "Traceback" in body:
                    faults.append((to, what, status))
    assert faults == []


WORD = "kept word"
HOSTILE_ALONE = ("\x00", "9" * 5000, str(BEYOND), "²", "-1", "9999-12-31T23:59")


@pytest.mark.parametrize("which", ["new", "edit", "review", "log", "call_new", "services"])
def test_one_hostile_field_in_a_good_form_is_named_and_the_rest_is_kept(
    which: str, everything: Browser, ids: Values
) -> None:
    to, good = good_form(which, ids)
    faults: list[tuple[str, str, object]] = []
    for name in (*good, "version", "now"):
        for text in HOSTILE_ALONE:
            status, body = posted(everything, form({**good, name: text}), to)
            if status not in {303, 422} or "Traceback" in body:
                faults.append((name, text[:20], status))
            if status == 422 and good.get(name) != WORD and WORD not in body:
                faults.append((name, text[:20], "not kept"))
    assert faults == []


def good_form(which: str, ids: Values) -> tuple[str, dict[str, str]]:
    """Return the address of a form and what it takes, a word to be kept among it."""
    now = local(timezone.now() - timedelta(minutes=3))
    request, mission = ids["request_id"][0], ids["mission_id"][0]
    person, waiting = str(ids["patient_id"][0]), ids["waiting_id"][0]
    taken = {
        "need": "transport", "urgency": "1", "channel": "phone", "received_at": now,
        "sending_facility": str(hospital_id()), "diagnosis": WORD, "country": "KZ",
        "name": "Ахметов", "age_years": "61", "iin": "", "caller_phone": "", "is_checked": "1",
        "weight_kg": "", "escorts": "", "altitude_limit_m": "", "citizenship": "",
    }  # fmt: skip
    all_forms = {
        "new": ("/requests/new/", taken),
        "edit": (f"/requests/{request}/edit/", taken),
        "review": (f"/requests/{waiting}/review/", {**FLY, "note": WORD, "reason": ""}),
        "log": (f"/requests/{request}/log/", {"kind": "note", "at": now, "text": WORD}),
        "call_new": (
            "/calls/new/",
            {"category": "1", "region": "KZ-19", "reason": WORD, "address": ""},
        ),
        "services": (
            f"/missions/{mission}/services/",
            {
                "kind": "transport", "performed_at": now, "request": str(request),
                "patients": person, "performed_by": "", "to_facility": "", "result": WORD,
            },
        ),
    }  # fmt: skip
    return all_forms[which]


def test_ids_that_lead_nowhere_are_answered_by_nothing_here(
    everything: Browser, ids: Values
) -> None:
    faults: list[Any] = []
    for one in named(*OURS):
        for wrong in (MISSING, BEYOND) if one.parts else ():
            lost: Values = {f"{one.name}:{p}": [wrong] for p in one.parts if p.endswith("_id")}
            if not lost:
                continue
            for to in one.addresses({**ids, **lost}):
                for send in (Client.get, sends()["nothing"]):
                    status, _ = posted(everything, send, to)
                    if status not in {404, 405}:
                        faults.append((to, status))
    assert faults == []


def test_searches_take_anything(everything: Browser) -> None:
    faults = []
    for one in named():
        if one.parts:
            continue
        for text in (*TEXTS.values(), "%ED%A0%80%FF"):
            query = urlencode(dict.fromkeys(QUERIES, text))
            for to in one.addresses({}):
                status, body = posted(everything, Client.get, f"{to}?{query}")
                if status >= 500 or "Traceback" in body:
                    faults.append((to, text[:20], status))
    assert faults == []


QUERIES = (
    "q", "text", "page", "view", "sort", "region", "after", "request", "patient", "from", "to",
    "by", "urgency", "nosology", "mode", "next", "on", "day", "code", "kind",
    "first", "last", "compare", "figure", "key", "check", "source", "status", "module",
)  # fmt: skip


def test_a_stranger_gets_nowhere(ids: Values) -> None:
    browser = Browser()
    faults = []
    for one in named():
        for to in one.addresses(ids):
            for send in (Client.get, sends()["nothing"]):
                status, _ = posted(browser, send, to)
                if status >= 500 or (status < 300 and not is_open(one)):
                    faults.append((to, status))
    assert faults == []


def is_open(one: Named) -> bool:
    return one.name in OPEN_TO_ALL


def test_somebody_without_a_role_gets_nowhere(nobody: Browser, ids: Values) -> None:
    faults = []
    for one in (one for one in named(*OURS) if not is_open(one)):
        if is_open(one):
            continue
        for to in one.addresses(ids):
            for send in (Client.get, sends()["nothing"]):
                status, _ = posted(nobody, send, to)
                if status not in {403, 404, 405}:
                    faults.append((to, status))
    assert faults == []


def test_somebody_with_every_role_gets_everywhere_without_a_fault(
    everything: Browser, ids: Values
) -> None:
    faults = []
    for one in named():
        for to in one.addresses(ids):
            for send in (Client.get, sends()["nothing"]):
                status, body = posted(everything, send, to)
                if status >= 500 or "Traceback" in body:
                    faults.append((to, status))
    assert faults == []
