"""The data folder: everything Qanat keeps on this machine."""

import os
from pathlib import Path

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
