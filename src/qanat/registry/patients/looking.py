"""Who on record may be meant; and a look that sees what others stored until now."""

from typing import Final

IS_NEW: Final = "patients_is_new"
BY_NUMBER_SQL: Final = """
SELECT p.resolved_id
FROM patients_identifier i JOIN patients_patient p ON p.id = i.patient_id
WHERE i.digest = {digests} AND i.retired_at IS NULL AND i.kind <> 'phone'"""
BY_NAME_SQL: Final = """
SELECT p.resolved_id FROM patients_patient p
WHERE p.name_key = {name} AND p.birth_on = {birth} AND p.birth_precision = 'day'"""


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
  RETURN NOT EXISTS ({BY_NAME_SQL.format(name="called", birth="born")})
    AND NOT EXISTS ({BY_NUMBER_SQL.format(digests="ANY(numbers)")});
END $$;
"""
