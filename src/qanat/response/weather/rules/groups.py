"""The groups of reports: wind, visibility, ceiling and phenomena; nothing else is needed.

What is not known stays ``None``; a group that can't be read is told, never guessed.

Source:
    docs/sources.md#weather
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

NO_CEILING_M: Final = 30_000.0
"""Where no layer of clouds covers more than half of the sky."""
UNLIMITED_M: Final = 10_000.0
"""Visibility of 10 km and more, written 9999."""
FOOT_M: Final = 0.3048
MILE_M: Final = 1_609.344
MPS: Final = {"MPS": 1.0, "KT": 0.514444, "KMH": 1 / 3.6}
MOST_MPS: Final = 120.0
NO_MORE: Final = "NSW"
"""No significant weather: what was is over."""
_WIND: Final = re.compile(r"(?:VRB|\d{3}|///)P?(\d{2,3}|//)(?:GP?(\d{2,3}))?(MPS|KT|KMH)")
_METRES: Final = re.compile(r"(\d{4})(?:NDV|[NS]?[EW]?)?")
_MILES: Final = re.compile(r"[MP]?(\d{1,2}|[1-9]/[1-9]\d?)SM")
_PHENOMENON: Final = re.compile(
    r"(?=\D{2})(RE)?([+-]|VC)?(?:MI|BC|PR|DR|BL|SH|TS|FZ){0,2}"
    r"(?:DZ|RA|SN|SG|IC|PL|GR|GS|UP|BR|FG|FU|VA|DU|SA|HZ|PO|SQ|FC|SS|DS){0,3}"
)
_CLOUD: Final = re.compile(r"(FEW|SCT|BKN|OVC|VV)(\d{3}|///)(CB|TCU|///)?")
_NOT_NEEDED: Final = re.compile(
    r"\d{3}V\d{3}|R\d{2}[LCR]?/\S*|M?\d{2}/(?:M?\d{2}|//)|/{2,6}(?:CB|TCU|///)?|[QA](?:\d{4}|////)|"
    r"WS|RWY\d{2}[LCR]?|ALL|T[XN]M?\d{2}/\d{4}Z|AUTO|COR|NOSIG|QNH\d{4}(?:INS|HPA)|W\S{2,3}/S\S|\d"
)
_CLEAR: Final = frozenset({"NSC", "NCD", "SKC", "CLR"})
_COVERING: Final = frozenset({"BKN", "OVC", "VV"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Weather in the units of planning; ``None`` is not known.

    Attributes:
        ceiling_m: lowest layer which covers more than half; ``NO_CEILING_M`` where there is none.
        phenomena: as written, such as ``FZRA`` or ``TS``.
    """

    wind_mps: float | None = None
    gust_mps: float | None = None
    visibility_m: float | None = None
    ceiling_m: float | None = None
    phenomena: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is known."""
        known = (self.wind_mps, self.visibility_m, self.ceiling_m)
        return not self.phenomena and known == (None, None, None)


def read_groups(words: Sequence[str]) -> tuple[Conditions, tuple[str, ...]]:
    """Return what groups say, and those which were not understood."""
    reading = _Reading()
    before = ""
    for word in words:
        reading.take(word, before)
        before = word
    return reading.conditions(), tuple(reading.unread)


def changed(before: Conditions, new: Conditions) -> Conditions:
    """Return what holds once a change has come over what was: a change names what changes."""
    is_clear = new.visibility_m == UNLIMITED_M
    phenomena = new.phenomena or (() if is_clear else before.phenomena)
    return Conditions(
        wind_mps=before.wind_mps if new.wind_mps is None else new.wind_mps,
        gust_mps=before.gust_mps if new.wind_mps is None else new.gust_mps,
        visibility_m=before.visibility_m if new.visibility_m is None else new.visibility_m,
        ceiling_m=before.ceiling_m if new.ceiling_m is None else new.ceiling_m,
        phenomena=() if phenomena == (NO_MORE,) else phenomena,
    )


@dataclass(slots=True)
class _Reading:
    """What was read of the groups so far."""

    wind_mps: float | None = None
    gust_mps: float | None = None
    visibilities_m: list[float] = field(default_factory=list)
    ceilings_m: list[float | None] = field(default_factory=list)
    has_clouds: bool = False
    phenomena: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def take(self, word: str, before: str) -> None:
        """Take the next group, or keep it as one not understood."""
        readers: tuple[Callable[[str, str], bool], ...] = (
            self._cavok, self._wind, self._cloud, self._visibility, self._phenomenon, self._other
        )  # fmt: skip
        if not any(read(word, before) for read in readers):
            self.unread.append(word)

    def conditions(self) -> Conditions:
        """Return it all: the worst visibility, the lowest ceiling."""
        heights_m = [one for one in self.ceilings_m if one is not None]
        # A layer of unknown height may be the lowest.
        is_known = self.has_clouds and len(heights_m) == len(self.ceilings_m)
        return Conditions(
            wind_mps=self.wind_mps,
            gust_mps=self.gust_mps,
            visibility_m=min(self.visibilities_m, default=None),
            ceiling_m=min(heights_m, default=NO_CEILING_M) if is_known else None,
            phenomena=tuple(self.phenomena),
        )

    def _cavok(self, word: str, _before: str) -> bool:
        if word == "CAVOK":
            self.visibilities_m.append(UNLIMITED_M)
        is_clear = word == "CAVOK" or word in _CLEAR
        self.has_clouds |= is_clear
        return is_clear

    def _wind(self, word: str, _before: str) -> bool:
        wind = _WIND.fullmatch(word)
        if wind is not None:
            self.wind_mps, self.gust_mps = (
                min(MOST_MPS, round(int(told) * MPS[wind[3]], 1))
                if told and told.isdigit()
                else None
                for told in wind.group(1, 2)
            )
        return wind is not None

    def _cloud(self, word: str, _before: str) -> bool:
        cloud = _CLOUD.fullmatch(word)
        if cloud is None:
            return False
        self.has_clouds = True
        if cloud[1] in _COVERING:
            is_known = cloud[2].isdigit()
            self.ceilings_m.append(int(cloud[2]) * 100 * FOOT_M if is_known else None)
        if cloud[3] == "CB":
            self.phenomena.append("CB")
        return True

    def _visibility(self, word: str, before: str) -> bool:
        if (metres := _METRES.fullmatch(word)) is not None:
            told = float(metres[1])
            self.visibilities_m.append(UNLIMITED_M if metres[1] == "9999" else told)
        elif (miles := _MILES.fullmatch(word)) is not None:
            is_mixed = "/" in miles[1] and len(before) == 1 and before.isdigit()
            told = float(Fraction(miles[1]) + (int(before) if is_mixed else 0))
            self.visibilities_m.append(min(UNLIMITED_M, float(round(told * MILE_M))))
        else:
            return False
        return True

    def _phenomenon(self, word: str, _before: str) -> bool:
        found = _PHENOMENON.fullmatch(word)
        if found is None and word != NO_MORE:
            return False
        if found is None or not found[1]:  # what is called recent is over by now
            self.phenomena.append(word)
        return True

    def _other(self, word: str, _before: str) -> bool:
        return _NOT_NEEDED.fullmatch(word) is not None
