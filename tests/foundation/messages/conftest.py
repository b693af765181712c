"""People to call, words to send, and machines of the other side, on this machine."""

import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import pytest
from pytest_django import Settings
from tests.foundation.access.builders import Accounts

from qanat.foundation.access.models import Account
from qanat.foundation.messages.wording import WORDINGS, Wording, declare_wording

ALERT: Final = Wording(
    key="testing.alert",
    subject="Arrival in %(minutes)s min",
    text="Arrival in %(minutes)s min. Code %(code)s, %(link)s",
)
NOTE: Final = Wording(key="testing.note", subject="Note", text="Bed %(bed)s is free")


@pytest.fixture(autouse=True)
def _wordings() -> Iterator[None]:
    for wording in (ALERT, NOTE):
        declare_wording(wording)
    yield
    for wording in (ALERT, NOTE):
        del WORDINGS[wording.key]


@dataclass
class People:
    """Accounts with a telephone number and an e-mail address each."""

    accounts: Accounts = field(default_factory=Accounts)

    def person(self, name: str, *, phone: str = "", email: str = "") -> Account:
        account = self.accounts.account(name=name)
        Account.objects.filter(pk=account.pk).update(
            phone=phone, email=email, full_name=name.title(), language="en"
        )
        return account


@pytest.fixture
def people() -> People:
    return People()


@dataclass
class Machine:
    """A machine of the other side: keeps what it got, answers what it is told to."""

    url: str = ""
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)

    def texts(self) -> list[dict[str, Any]]:
        """Return the bodies it got, as JSON."""
        return [json.loads(body) for _, _, body in self.got]


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A real HTTP server on this machine."""
    machine = Machine()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            machine.got.append((self.path, named, body))
            reply = f'{{"id": "n{len(machine.got)}"}}'.encode()
            status, headers, body = machine.answers.pop(0) if machine.answers else (200, {}, reply)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        machine.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield machine
        server.shutdown()
        thread.join()


@pytest.fixture
def sms(machine: Machine, settings: Settings) -> Machine:
    """The machine as gateway of SMS."""
    settings.QANAT_ADDRESS = "https://qanat.example"
    settings.QANAT_GATEWAYS = {
        "sms": {
            "url": f"{machine.url}/send",
            "headers": {"Authorization": "Bearer secret"},
            "body": {"messages": [{"to": "{to}", "text": "{text}", "ref": "{id}", "from": "103"}]},
            "reference": "id",
        }
    }
    return machine


class MailServer(socketserver.ThreadingTCPServer):
    """An SMTP server which speaks just enough, and keeps what it got."""

    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.mails: list[tuple[str, str]] = []
        self.refuses: dict[str, int] = {}


class _Smtp(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 test")
        to = ""
        while line := self.rfile.readline().decode().strip():
            word = line.split(None, 1)[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.mails.append((to, self._body()))
                self._say("250 kept")
            elif word == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self._say(f"{self.server.refuses.get(to, 250)} recipient")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _body(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailServer]:
    """A real SMTP server on this machine, as ours."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "Centre <centre@qanat.example>"
        settings.QANAT_MAIL_IS_SET_UP = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
