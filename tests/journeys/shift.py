"""A shift that can be worked through the pages: the registry, the fleet of now, its people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests.foundation.access.builders import BACKEND, Accounts

from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox.delivery import deliver, sequence
from qanat.foundation.parameters.commands import load_parameters
from qanat.foundation.periodic import PERIODIC
from qanat.readiness.statistics.commands.keeping import keep_months
from qanat.registry.facilities.commands import load_facilities
from qanat.registry.facilities.queries import find_facility
from qanat.registry.fleet.commands import load_fleet
from qanat.registry.fleet.commands.demo import load_demo_fleet
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.places.commands import load_places
from qanat.registry.terminology.commands import load_terminology
from qanat.response.dispatch.models import Mission, Request, RequestPatient

HOSPITAL = "076"
FAR = "135"
"""So far from heart surgery that the way by air is worth it at any hour."""


@pytest.fixture(scope="module")
def shift(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the registry and a fleet on duty now, in a transaction the module shares."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            load_registry()
            yield
            transaction.set_rollback(True)


def load_registry() -> None:
    """Load the reference data and a fleet on duty now."""
    load_parameters(SYSTEM)
    load_terminology(SYSTEM)
    load_places(SYSTEM)
    load_facilities(SYSTEM)
    load_pathways(SYSTEM)
    load_fleet(SYSTEM)
    load_demo_fleet(SYSTEM, seed=1, now=timezone.now())


@dataclass(frozen=True)
class Seen:
    """One answer to a browser."""

    method: str
    address: str
    status: int
    location: str
    body: str


class Browser(Client):
    """A browser which remembers where it was and what it saw."""

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False)
        self.seen: list[Seen] = []

    def request(self, **request: Any) -> Any:
        """Ask, and remember."""
        answer = super().request(**request)
        query = str(request.get("QUERY_STRING", ""))
        address = f"{request['PATH_INFO']}?{query}" if query else str(request["PATH_INFO"])
        self.seen.append(
            Seen(
                str(request.get("REQUEST_METHOD", "GET")),
                address,
                answer.status_code,
                answer.headers.get("Location", ""),
                text_of(answer),
            )
        )
        return answer


def text_of(answer: HttpResponseBase) -> str:
    """Return what an answer says."""
    if answer.streaming:
        return ""
    return str(getattr(answer, "content", b"").decode("utf-8", "replace"))


@dataclass
class Shift:
    """The people of a shift, each with a browser of his own."""

    accounts: Accounts = field(default_factory=Accounts)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def of(self, role: str, value: str = "") -> Browser:
        """Return the browser of somebody with a role."""
        if role not in self.browsers:
            browser = Browser()
            browser.force_login(self.accounts.account(role, value), backend=BACKEND)
            self.browsers[role] = browser
        return self.browsers[role]

    def seen(self) -> list[Seen]:
        """Return everything that anybody saw."""
        return [one for browser in self.browsers.values() for one in browser.seen]


def local(at: datetime) -> str:
    """Return a moment as a browser types it."""
    return f"{at.astimezone(ZoneInfo(settings.QANAT_ZONE)):%Y-%m-%dT%H:%M}"


def hospital_id(code: str = HOSPITAL) -> int:
    """Return a hospital, by its code."""
    found = find_facility(code)
    assert found is not None
    return found.id


def took(shift: Shift, **said: str) -> Request:
    """Take a request through its page."""
    now = timezone.now()
    typed = {
        "need": "transport",
        "urgency": "1",
        "channel": "phone",
        "received_at": local(now - timedelta(minutes=10)),
        "onset_at": local(now - timedelta(minutes=60)),
        "sending_facility": str(hospital_id(FAR)),
        "diagnosis": "Расслоение аорты",
        "icd10": "I71.0",
        "country": "KZ",
        "name": "Ахметов Ерлан",
        "age_years": "61",
        "is_checked": "1",
    }
    answer = shift.of("dispatcher").post("/requests/new/", typed | said)
    went(answer)
    return Request.objects.get(pk=int(answer["Location"].strip("/").split("/")[-1]))


def worked_through(shift: Shift, **said: str) -> Request:
    """Take, assess, approve, plan, commit, accept, fly, serve and close one request by pages."""
    row = took(shift, **said)
    here = f"/requests/{row.pk}/"
    dispatcher, chief = shift.of("dispatcher"), shift.of("chief_physician")
    vitals = {"at": local(timezone.now()), "heart_rate": "92", "systolic": "150", "spo2": "95"}
    went(dispatcher.post(f"{here}assess/", vitals))
    went(chief.post(f"{here}review/", {"decision": "fly_patient"}))
    mission = committed(shift, row)
    fly(shift, mission, row)
    went(dispatcher.post(f"{here}do/close/", {"note": "", "as_unknown": "on"}))
    row.refresh_from_db()
    assert row.state == "closed"
    return row


def committed(shift: Shift, row: Request) -> Mission:
    """Commit the first plan that flies and let the operator accept it."""
    dispatcher = shift.of("dispatcher")
    shown = dispatcher.get(f"/requests/{row.pk}/plans/")
    options = shown.context["options"]
    best = next(o for o in options if any(u.startswith("aircraft:") for u in o["plan"].units))
    answer = dispatcher.post(
        f"/requests/{row.pk}/plans/",
        {"plan": best["key"], "proposed_at": shown.context["proposed_at"]},
    )
    went(answer)
    mission = Mission.objects.get(requests=row)
    operator = shift.of("operator", str(mission.operator_id))
    went(operator.post(f"/missions/{mission.pk}/do/accept/", {"note": ""}))
    return mission


IN_A_MINUTE = "exact_time_unknown"
"""Why the whole flight is stamped within a minute."""
STAMPS = (
    "air.take_off",
    "air.landing",
    "eTimes.07",
    "air.patient_loaded",
    "air.take_off",
    "air.landing",
    "eTimes.11",
    "eTimes.12",
)


def fly(shift: Shift, mission: Mission, row: Request) -> None:
    """Stamp all times, record the service, come home."""
    dispatcher, here = shift.of("dispatcher"), f"/missions/{mission.pk}/"
    for kind in STAMPS:
        went(dispatcher.post(f"{here}stamp/", {"now": kind, "confirm": IN_A_MINUTE}))
    person = RequestPatient.objects.get(request=row).patient_id
    served = {
        "kind": "transport",
        "performed_at": local(timezone.now()),
        "request": str(row.pk),
        "patients": [str(person)],
    }
    went(dispatcher.post(f"{here}services/", served))
    went(dispatcher.post(f"{here}stamp/", {"now": "eTimes.13"}))


def went(answer: HttpResponseBase) -> None:
    """See that a form was taken."""
    told = re.findall(r"alert-circle.*?<span>(.*?)</span>", text_of(answer), re.DOTALL)
    assert answer.status_code == 303, (answer.status_code, told)


def behind_the_scenes() -> None:
    """Do what the worker does: number and deliver events, run all that comes again and again.

    But for the counting of months: it wants a transaction of its own, and a test runs in one.
    """
    sequence()
    for lane in ("quick", "slow"):
        while deliver(lane):
            pass
    for task in PERIODIC:
        if task.run is not keep_months:
            task.run(timezone.now())
