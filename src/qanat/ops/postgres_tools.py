"""PostgreSQL's own tools, run against whatever database is in use."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO, Final

from django.db import connection

from qanat.ops.binaries import programs_folder
from qanat.ops.troubles import TroubleError

Process = subprocess.Popen[bytes]

VARIABLES: Final = {
    "NAME": "PGDATABASE",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "HOST": "PGHOST",
    "PORT": "PGPORT",
}
TLS_VARIABLES: Final = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def tool(name: str) -> Path:
    """Return where a tool is.

    Raises:
        TroubleError: if it is not installed.
    """
    path = programs_folder() / name
    if not path.is_file():
        raise TroubleError(
            f"{path} is missing. Name a folder with PostgreSQL's client programs in QANAT_PG_BIN."
        )
    return path


def environment() -> dict[str, str]:
    """Return the variables by which the tools find our database; no password among the words."""
    given = connection.settings_dict
    found = {variable: str(given[name]) for name, variable in VARIABLES.items() if given.get(name)}
    options = given.get("OPTIONS", {})
    found |= {
        variable: options[name] for name, variable in TLS_VARIABLES.items() if name in options
    }
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **found}


def dump(snapshot: str, target: Path) -> None:
    """Write the database as of a snapshot into a file of pg_dump's custom format."""
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    done = subprocess.run(  # noqa: S603 (our own words)
        [tool("pg_dump"), *words, f"--file={target}"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise TroubleError(f"The database could not be copied: {done.stderr.strip()}")


def replace_from(dumped: Path) -> None:
    """Put a dump in the place of everything in the database, all or nothing.

    Raises:
        TroubleError: if it fails; the database is then as it was.
    """
    reader = subprocess.Popen(  # noqa: S603 (our own words)
        [tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", dumped],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    writer = subprocess.Popen(  # noqa: S603 (our own words)
        [tool("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
         "--file=-"],
        env=environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with reader, writer:
        _pour(reader, writer)
        trouble = _read(reader.stderr) + _read(writer.stderr)
    if reader.returncode != 0 or writer.returncode != 0:
        raise TroubleError(f"The backup could not be put in place: {trouble.strip()}")


def _pour(reader: Process, writer: Process) -> None:
    """Clear the database and pour the dump in; commit only if it was read to its end."""
    source, target = reader.stdout, writer.stdin
    if source is None or target is None:
        raise TypeError("both processes need pipes")
    try:
        with target:
            target.write(b"BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
            shutil.copyfileobj(source, target)
            if reader.wait() == 0:
                target.write(b"\nCOMMIT;\n")
    except BrokenPipeError:
        source.read()  # the writer gave up: its exit code and words tell why


def _read(source: IO[bytes] | None) -> str:
    return source.read().decode(errors="replace") if source else ""
