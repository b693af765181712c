"""Parts of long work run at once, in processes of their own."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from qanat.ops.side_by_side import side_by_side

PATIENCE_S = 60
pytestmark = pytest.mark.django_db(transaction=True)


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def meet(own: Path, other: Path) -> int:
    """Leave a sign and wait for the other's: it comes only if both run at once."""
    own.touch()
    end = time.monotonic() + PATIENCE_S
    while not other.exists():
        if time.monotonic() > end:
            raise TimeoutError(other)
        time.sleep(0.01)
    return backend()


def fail() -> int:
    raise LookupError("the year 2024")


def finish(sign: Path) -> int:
    time.sleep(0.2)
    sign.touch()
    return 0


def test_parts_run_at_once_and_each_has_a_connection_of_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    own = backend()
    met = side_by_side([partial(meet, first, second), partial(meet, second, first)])
    assert len({own, *met}) == 3
    assert backend() not in met


def test_a_part_that_fails_is_told_once_the_others_are_done(tmp_path: Path) -> None:
    parts: list[Callable[[], int]] = [fail, partial(finish, tmp_path / "done")]
    with pytest.raises(LookupError, match="2024"):
        side_by_side(parts)
    assert (tmp_path / "done").exists()
