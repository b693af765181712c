"""Where an embedded database lives: folders only, nothing is started here."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DATABASE: Final = "qanat"
OWNER: Final = "qanat"
SUPERUSER: Final = "postgres"
PORT: Final = "5432"

SHARED_CLUSTERS: Final = Path("/var/lib/qanat-clusters")
SHORT_FOLDERS: Final = Path("/tmp")  # noqa: S108  owner and mode are checked before use
LONGEST_SOCKET: Final = 100
SOCKET_NAME: Final = f".s.PGSQL.{PORT}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folders of one embedded database."""

    folder: Path
    belongs_to: Path | None = None
    """The data folder, where that is elsewhere."""

    @property
    def data(self) -> Path:
        """Return the folder which PostgreSQL itself writes."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """Return the folder of the socket: short enough for the kernel."""
        inside = self.folder / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET:
            return inside
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return SHORT_FOLDERS / f"qanat-{mark}"

    @property
    def logs(self) -> Path:
        """Return the folder of the server's log files."""
        return self.folder / "log"

    def exists(self) -> bool:
        """Tell whether a database was ever made here."""
        return (self.data / "PG_VERSION").exists()


def cluster_of(home: Path) -> Cluster:
    """Return the cluster of a data folder.

    PostgreSQL refuses to run as root. Where root keeps the data folder in a place which nobody
    else may enter (such as its own home), the cluster lives in a shared place instead.
    """
    inside = home / "postgres"
    if os.geteuid() != 0 or is_open_to_all(home):
        return Cluster(inside)
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Cluster(SHARED_CLUSTERS / mark, home)


def is_open_to_all(path: Path) -> bool:
    """Tell whether any user may walk to a path; what does not exist yet will be made so."""
    steps = [path, *path.parents]
    return all(step.stat().st_mode & stat.S_IXOTH for step in steps if step.exists())
