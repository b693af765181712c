"""Send statements one behind the other, without waiting for each answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def pipelined() -> Iterator[None]:
    """Send the hand-written statements of a block without waiting for their answers.

    They run in their order as ever. An answer is waited for where it is fetched, and at the
    latest at the end of the block; what was refused is raised there. Inner blocks join. Not for
    writes of the ORM, which count rows at once, nor for COPY.
    """
    connection.ensure_connection()
    raw = connection.connection
    if raw.pgconn.pipeline_status:
        yield
        return
    with connection.wrap_database_errors, raw.pipeline():
        yield
