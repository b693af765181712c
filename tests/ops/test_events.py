import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

import pytest
from django.conf import settings
from django.db import connection, connections
from tests.foundation.access.builders import Accounts, signed_in
from tests.foundation.waiting import until
from tests.ops.listening import Ear, Heard

from qanat.foundation.access.commands import revoke_role
from qanat.foundation.access.models import Account, RoleGrant, Session
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import SUBSCRIBERS, Event, announce
from qanat.foundation.outbox.delivery import sequence
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.outbox.queries import last_seq
from qanat.ops import streams
from qanat.ops.topics import TOPICS, topics_for

APPLICATION: Final = "qanat.ops.events:application"
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionTested(Event):
    kind: ClassVar[str] = "dispatch.mission_tested.1"
    mission_id: int
    region: str = "KZ-19"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTested(Event):
    kind: ClassVar[str] = "dispatch.order_tested.1"
    order_id: int
    version: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassTested(Event):
    kind: ClassVar[str] = "access.glass_tested.1"
    glass_id: int


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


Start = Callable[[], int]


@pytest.fixture
def start(database_url: str) -> Iterator[Start]:
    """Start a real process of live events on the database of this test; return its port."""
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> int:
        port = free_port()
        words = ["-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [sys.executable, *words, "--no-ws", "--log-level", "warning", APPLICATION],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "qanat.config.settings",
                "QANAT_DATABASE_URL": database_url,
                "QANAT_ORIGINS": "https://centre.example",
            },
        )
        started.append(process)
        until(lambda: is_open(port))
        return port

    yield begin
    for process in started:
        process.terminate()
        process.wait(20)


@pytest.fixture
def port(start: Start) -> int:
    return start()


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def dispatcher() -> Account:
    return Accounts().account("dispatcher")


def cookie(account: Account) -> dict[str, str]:
    key = signed_in(account).session.session_key
    return {"Cookie": f"other=1; {settings.SESSION_COOKIE_NAME}={key}"}


def tell(*numbers: int) -> None:
    for number in numbers:
        announce(MissionTested(mission_id=number))
    sequence()


def missions(heard: list[Heard]) -> list[int]:
    return [json.loads(h.data)["mission_id"] for h in heard]


def test_a_signed_in_browser_hears_the_ids_of_what_it_may_read(
    port: int, dispatcher: Account
) -> None:
    tell(1)
    with Ear(port, headers=cookie(dispatcher)) as ear:
        first = ear.next()
        assert (ear.status, first.kind) == (200, "heartbeat")
        assert ear.answer["content-type"] == "text/event-stream; charset=utf-8"
        assert ear.answer["cache-control"] == "no-store"
        tell(2)
        (heard,) = ear.news(1)
        assert json.loads(heard.data) == {"kind": "dispatch.mission_tested.1", "mission_id": 2}
        assert int(heard.id) == int(first.id) + 1
        announce(GlassTested(glass_id=1))
        announce(OrderTested(order_id=7))
        sequence()
        (heard,) = ear.news(1)
        assert json.loads(heard.data) == {
            "kind": "dispatch.order_tested.1",
            "order_id": 7,
            "version": 3,
        }
        assert int(heard.id) == int(first.id) + 3


def test_topics_narrow_what_is_told_and_silence_still_beats(port: int, dispatcher: Account) -> None:
    path = "/events?topics=dispatch.mission%20patients."
    with Ear(port, path=path, headers=cookie(dispatcher)) as ear:
        ear.next()
        announce(OrderTested(order_id=7))
        sequence()
        beat = ear.next()
        assert (beat.kind, int(beat.id)) == ("heartbeat", last_seq())
        tell(6)
        assert missions(ear.news(1)) == [6]


def test_whoever_has_no_business_here_is_refused(port: int, dispatcher: Account) -> None:
    signed = cookie(dispatcher)
    origin = {"Origin": "https://elsewhere.example"}
    for status, path, headers in (
        (401, "/events", {}),
        (401, "/events", {"Cookie": f"{settings.SESSION_COOKIE_NAME}=forged1234"}),
        (401, "/events", {"Cookie": "=;;\\"}),
        (404, "/", signed),
        (403, "/events", {**signed, "Host": "elsewhere.example"}),
        (403, "/events", {**signed, **origin}),
    ):
        with Ear(port, path=path, headers=headers) as ear:
            assert ear.status == status, (path, headers)
            assert "access-control-allow-origin" not in ear.answer
    for query in ("after=-1", "after=1e9", f"after={'9' * 400}", "topics=%ff&topics=", "a&=&%"):
        with Ear(port, path=f"/events?{query}", headers=signed) as ear:
            assert (ear.status, ear.next().kind) == (200, "heartbeat"), query
    for known in ("https://centre.example", "http://127.0.0.1:8000"):
        with Ear(port, headers={**signed, "Origin": known}) as ear:
            assert ear.status == 200
            assert ear.answer["access-control-allow-origin"] == known
            assert ear.answer["access-control-allow-credentials"] == "true"


def test_a_browser_that_comes_back_has_missed_nothing(port: int, dispatcher: Account) -> None:
    signed = cookie(dispatcher)
    with Ear(port, headers=signed) as ear:
        ear.next()
        tell(1, 2)
        last = ear.news(2)[-1].id
    tell(3, 4)
    with Ear(port, headers={**signed, "Last-Event-ID": last}) as ear:
        assert missions(ear.news(2)) == [3, 4]
    with Ear(port, path=f"/events?after={last}", headers=signed) as ear:
        assert missions(ear.news(2)) == [3, 4]


def test_a_browser_that_was_away_too_long_is_told_to_look_again(
    start: Start, dispatcher: Account
) -> None:
    signed = cookie(dispatcher)
    tell(1, 2, 3)
    last = last_seq()
    OutboxEvent.objects.filter(seq__lt=last).delete()
    port = start()
    for after, kind in ((0, "reset"), (last - 2, "reset"), (last - 1, "message"), (99, "reset")):
        with Ear(port, headers={**signed, "Last-Event-ID": str(after)}) as ear:
            heard = ear.next()
            assert (heard.kind, heard.id) == (kind, str(last)), after


def test_news_come_over_cut_lines_and_without_a_worker(port: int, dispatcher: Account) -> None:
    with Ear(port, headers=cookie(dispatcher)) as ear:
        ear.next()
        announce(MissionTested(mission_id=8))
        assert missions(ear.news(1)) == [8]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] > 0
        tell(1, 2, 3)
        assert missions(ear.news(3)) == [1, 2, 3]


def test_who_is_signed_out_or_loses_a_role_hears_no_more(dispatcher: Account) -> None:
    headers = {"cookie": cookie(dispatcher)["Cookie"]}
    assert "dispatch." in (topics_for(headers) or ())
    grant = RoleGrant.objects.get(account=dispatcher)
    revoke_role(SYSTEM, grant_id=grant.pk, reason="test")
    assert "dispatch." not in (topics_for(headers) or ())
    Session.objects.all().delete()
    assert topics_for(headers) is None


def test_a_stream_ends_when_its_session_does(
    dispatcher: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(streams, "LOOK_AGAIN_S", 0.01)
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.01)
    scope = {
        "type": "http",
        "path": "/events",
        "method": "GET",
        "headers": [
            (b"host", b"localhost"),
            (b"cookie", cookie(dispatcher)["Cookie"].encode()),
        ],
    }
    sent: list[streams.Message] = []

    async def send(message: streams.Message) -> None:
        sent.append(message)
        if len(sent) == 2:
            await asyncio.to_thread(end_sessions)

    async def receive() -> streams.Message:
        return await asyncio.Future()

    asyncio.run(asyncio.wait_for(streams.Events()(scope, receive, send), 20))
    assert sent[0]["status"] == 200
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def end_sessions() -> None:
    Session.objects.all().delete()
    connections.close_all()


def test_every_kind_of_event_is_told_to_somebody_or_to_nobody_on_purpose() -> None:
    kinds = set(SUBSCRIBERS) | {e.kind for e in all_events()}
    not_told = [k for k in kinds if not k.startswith((*TOPICS, "testing."))]
    assert not_told == []


def all_events() -> list[type[Event]]:
    found: list[type[Event]] = []
    waiting = Event.__subclasses__()
    while waiting:
        event = waiting.pop()
        found.append(event)
        waiting += event.__subclasses__()
    return found


def test_many_who_come_and_go_while_others_write_lose_and_reorder_nothing(
    port: int, dispatcher: Account
) -> None:
    signed, most, ears = cookie(dispatcher), 200, 8
    heard: list[list[int]] = [[] for _ in range(ears)]
    failed: list[Exception] = []

    def write(start: int) -> None:
        for number in range(start, most, 2):
            announce(MissionTested(mission_id=number))
        connections.close_all()

    def listen(number: int) -> None:
        last = "0"
        try:
            while len(heard[number]) < most:
                with Ear(port, headers={**signed, "Last-Event-ID": last}) as ear:
                    wanted = min(7 + number, most - len(heard[number]))
                    news = ear.news(wanted)
                    last = news[-1].id
                    heard[number] += missions(news)
        except Exception as error:  # noqa: BLE001 (shown by the assertion below)
            failed.append(error)

    threads = [threading.Thread(target=listen, args=(n,)) for n in range(ears)]
    threads += [threading.Thread(target=write, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = OutboxEvent.objects.order_by("seq").values_list("payload", flat=True)
    order = [row["mission_id"] for row in rows if "mission_id" in row]
    assert failed == []
    assert heard == [order] * ears
    assert sorted(order) == list(range(most))
