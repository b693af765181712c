"""Checks of the database: version, safety of writes, clock, migrations, guards."""

from datetime import datetime
from typing import Final

from django.db import connection
from django.utils import timezone

from qanat.foundation import guards
from qanat.ops import home
from qanat.ops.checks.findings import Finding, failure, ok, warning
from qanat.ops.clusters import cluster_of

SKEW_S: Final = 2.0
BAD_SKEW_S: Final = 30.0
MUST_BE_ON: Final = ("fsync", "full_page_writes", "synchronous_commit")


def check_version() -> Finding:
    """Tell which server answers."""
    where = (
        f"embedded, in {cluster_of(home.data_folder()).folder}"
        if home.is_embedded()
        else "named by QANAT_DATABASE_URL"
    )
    return ok("database", f"PostgreSQL {home.server_version()} answers ({where})")


def check_records() -> Finding:
    """Tell whether anything is on record here: perhaps another installation was meant."""
    return ok("data", f"records are in {home.place()}") if home.has_records() else no_data()


def no_data() -> Finding:
    """Say that nothing is on record here."""
    return warning(
        "data",
        f"nothing was ever registered or imported in {home.place()}",
        "If another installation is meant, name its folder: QANAT_HOME=FOLDER qanat doctor.",
    )


def check_safe_writes() -> Finding:
    """See that an acknowledged write survives a crash."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name",
            [list(MUST_BE_ON)],
        )
        off = [name for (name,) in cursor.fetchall()]
    if off:
        return failure(
            "safe writes",
            f"{', '.join(off)} is off: a crash loses acknowledged work",
            "Turn it on in postgresql.conf and restart the server.",
        )
    return ok("safe writes", "an acknowledged write survives a crash")


def check_clock() -> Finding:
    """Compare the database's clock with ours."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    ours = before + (timezone.now() - before) / 2
    return judge_skew(abs((theirs - ours).total_seconds()))


def judge_skew(skew_s: float) -> Finding:
    """Judge the seconds between the two clocks."""
    said = f"the database's clock and ours differ by {skew_s:.1f} s"
    mend = "Have one time service keep both machines (chrony)."
    if skew_s > BAD_SKEW_S:
        return failure("database clock", said, mend)
    if skew_s > SKEW_S:
        return warning("database clock", said, mend)
    return ok("database clock", said)


def check_migrations() -> Finding:
    """See that the tables are of this version."""
    if home.is_new():
        return ok("migrations", "a new installation: its tables are made at the first start")
    if waiting := home.pending_migrations():
        return failure(
            "migrations", f"{len(waiting)} migrations wait ({waiting[0]} …)", "Run `qanat migrate`."
        )
    return ok("migrations", "the tables are of this version")


def check_guards() -> Finding:
    """See that the database enforces what it should."""
    if weak := guards.weakened():
        return failure(
            "guards",
            f"the database no longer enforces {', '.join(weak)}",
            "Find out who changed it; then run `qanat migrate`, which puts them back.",
        )
    return ok("guards", "the database enforces moves, audit and append-only tables")
