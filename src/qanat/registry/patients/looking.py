"""A look that sees what others stored until now, for use within a larger statement."""

from typing import Final

IS_NEW: Final = "patients_is_new"


def looking_sql(_table: str) -> str:
    """Return the function which tells whether nobody on record is a person who is described.

    It lets nobody else look for the same name until the transaction ends. The look itself begins
    after that, being a statement of its own: it sees what the one before stored.
    """
    return f"""
CREATE OR REPLACE FUNCTION "{IS_NEW}"(alone text, called text, born date, numbers bytea[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF alone <> '' THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(alone, 7));
  END IF;
  RETURN NOT EXISTS (
    SELECT FROM patients_patient p
    WHERE p.name_key = called AND p.birth_on = born AND p.birth_precision = 'day'
  ) AND NOT EXISTS (
    SELECT FROM patients_identifier i
    WHERE i.digest = ANY(numbers) AND i.retired_at IS NULL AND i.kind <> 'phone'
  );
END $$;
"""  # noqa: S608 (names of our own)
