"""What a check may say."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    level: Level
    text: str
    mend: str = ""
    """What to do; empty when all is well."""


def ok(check: str, text: str) -> Finding:
    """Say that all is well."""
    return Finding(check, Level.OK, text)


def warning(check: str, text: str, mend: str) -> Finding:
    """Say what will become trouble."""
    return Finding(check, Level.WARNING, text, mend)


def failure(check: str, text: str, mend: str) -> Finding:
    """Say what is wrong."""
    return Finding(check, Level.FAILURE, text, mend)
