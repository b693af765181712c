"""Where the database is: the embedded one in the data folder, or any PostgreSQL by address."""

import os
from pathlib import Path
from typing import Any, Final

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from qanat.config.home import home
from qanat.ops.clusters import DATABASE, OWNER, PORT, cluster_of
from qanat.ops.troubles import UsageError

URL_VARIABLE: Final = "QANAT_DATABASE_URL"
PARTS: Final = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}
SECONDS_KEPT: Final = 600


def databases() -> dict[str, dict[str, Any]]:
    """Return Django's ``DATABASES`` for this environment; nothing is started or connected."""
    url = os.environ.get(URL_VARIABLE, "")
    return {"default": by_address(url) if url else embedded(home())}


def embedded(folder: Path) -> dict[str, Any]:
    """Describe the embedded database of a data folder."""
    where = {"NAME": DATABASE, "USER": OWNER, "HOST": str(cluster_of(folder).socket), "PORT": PORT}
    return _with_habits(where, {})


def by_address(url: str) -> dict[str, Any]:
    """Describe the server of a libpq address, such as ``postgresql://user@host/qanat``.

    Several hosts, ``sslmode`` and every other libpq option are passed on.
    """
    try:
        given = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError as error:  # its text repeats the address, passwords included
        raise UsageError(
            f"{URL_VARIABLE} is not the address of a PostgreSQL server. Write it as "
            "postgresql://user@host/qanat, or unset it to use the embedded database."
        ) from error
    where = {name: given.pop(key) for key, name in PARTS.items() if key in given}
    where.setdefault("NAME", DATABASE)
    return _with_habits(where, given)


def _with_habits(where: dict[str, str], options: dict[str, str]) -> dict[str, Any]:
    habits = {"server_side_binding": True, "prepare_threshold": 1, "connect_timeout": "10"}
    return {
        "ENGINE": "qanat.foundation.postgres",
        "CONN_MAX_AGE": SECONDS_KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "qanat", **habits, **options},
        **where,
    }
