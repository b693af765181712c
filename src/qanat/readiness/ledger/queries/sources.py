"""What published figures are counted by: medical aviation, treatment abroad, the acts themselves.

Each source has its figures and dimensions; the ledger knows them by their keys alone.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.queries.acts import act_on
from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.foundation.refusals import Text
from qanat.readiness.statistics.queries import counting as aviation
from qanat.readiness.statistics.queries import keys as aviation_keys
from qanat.readiness.statistics.queries import labels as aviation_labels
from qanat.readiness.treatment.queries import counting as abroad
from qanat.readiness.treatment.queries import keys as abroad_keys
from qanat.readiness.treatment.queries import labels as abroad_labels

Split = Mapping[str, Mapping[str, int]]
Asked = Mapping[str, Collection[str]]
"""Keys of figures by the dimension they are split by; "" for the whole."""
ACT_FIGURES: Final[Mapping[str, Text]] = {
    "act_documents": _("Documents which the order in force asks for"),
    "act_priorities": _("Classes of priority of the order in force"),
    "act_diseases": _("Diseases in the list of the order in force"),
}
FIGURES: Final[Mapping[str, Text]] = {
    **{one.value: label for one, label in aviation_labels.FIGURES.items()},
    **{one.value: label for one, label in abroad_labels.FIGURES.items()},
    **ACT_FIGURES,
}
DIMENSIONS: Final[Mapping[str, Text]] = {
    **{one.value: label for one, label in abroad_labels.DIMENSIONS.items()},
    **{one.value: label for one, label in aviation_labels.DIMENSIONS.items()},
}
_ABROAD: Final = frozenset(one.value for one in abroad_keys.Figure)
MILLION_TIYN: Final = 100_000_000


def scale_of(figure: str) -> int:
    """Return by what a count is divided to be what is printed: money is in millions of tenge."""
    return MILLION_TIYN if figure in abroad_keys.MONEY else 1


def knows(figure: str, by: str) -> bool:
    """Tell whether a figure can be split by a dimension; "" is the whole."""
    if figure in ACT_FIGURES or not by:
        return not by
    dimensions = abroad_keys.Dimension if figure in _ABROAD else aviation_keys.Dimension
    return by in {one.value for one in dimensions}


def counts_by(actor: Actor, period: Period, asked: Asked) -> dict[str, Split]:
    """Count some figures of a period by some dimensions, each source once.

    Raises:
        NotAllowed: if the person reads no statistics.
    """
    found: dict[str, dict[str, dict[str, int]]] = {by: {} for by in asked}
    for source in (_aviation, _abroad, _acts):
        for by, split in source(actor, period, asked).items():
            for key, counts in split.items():
                found[by].setdefault(key, {}).update(counts)
    return {by: dict(split) for by, split in found.items()}


def key_names(figure: str, by: str, keys: Iterable[str]) -> dict[str, str]:
    """Return the name of each key in the active language."""
    if figure in _ABROAD:
        return abroad_labels.key_names(abroad_keys.Dimension(by), keys)
    return aviation_labels.key_names(aviation_keys.Dimension(by), keys)


def records_url(figure: str, period: Period, by: str = "", key: str = "") -> str:
    """Return the address of the records behind a count."""
    if figure in ACT_FIGURES:
        return reverse("abroad:acts")
    words = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "figure": figure,
    }
    if key:
        words |= {"by": by, "key": key}
    page = "treatment:records" if figure in _ABROAD else "statistics:records"
    return f"{reverse(page)}?{urlencode(words)}"


def _aviation(actor: Actor, period: Period, asked: Asked) -> Mapping[str, Split]:
    own = {one.value for one in aviation_keys.Figure}
    figures = {
        aviation_keys.Dimension(by) if by else None: [
            aviation_keys.Figure(one) for one in sorted(own & set(wanted))
        ]
        for by, wanted in asked.items()
        if own & set(wanted)
    }
    if not figures:
        return {}
    counted = aviation.counts_by(actor, period, figures)
    return {by.value if by else "": split for by, split in counted.items()}


def _abroad(_actor: Actor, period: Period, asked: Asked) -> Mapping[str, Split]:
    """Count treatment abroad for the nation, as all figures of the ledger are."""
    if not any(_ABROAD & set(wanted) for wanted in asked.values()):
        return {}
    told = abroad.counted(period, None)
    if not any(told.counts.values()):
        return {}
    return {
        by: told.by[by] if by else {"": told.counts}
        for by, wanted in asked.items()
        if _ABROAD & set(wanted)
    }


def _acts(_actor: Actor, period: Period, asked: Asked) -> Mapping[str, Split]:
    if not ACT_FIGURES.keys() & set(asked.get("", ())):
        return {}
    act = act_on(period.first)
    found = {
        "act_documents": len(act.documents),
        "act_priorities": len(act.priorities),
        "act_diseases": len(act.diseases),
    }
    return {"": {"": found}}
