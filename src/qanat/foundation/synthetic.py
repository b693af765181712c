"""The demonstration: whatever is written into its database is marked as synthetic.

The database itself does it, so that no page, API, import or bulk copy can forget.
"""

from typing import Final

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast
from psycopg import sql

from qanat.foundation.actors import SYSTEM_ID
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.guards import SYNTHETIC_MARK

COLUMN: Final = "is_synthetic"
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION qanat_synthetic() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.is_synthetic := true; RETURN NEW; END $$"""
_MARKED: Final = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s"
_MARK: Final = sql.SQL(
    "CREATE TRIGGER {} BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION qanat_synthetic()"
)


def mark_everything() -> None:
    """Have the database mark every new record as synthetic, from now on."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, [SYNTHETIC_MARK])
        marked = {row[0] for row in cursor.fetchall()}
        missing = [table for table in _tables() if table not in marked]
        if missing:
            cursor.execute(_FUNCTION)
        for table in missing:
            cursor.execute(_MARK.format(sql.Identifier(SYNTHETIC_MARK), sql.Identifier(table)))


def made_by_the_system(model: type[models.Model]) -> Exists:
    """Return the condition that nobody made a record by hand."""
    born = AuditEntry.objects.filter(
        table_name=model._meta.db_table,
        row_id=Cast(OuterRef("pk"), models.CharField()),
        action="I",
        actor_id=SYSTEM_ID,
    )
    return Exists(born)


def _tables() -> list[str]:
    found = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column == COLUMN
    }
    return sorted(found)
