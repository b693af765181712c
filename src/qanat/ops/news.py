"""The news of all events, kept as ready bytes for many browsers at once."""

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import msgspec
import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from qanat.foundation.faults import described

log = logging.getLogger(__name__)

RING: Final = 20_000
"""How many events are kept for browsers which come back."""
AT_START: Final = 5_000
PAGE: Final = 2_000
POLL_S: Final = 3.0
FRESH_S: Final = 8.0
ANSWER_S: Final = 10.0
LONGEST_WAIT_S: Final = 5.0
GATHER_S: Final = 0.06
KEPT_CHUNKS: Final = 256
NOT_LIBPQ: Final = frozenset({"prepare_threshold", "server_side_binding"})

Prefixes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One event, ready to be sent."""

    seq: int
    kind: str
    wire: bytes


def encoded(seq: int, kind: str, payload: Mapping[str, object]) -> bytes:
    """Return an event as it is sent: its number, its kind and the ids it names, no more."""
    ids = {
        name: value
        for name, value in payload.items()
        if name.endswith(("_id", "_ids")) or name == "version"
    }
    return b"id: %d\ndata: %s\n\n" % (seq, msgspec.json.encode({"kind": kind, **ids}))


class News:
    """A ring of the newest events, filled from the database; one wake for all who wait."""

    def __init__(self) -> None:
        """Begin empty, before anything is known."""
        self.items: deque[Item] = deque(maxlen=RING)
        self.head = 0
        self.oldest = 0
        """The number from which on nothing is missing in the ring."""
        self.come: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked_at = 0.0
        self._chunks: OrderedDict[tuple[int, int, Prefixes, Prefixes], bytes] = OrderedDict()

    @property
    def is_begun(self) -> bool:
        """Whether the database was reached at all."""
        return self._asked_at > 0

    @property
    def is_fresh(self) -> bool:
        """Whether the database was asked a moment ago; if not, silence says nothing."""
        return self.is_begun and time.monotonic() - self._asked_at < FRESH_S

    def holds(self, after: int) -> bool:
        """Tell whether everything after a number is still here."""
        return self.oldest <= after <= self.head

    def since(self, after: int, allowed: Prefixes, topics: Prefixes) -> bytes:
        """Return what came after a number, of the allowed and the wanted kinds, as bytes.

        Most browsers wait for the same: what one was given is kept for the next.
        """
        key = (after, self.head, allowed, topics)
        if (kept := self._chunks.get(key)) is not None:
            return kept
        chunk = b"".join(
            item.wire
            for item in self._tail(after)
            if item.kind.startswith(allowed) and (not topics or item.kind.startswith(topics))
        )
        self._chunks[key] = chunk
        if len(self._chunks) > KEPT_CHUNKS:
            self._chunks.popitem(last=False)
        return chunk

    def add(self, items: list[Item]) -> None:
        """Take in new events, in order, and wake everybody."""
        if not items:
            return
        dropped = len(self.items) + len(items) - RING
        if dropped > 0:
            self.oldest = (list(islice(self.items, dropped)) + items)[dropped - 1].seq
        self.items.extend(items)
        self.head = items[-1].seq
        self.wake()

    def wake(self) -> None:
        """Wake all who wait, with or without something new."""
        come, self.come = self.come, asyncio.get_running_loop().create_future()
        come.set_result(None)

    async def follow(self) -> None:
        """Follow the database for ever, over all its faults."""
        wait_s, woken_at = 0.5, 0.0
        while True:
            try:
                async with await _connect() as raw:
                    await raw.execute("LISTEN qanat_news")
                    while True:
                        await self._read(raw)
                        wait_s = 0.5
                        async for _ in raw.notifies(timeout=POLL_S, stop_after=1):
                            pass
                        # A burst wakes everybody once, not once for each of its events.
                        await asyncio.sleep(max(0.0, woken_at + GATHER_S - time.monotonic()))
                        woken_at = time.monotonic()
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("no news from the database", extra={"error": described(error)})
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def _tail(self, after: int) -> list[Item]:
        """Return the newest items, those after a number; from the end, where they mostly are."""
        found: list[Item] = []
        for item in reversed(self.items):
            if item.seq <= after:
                break
            found.append(item)
        found.reverse()
        return found

    async def _read(self, raw: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        async with asyncio.timeout(ANSWER_S):
            if not self.is_begun:
                await self._begin(raw)
            while True:
                cursor = await raw.execute(
                    "SELECT seq, kind, payload FROM outbox_event WHERE seq > %s"
                    " ORDER BY seq LIMIT %s",
                    (self.head, PAGE),
                )
                rows = await cursor.fetchall()
                self.add([Item(seq, kind, encoded(seq, kind, value)) for seq, kind, value in rows])
                if len(rows) < PAGE:
                    break
        was_begun, self._asked_at = self.is_begun, time.monotonic()
        if not was_begun:
            self.wake()

    async def _begin(self, raw: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        """Start a little in the past, for browsers which come back after our own restart."""
        cursor = await raw.execute(
            "SELECT coalesce(max(seq), 0), coalesce((SELECT min(seq) FROM outbox_event"
            " WHERE seq IS NOT NULL), 1) FROM outbox_event"
        )
        row = await cursor.fetchone()
        newest, first = row or (0, 1)
        self.head = self.oldest = max(newest - AT_START, first - 1, 0)


async def _connect() -> psycopg.AsyncConnection[tuple[Any, ...]]:
    known = connection.get_connection_params()
    ours = {
        key: value
        for key, value in known.items()
        if isinstance(value, str | int) and key not in NOT_LIBPQ
    }
    return await psycopg.AsyncConnection.connect(make_conninfo("", **ours), autocommit=True)
