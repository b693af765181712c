"""Let writers of one thing take turns, where no row stands for it that could be locked."""

from django.db import connection


def wait_for_turn(*thing: str | int) -> None:
    """Wait until no other transaction works on a thing; the turn ends with our own transaction.

    Args:
        thing: its kind and what tells it from others of the kind.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(map(str, thing))]
        )
