import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connections
from tests.foundation.testapp.commands import HANDLER, TicketOpened, open_ticket
from tests.foundation.testapp.models import Tally
from tests.foundation.waiting import until

from qanat.foundation import periodic, worker
from qanat.foundation.outbox import SUBSCRIBERS
from qanat.foundation.outbox.delivery import deliver_all, retry, revive
from qanat.foundation.outbox.models import FailedDelivery
from qanat.foundation.outbox.queries import lag
from qanat.foundation.periodic import PERIODIC, Periodic, every

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _counting() -> Iterator[None]:
    from tests.foundation.testapp.subscribers import register

    before = list(SUBSCRIBERS[TicketOpened.kind])
    register()
    yield
    SUBSCRIBERS[TicketOpened.kind][:] = before


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """A worker in threads of this process, stopped at the end."""
    stop = threading.Event()

    def work() -> None:
        worker.run(stop)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield stop
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def counts() -> dict[str, int]:
    return {t.name: t.count for t in Tally.objects.order_by("name")}


Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start_worker(database_url: str) -> Iterator[Start]:
    """Start workers as processes of their own; none outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [sys.executable, "-m", "tests.foundation.worker_process", database_url],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process: subprocess.Popen[str], how: signal.Signals) -> int:
    process.send_signal(how)
    return process.wait(20)


@pytest.mark.usefixtures("_counting")
def test_a_running_worker_delivers_within_a_moment(stop: threading.Event) -> None:
    made = open_ticket(HANDLER)
    wanted = {f"slow-{made}": 1, f"ticket-{made}": 1}
    assert until(lambda: counts() == wanted, longest_s=10)


def test_a_task_runs_again_and_again_and_outlives_its_faults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tasks: list[Periodic] = []
    monkeypatch.setattr(worker, "PERIODIC", tasks)
    monkeypatch.setattr(periodic, "PERIODIC", tasks)
    ran: dict[str, list[datetime]] = {"well": [], "badly": [], "apart": []}

    @every(seconds=0.01)
    def fail(now: datetime) -> None:
        ran["badly"].append(now)
        raise ZeroDivisionError

    every(seconds=0.01)(ran["well"].append)
    every(seconds=3600, lane="apart")(ran["apart"].append)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    until(lambda: min(len(ran["well"]), len(ran["badly"])) >= 2)
    stop.set()
    thread.join(20)
    assert len(ran["apart"]) == 1
    assert ran["well"] == sorted(ran["well"])


def test_the_foundation_repeats_its_own_work() -> None:
    names = {task.name.removeprefix("qanat.foundation.") for task in PERIODIC}
    assert {
        "audit.sealing.seal",
        "audit.sealing.sign_heads",
        "outbox.delivery.retry",
        "outbox.delivery.forget_events",
        "idempotency.retention.forget_answers",
    } <= names


@pytest.mark.usefixtures("_counting")
def test_a_worker_stops_when_told_and_leaves_nothing_behind(start_worker: Start) -> None:
    process = start_worker()
    made = open_ticket(HANDLER)
    until(lambda: len(counts()) == 2, longest_s=10)
    assert end(process, signal.SIGTERM) == 0
    assert lag().unsequenced == 0
    assert counts() == {f"slow-{made}": 1, f"ticket-{made}": 1}


@pytest.mark.crash
@pytest.mark.usefixtures("_counting")
def test_a_worker_killed_again_and_again_loses_nothing_and_does_nothing_twice(
    start_worker: Start,
) -> None:
    made: list[int] = []
    done = threading.Event()

    def write() -> None:
        while not done.wait(0.005):
            made.append(open_ticket(HANDLER))
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(4):
        process = start_worker()
        heard = len(counts())
        until(lambda heard=heard: len(counts()) > heard + 20)  # type: ignore[misc] # a default binds the loop's value
        end(process, signal.SIGKILL)
    done.set()
    writer.join()
    deliver_all()
    assert not FailedDelivery.objects.exists()
    assert (revive(datetime.now().astimezone()), retry(datetime.now().astimezone())) == (0, 0)
    assert counts() == {f"{who}-{n}": 1 for n in made for who in ("slow", "ticket")}
