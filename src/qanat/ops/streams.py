"""Live events for browsers: one small process which sends news to thousands of pages.

What is sent names the kind of an event and ids, never what happened: a page fetches again what
it shows, with its own rights. ``GET /events``; ``?topics=dispatch.request dispatch.mission``
narrows it; ``?after=N`` or ``Last-Event-ID`` resumes. ``reset`` tells a page to fetch everything
again; ``heartbeat`` comes every few seconds as long as the database is followed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from random import uniform
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.http.request import split_domain_port, validate_host

from qanat.foundation.outbox.delivery import sequence
from qanat.ops.news import News, Prefixes
from qanat.ops.topics import topics_for

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATHS: Final = ("/events", "/events/")
HEARTBEAT_S: Final = 4.0
RETRY_MS: Final = 1500
LOOK_AGAIN_S: Final = 60.0
"""After how long it is asked again whether a session still stands."""
SEQUENCE_S: Final = 1.0
MOST_CLIENTS: Final = 10_000
MOST_TOPICS: Final = 40
LONGEST_NUMBER: Final = 18
LONGEST_QUERY: Final = 2000
THREADS: Final = 4

HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Origin, Cookie"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """What a browser asks for."""

    headers: Mapping[str, str]
    topics: Prefixes
    after: int | None

    @property
    def origin(self) -> str:
        """The page's origin, or "" from one of our own."""
        return self.headers.get("origin", "")


class Events:
    """The application; it begins to follow the database with its first use."""

    def __init__(self) -> None:
        """Make the threads in which Django is asked."""
        self.clients = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sessions")
        self._news: News | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._is_ending = False

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            what = (await receive())["type"]
            if what == "lifespan.startup":
                self._begin()
            else:
                self._end()
            await send({"type": f"{what}.complete"})
            if what == "lifespan.shutdown":
                return

    def _begin(self) -> News:
        if self._news is None:
            self._news = News()
            self._tasks = [
                asyncio.ensure_future(self._news.follow()),
                asyncio.ensure_future(self._sequence()),
                asyncio.ensure_future(_tick(self._news)),
            ]
        return self._news

    def _end(self) -> None:
        """Let every stream end by itself."""
        self._is_ending = True
        for task in self._tasks:
            task.cancel()
        if self._news is not None:
            self._news.wake()

    async def _sequence(self) -> None:
        """Give events their numbers too: browsers get news even when the worker is down."""
        while True:
            await asyncio.sleep(SEQUENCE_S)
            with suppress(Exception):  # the database is away: the news themselves say so
                await self._in_thread(sequence)

    async def _answer(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        call = _call_of(scope)
        if status := _refusal(scope, call):
            return await _refuse(send, status)
        if self.clients >= MOST_CLIENTS:
            return await _refuse(send, 503, call)
        self.clients += 1
        try:
            allowed = await self._allowed(call)
            if allowed is None:
                return await _refuse(send, 401, call)
            return await self._stream(call, allowed, receive, send)
        except DatabaseError:
            return await _refuse(send, 503, call)
        finally:
            self.clients -= 1

    async def _stream(self, call: Call, allowed: Prefixes, receive: Receive, send: Send) -> None:
        news = self._begin()
        gone = asyncio.ensure_future(_wait_until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _headers(call)})
            await _write(send, b"retry: %d\n\n" % RETRY_MS)
            at, spoken_at, look_again_at = call.after, -HEARTBEAT_S, _spread(time.monotonic())
            while not gone.done() and not self._is_ending:
                come, now = news.come, time.monotonic()
                chunk, at = _next_chunk(news, at, allowed, call.topics)
                if not chunk and now - spoken_at >= HEARTBEAT_S / 2:
                    chunk = _heartbeat(news, at)
                if chunk:
                    await _write(send, chunk)
                    spoken_at = now
                if now >= look_again_at:
                    look_again_at = _spread(now)
                    if not await self._still(call, allowed):
                        break
                # Shielded: one browser that is cut off must not end the wait of the others.
                await asyncio.shield(come)
            if not gone.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    async def _allowed(self, call: Call) -> Prefixes | None:
        """Return the kinds of events a browser may hear of; None if nobody is signed in."""
        allowed: Prefixes | None = await self._in_thread(lambda: topics_for(call.headers))
        return allowed

    async def _still(self, call: Call, allowed: Prefixes) -> bool:
        """Tell whether a browser may still hear what it hears; yes while nobody can say."""
        try:
            return bool(await self._allowed(call) == allowed)
        except DatabaseError:
            return True

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        def guarded() -> Any:
            close_old_connections()
            try:
                return work()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._threads, guarded)


async def _tick(news: News) -> None:
    """Wake everybody now and then, so that silence is told from a cut line."""
    while True:
        await asyncio.sleep(HEARTBEAT_S)
        news.wake()


def _next_chunk(
    news: News, at: int | None, allowed: Prefixes, topics: Prefixes
) -> tuple[bytes, int | None]:
    """Return what a browser has to hear next, and up to where it has then heard."""
    if not news.is_begun:
        return b"", at
    if at is None:
        return b"", news.head
    if not news.holds(at):
        return b"event: reset\nid: %d\ndata: {}\n\n" % news.head, news.head
    return news.since(at, allowed, topics), news.head


def _heartbeat(news: News, at: int | None) -> bytes:
    """Tell that all is heard up to a number; nothing when the database is not followed."""
    return b"event: heartbeat\nid: %d\ndata: {}\n\n" % (at or 0) if news.is_fresh else b""


def _spread(now: float) -> float:
    """Return when to look again; not for everybody at once."""
    return now + uniform(0.5, 1) * LOOK_AGAIN_S  # noqa: S311 (spreads the load)


def _call_of(scope: Mapping[str, Any]) -> Call:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
    query = parse_qs(scope.get("query_string", b"")[:LONGEST_QUERY].decode("latin-1"))
    topics = " ".join(query.get("topics", ())).replace(",", " ").split()[:MOST_TOPICS]
    after = headers.get("last-event-id") or "".join(query.get("after", ())[:1])
    is_number = after.isascii() and after.isdigit() and len(after) <= LONGEST_NUMBER
    return Call(headers, tuple(topics), int(after) if is_number else None)


def _refusal(scope: Mapping[str, Any], call: Call) -> int:
    """Return why a call can't be answered at all, as a status; 0 if it can."""
    if scope["path"] not in PATHS:
        return 404
    if scope["method"] != "GET":
        return 405
    return 0 if _is_from_our_page(call) else 403


def _is_from_our_page(call: Call) -> bool:
    """Tell whether a page of ours asks: of the same host, or of a trusted origin."""
    host, _ = split_domain_port(call.headers.get("host", ""))
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return False
    if not call.origin or call.origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return urlsplit(call.origin).hostname == host.strip("[]")


def _headers(call: Call) -> list[tuple[bytes, bytes]]:
    if not call.origin:
        return list(HEADERS)
    return [
        *HEADERS,
        (b"access-control-allow-origin", call.origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]


async def _refuse(send: Send, status: int, call: Call | None = None) -> None:
    headers = _headers(call) if call else [(b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
