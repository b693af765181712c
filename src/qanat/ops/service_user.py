"""The unprivileged user who runs the embedded database when we are root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qanat.ops.troubles import TroubleError

SERVICE_USER: Final = "qanat"
MAKERS: Final = (
    ("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"),
    ("adduser", "-S", "-D", "-H"),
)


class NoServiceUserError(TroubleError):
    """There is no user to run the database as, and none could be made."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system user a process runs as."""

    name: str
    user_id: int
    group_id: int

    @classmethod
    def of(cls, entry: pwd.struct_passwd) -> "Account":
        """Take an account from the user database."""
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)


def server_account(data: Path) -> Account:
    """Return who is to run the server of a data folder: its owner, else the service user.

    Raises:
        NoServiceUserError: if we are root and no service user can be made.

    """
    if os.geteuid() != 0:
        return Account.of(pwd.getpwuid(os.geteuid()))
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Account.of(pwd.getpwuid(owner))
    return _service_account(os.environ.get("QANAT_PG_USER", SERVICE_USER))


def _service_account(name: str) -> Account:
    try:
        return Account.of(pwd.getpwnam(name))
    except KeyError:
        _make_user(name)
    try:
        return Account.of(pwd.getpwnam(name))
    except KeyError:
        raise NoServiceUserError(
            f"PostgreSQL does not run as root and the user {name!r} could not be made. "
            f"Make it (useradd --system {name}), or name another one in QANAT_PG_USER."
        ) from None


def _make_user(name: str) -> None:
    for tool, *options in MAKERS:
        found = shutil.which(tool, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if found:
            subprocess.run([found, *options, name], check=False, capture_output=True)  # noqa: S603 (our own words)
            return
