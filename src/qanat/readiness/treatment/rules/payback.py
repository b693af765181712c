"""When doing at home pays what is done abroad: plain arithmetic over dated assumptions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """What it takes to treat at home; money in millions of tenge."""

    capital_mln: float
    yearly_mln: float
    case_mln: float
    share_percent: float
    life_years: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Payback:
    """What comes of it.

    Attributes:
        stay: cases a year which could stay.
        saved_mln: what is not spent abroad in a year, less what the same costs at home.
        needed: cases a year from which it pays within the life of the equipment; ``None``: a case
            at home costs no less than abroad.
        years: after how many years it has paid; ``None``: never.
        pays: whether that is within the life of the equipment.
    """

    stay: float
    saved_mln: float
    needed: float | None
    years: float | None
    pays: bool


def payback(cases_a_year: float, abroad_mln: float, technology: Technology) -> Payback:
    """Return whether treating at home pays.

    Args:
        cases_a_year: cases sent abroad in a year.
        abroad_mln: what one of them costs, with the journey.
        technology: what it takes at home.
    """
    stay = cases_a_year * technology.share_percent / 100
    gain = abroad_mln - technology.case_mln
    saved = stay * gain - technology.yearly_mln
    fixed = technology.capital_mln / technology.life_years + technology.yearly_mln
    years = technology.capital_mln / saved if saved > 0 else None
    return Payback(
        stay=stay,
        saved_mln=saved,
        needed=fixed / gain * 100 / technology.share_percent if gain > 0 else None,
        years=years,
        pays=years is not None and years <= technology.life_years,
    )
