"""The whole dispatch loop where nothing may leave the machine: nothing tries to."""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone
from pytest_django import Settings
from tests.journeys.shift import Shift, behind_the_scenes, shift, worked_through

from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.commands import About, Recipient, call_out
from qanat.foundation.messages.models import Message
from qanat.foundation.messages.sending import send_due
from qanat.foundation.messages.states import Channel, MessageState
from qanat.foundation.messages.wording import WORDINGS, Wording, declare_wording

__all__ = ["shift"]
pytestmark = pytest.mark.usefixtures("shift", "db")

LEAVING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
ASKING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


class RefusedError(OSError):
    """An attempt to leave the machine."""


class Watch:
    """Refuses and counts every attempt to reach another machine while it is on."""

    def __init__(self) -> None:
        self.is_on = False
        self.attempts: list[str] = []
        sys.addaudithook(self._look)

    def _look(self, event: str, args: tuple[object, ...]) -> None:
        if not self.is_on:
            return
        if event in LEAVING:
            made, address = args
            family = getattr(made, "family", None)
            is_ours = family == socket.AF_UNIX or (
                isinstance(address, tuple) and is_loopback(str(address[0]))
            )
        elif event in ASKING:
            is_ours = args[0] is None or is_loopback(str(args[0]))
        else:
            return
        if not is_ours:
            self.attempts.append(f"{event} {args[-1]!r}")
            raise RefusedError(event)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


WATCH = Watch()


@contextmanager
def watching() -> Iterator[list[str]]:
    WATCH.attempts.clear()
    WATCH.is_on = True
    try:
        yield WATCH.attempts
    finally:
        WATCH.is_on = False


@pytest.fixture
def wording() -> Iterator[str]:
    words = Wording(key="testing.mission", subject="Mission", text="Code %(code)s, %(link)s")
    yield declare_wording(words)
    del WORDINGS[words.key]


def test_an_attempt_to_leave_is_counted_and_refused() -> None:
    with watching() as attempts:
        with pytest.raises(RefusedError), socket.socket() as one:
            one.connect(("192.0.2.1", 443))
        with pytest.raises(RefusedError):
            socket.getaddrinfo("example.org", 443)
        with pytest.raises(RefusedError), socket.socket(type=socket.SOCK_DGRAM) as one:
            one.sendto(b"x", ("192.0.2.1", 53))
    assert len(attempts) == 3


def test_the_whole_loop_makes_no_attempt_to_leave_the_machine(
    wording: str, settings: Settings
) -> None:
    settings.QANAT_DEMO = True
    people = Shift()
    with watching() as attempts:
        row = worked_through(people)
        person = people.accounts.account("dispatcher")
        person.phone = "+77010000001"
        person.save(update_fields=["phone"])
        call_out(
            SYSTEM,
            chain=[Recipient(account_id=person.pk)],
            wording=wording,
            values={},
            ack_within_s=120,
            about=About("request", row.pk, "KZ-19"),
        )
        for channel in Channel:
            send_due(channel, timezone.now())
        behind_the_scenes()
    assert attempts == []
    assert Message.objects.get().state == MessageState.SENT
