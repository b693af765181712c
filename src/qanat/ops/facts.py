"""What an installation knows about itself, kept beside its data."""

from typing import Final

from django.db import connection

DEMO: Final = "demo"
REFERENCE: Final = "reference"
VERSION: Final = "version"
TABLE: Final = """
CREATE TABLE IF NOT EXISTS ops_fact (
    name text PRIMARY KEY,
    value text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
)"""


def fact(name: str) -> str:
    """Return a fact, empty if it was never noted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('ops_fact') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute("SELECT value FROM ops_fact WHERE name = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else ""


def note(name: str, value: str) -> None:
    """Note a fact."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute(
            "INSERT INTO ops_fact (name, value) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, noted_at = now()",
            [name, value],
        )
