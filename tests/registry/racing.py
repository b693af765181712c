"""Let many writers act in the same instant."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def race(acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run every act in a thread of its own, all started together; return answers in order."""
    start = threading.Barrier(len(acts))
    answers: list[T | Exception] = [RuntimeError("not run")] * len(acts)

    def run(at: int) -> None:
        try:
            start.wait()
            answers[at] = acts[at]()
        except Exception as error:  # noqa: BLE001 (an answer like any other)
            answers[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
