"""A line between a device and the server which a test can cut, or let lose answers."""

import contextlib
import random
import socket
import threading
from collections.abc import Callable
from typing import Final

CHUNK: Final = 65536
Look = Callable[[bytes, threading.Event], None]


class Line:
    """Passes connections on to a server; closed, it refuses them as a server that is stopped."""

    def __init__(self, host: str, port: int, seed: int = 1) -> None:
        self.server = (host, port)
        self.loses = 0.0
        """The share of writes after which the line breaks before the answer has come back."""
        self.lost = 0
        self._random = random.Random(seed)  # noqa: S311 (no secret)
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The address for the device."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Refuse new connections and break those that are open."""
        if self._is_cut:
            return
        self._is_cut = True
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in list(self._open):
            _break(one)

    def mend(self) -> None:
        """Pass connections on again, at the same port."""
        if self._is_cut:
            self._listener = self._listen(self.port)
            self._is_cut = False

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                device, _address = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self.server)
            except OSError:
                device.close()
                continue
            self._open |= {device, server}
            is_lost = threading.Event()
            for args in (
                (device, server, self._ask, is_lost),
                (server, device, self._answer, is_lost),
            ):
                threading.Thread(target=self._pass, args=args, daemon=True).start()

    def _ask(self, data: bytes, is_lost: threading.Event) -> None:
        if data.startswith(b"POST ") and self._random.random() < self.loses:
            is_lost.set()

    def _answer(self, _data: bytes, is_lost: threading.Event) -> None:
        if is_lost.is_set() and self.loses:  # a late answer cuts no line that loses none any more
            self.lost += 1
            self.cut()

    def _pass(
        self, start: socket.socket, end: socket.socket, look: Look, is_lost: threading.Event
    ) -> None:
        try:
            while data := start.recv(CHUNK):
                look(data, is_lost)
                end.sendall(data)
        except OSError:
            pass
        for one in (start, end):
            self._open.discard(one)
            _break(one)


def _break(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
