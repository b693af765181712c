"""The SQL by which entries, and nothing else, move money: sums can't differ from their entries."""

from typing import Final

YEAR: Final = "funding_appropriation"
OBLIGATION: Final = "funding_obligation"
OF_YEAR: Final = ("free", "reserved", "committed", "advanced", "spent")
OF_OBLIGATION: Final = ("reserved", "committed", "advanced", "spent")


def posting_sql(table: str) -> str:
    """Return triggers which book every entry, and which refuse to touch a sum otherwise."""
    return f"""
CREATE OR REPLACE FUNCTION "{table}_post"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "{YEAR}" SET
    amount_tiyn = amount_tiyn + {_moved("outside", is_reversed=True)},
    {_sums(OF_YEAR)}
  WHERE id = NEW.appropriation_id AND state = 'open';
  IF NOT FOUND THEN
    RAISE EXCEPTION '{table}: the year is closed' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.obligation_id IS NOT NULL THEN
    UPDATE "{OBLIGATION}" SET {_sums(OF_OBLIGATION)}
    WHERE id = NEW.obligation_id AND appropriation_id = NEW.appropriation_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION '{table}: the obligation is not of this year'
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER qanat_post BEFORE INSERT ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION "{table}_post"();
{_closed(YEAR, (*OF_YEAR, "amount"))}{_closed(OBLIGATION, OF_OBLIGATION)}"""  # noqa: S608 (names of our own tables)


def _sums(buckets: tuple[str, ...]) -> str:
    return ",\n    ".join(f"{one}_tiyn = {one}_tiyn + {_moved(one)}" for one in buckets)


def _moved(place: str, *, is_reversed: bool = False) -> str:
    gets, gives = ("source", "target") if is_reversed else ("target", "source")
    return (
        f"CASE '{place}' WHEN NEW.{gets} THEN NEW.amount_tiyn"
        f" WHEN NEW.{gives} THEN -NEW.amount_tiyn ELSE 0 END"
    )


def _closed(table: str, sums: tuple[str, ...]) -> str:
    """Return triggers which refuse sums that no entry makes."""
    columns = ", ".join(f"{one}_tiyn" for one in sums)
    filled = " OR ".join(f"NEW.{one}_tiyn <> 0" for one in sums)
    refuse = "EXECUTE FUNCTION qanat_refuse('money moves by entries only')"
    return f"""
CREATE OR REPLACE TRIGGER qanat_sums_birth BEFORE INSERT ON "{table}"
  FOR EACH ROW WHEN ({filled}) {refuse};
CREATE OR REPLACE TRIGGER qanat_sums_move BEFORE UPDATE OF {columns} ON "{table}"
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) {refuse};
"""
