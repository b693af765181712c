"""A browser's ear: an event stream over a bare socket."""

import socket
import time
from dataclasses import dataclass, field
from typing import Final, Self

LONGEST_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as a browser gets it."""

    kind: str
    id: str
    data: str


@dataclass
class Ear:
    """One open stream."""

    port: int
    path: str = "/events"
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0
    answer: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST_S)
        head = {"Host": f"127.0.0.1:{self.port}", **self.headers}
        lines = [f"GET {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items()), "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        while (line := self._file.readline().strip().decode()) != "":
            name, _, value = line.partition(":")
            self.answer[name.lower()] = value.strip()
        self._left = b""
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def next(self) -> Heard:
        """Return the next event, of whatever kind."""
        while True:
            lines: list[str] = []
            while (line := self._line()) != "":
                lines.append(line)
            parts = dict(line.split(": ", 1) for line in lines if ": " in line)
            if "data" in parts:
                return Heard(parts.get("event", "message"), parts.get("id", ""), parts["data"])

    def news(self, count: int) -> list[Heard]:
        """Return the next messages, past all heartbeats."""
        found: list[Heard] = []
        end = time.monotonic() + LONGEST_S
        while len(found) < count:
            assert time.monotonic() < end, f"heard only {found}"
            if (heard := self.next()).kind == "message":
                found.append(heard)
        return found

    def is_over(self) -> bool:
        """Read to the end of the stream; true when the other side has closed it."""
        self._socket.settimeout(LONGEST_S)
        try:
            while self._chunk():
                pass
        except TimeoutError:
            return False
        return True

    def _line(self) -> str:
        while b"\n" not in self._left:
            chunk = self._chunk()
            if not chunk:
                raise EOFError
            self._left += chunk
        line, _, self._left = self._left.partition(b"\n")
        return line.decode()

    def _chunk(self) -> bytes:
        """Return the next chunk of the body; empty at its end."""
        size = int(self._file.readline().strip() or b"0", 16)
        chunk = self._file.read(size)
        self._file.readline()
        return chunk
