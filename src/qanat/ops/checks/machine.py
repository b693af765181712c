"""Checks of the machine: disk, packages, the clock's keeper."""

import ctypes
import re
import shutil
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from qanat.ops.checks.findings import Finding, failure, ok, warning

GIGABYTE: Final = 1e9
LITTLE_DISK: Final = 10 * GIGABYTE
NO_DISK: Final = 1 * GIGABYTE
LOCK: Final = Path(__file__).resolve().parents[4] / "requirements" / "core.txt"
CLOCK_UNKEPT: Final = 5
CLOCK_BUFFER: Final = 512
_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]*))?", re.MULTILINE)


def check_disk(folder: Path) -> Finding:
    """Look at the free space where the data is."""
    where = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(where).free
    said = f"{free / GIGABYTE:,.1f} GB free at {folder}"
    mend = "Free space on that disk, or move the data folder to a larger one (QANAT_HOME)."
    if free < NO_DISK:
        return failure("disk", said, mend)
    if free < LITTLE_DISK:
        return warning("disk", said, mend)
    return ok("disk", said)


def check_packages(lock: Path = LOCK) -> Finding:
    """Hold the installed packages against the lock file."""
    if not lock.exists():
        return ok("packages", "no lock file here: installed from a package")
    locked = _locked_versions(lock.read_text())
    differing = sorted(_differing(locked))
    if differing:
        return failure(
            "packages", f"not as locked: {', '.join(differing)}", "Run `make setup` again."
        )
    return ok("packages", f"{len(locked)} packages as locked")


def check_clock_keeper() -> Finding:
    """Ask the kernel whether something keeps the clock right."""
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(CLOCK_BUFFER))
    if state == CLOCK_UNKEPT:
        return warning(
            "clock",
            "nothing keeps this machine's clock right",
            "Install a time service (chrony or systemd-timesyncd): stamps decide norms.",
        )
    return ok("clock", "the clock is kept right")


def _locked_versions(text: str) -> Mapping[str, tuple[set[str], bool]]:
    """Return by package the locked versions, and whether every machine needs it."""
    found: dict[str, tuple[set[str], bool]] = {}
    for name, number, marker in _LOCKED.findall(text):
        numbers, _ = found.setdefault(name, (set(), True))
        numbers.add(number)
        found[name] = (numbers, not marker)
    return found


def _differing(locked: Mapping[str, tuple[set[str], bool]]) -> Iterator[str]:
    for name, (numbers, everywhere) in locked.items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            if everywhere:
                yield f"{name} is missing"
            continue
        if installed not in numbers:
            yield f"{name} {installed} (locked {', '.join(sorted(numbers))})"
