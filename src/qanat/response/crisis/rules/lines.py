"""One casualty as one line of few keys: ``13 113 broken thigh``, or just ``113``.

The tag may stand first; then one key each for the colour, the sex and the age, in any keyboard;
what follows is the injury in words. Two keys are enough: what is not told is not known.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

COLOURS: Final = {
    "1": "red", "r": "red", "к": "red", "қ": "red",
    "2": "yellow", "y": "yellow", "ж": "yellow", "с": "yellow",
    "3": "green", "g": "green", "з": "green",
    "0": "black", "4": "black", "b": "black", "ч": "black",
}  # fmt: skip
SEXES: Final = {
    "1": "male", "m": "male", "м": "male", "е": "male",
    "2": "female", "f": "female", "ж": "female", "ә": "female",
    "0": "unknown", "-": "unknown", "?": "unknown",
}  # fmt: skip
AGES: Final = {
    "1": "infant", "i": "infant", "г": "infant",
    "2": "child", "c": "child", "р": "child", "б": "child",
    "3": "adult", "a": "adult", "в": "adult",
    "4": "old", "o": "old", "п": "old",
    "0": "unknown", "-": "unknown", "?": "unknown",
}  # fmt: skip
LONGEST_INJURY: Final = 160
LONGEST_TAG: Final = 12
_TAG: Final = re.compile(r"#(\w[\w-]{0,11})$")
_PLAIN_TAG: Final = re.compile(r"\d{1,6}$")


class Fault(StrEnum):
    """Why a line can't be read."""

    NO_COLOUR = "no_colour"
    UNKNOWN_KEY = "unknown_key"
    LONG_TAG = "long_tag"
    LONG_INJURY = "long_injury"


@dataclass(frozen=True, slots=True)
class Line:
    """A casualty as told; an empty ``tag``: the next free one."""

    category: str
    sex: str = "unknown"
    age: str = "unknown"
    injury: str = ""
    tag: str = ""


def read_line(text: str) -> Line | Fault:
    """Read one line."""
    words = text.split()
    tag = ""
    if words and words[0].startswith("#"):
        if not _TAG.match(words[0]):
            return Fault.LONG_TAG
        tag, words = words[0][1:], words[1:]
    elif len(words) > 1 and _PLAIN_TAG.match(words[0]) and _is_keys(words[1]):
        tag, words = words[0], words[1:]
    keys = words[0].lower() if words else ""
    if not keys or keys[0] not in COLOURS:
        return Fault.NO_COLOUR
    if not _is_keys(keys):
        return Fault.UNKNOWN_KEY
    injury = " ".join(words[1:])
    if len(injury) > LONGEST_INJURY:
        return Fault.LONG_INJURY
    sex, age = keys[1:2] or "0", keys[2:3] or "0"
    return Line(COLOURS[keys[0]], SEXES[sex], AGES[age], injury, tag)


def _is_keys(word: str) -> bool:
    keys = word.lower()
    return (
        1 <= len(keys) <= 3  # noqa: PLR2004 (colour, sex, age)
        and keys[0] in COLOURS
        and (len(keys) < 2 or keys[1] in SEXES)  # noqa: PLR2004 (the same)
        and (len(keys) < 3 or keys[2] in AGES)  # noqa: PLR2004 (the same)
    )
