"""The data folder: everything Qanat keeps on this machine."""

import os
from pathlib import Path

from qanat.ops.troubles import UsageError

SYSTEM_HOME = Path("/var/lib/qanat")


def home() -> Path:
    """Return the data folder named by ``QANAT_HOME``, else the usual place for this user."""
    named = os.environ.get("QANAT_HOME", "")
    if named:
        return Path.cwd() / Path(named).expanduser()
    if os.geteuid() == 0:
        return SYSTEM_HOME
    share = os.environ.get("XDG_DATA_HOME", "")
    return (Path(share) if share else Path.home() / ".local" / "share") / "qanat"


def make_home() -> Path:
    """Make the data folder, if it is not there, and return it.

    Raises:
        UsageError: if it cannot be written.
    """
    folder = home()
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(error) from error
    return folder


def unusable(error: OSError) -> UsageError:
    """Return the trouble that the data folder cannot be used."""
    return UsageError(
        f"The data folder {home()} cannot be used: {error.strerror}. "
        "Name one that this user may write, in QANAT_HOME."
    )
