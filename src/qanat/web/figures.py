"""Values of the parts that show figures, happenings and tabs."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a tile, which leads to the records behind it.

    Attributes:
        value: the figure as it is to be read, already written in the viewer's language.
        growth: the change against the period compared with, written with its sign.
        aside: what is to be known when one reads it, with the address of its own records.
        tone: "" or ``warn``, ``breach``, ``ok``; colour is for what is not normal.
    """

    label: Text
    value: str
    unit: Text = ""
    note: Text = ""
    url: str = ""
    tone: str = ""
    growth: str = ""
    aside: Text = ""
    aside_url: str = ""
    unverified_source: Text = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a timeline.

    Attributes:
        corrected: the stamp was corrected later; the text says what it was before.
    """

    at: datetime
    title: Text
    who: Text = ""
    note: Text = ""
    tone: str = ""
    icon: str = ""
    corrected: Text = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: a link to a page beside this one."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None
