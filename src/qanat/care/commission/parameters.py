"""How commissions decide: dated parameters, one version for each act that orders it.

The articles on composition, quorum and votes of the acts on treatment abroad could not be read:
every value here is a first assumption which the keeper of norms replaces from its day on.

Source:
    docs/sources.md#treatment-abroad
"""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.rules import Scalar
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop(
    "Design assumption; the rules of the commission in the act in force are to be read"
)
PRESS: Final = gettext_noop(
    "Press text of the ministry: ministry, non-governmental organisations and physicians; how many"
    " of each is an assumption"
)


def _number(key: str, label: Text, unit: str, default: float, bounds: tuple[int, int]) -> str:
    return declare(
        Number(
            key=f"commission.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            least=bounds[0],
            most=bounds[1],
        )
    )


LEAST: Final[dict[str, Scalar]] = {"ministry": 1, "ngo": 1, "physician": 1}
COMPOSITION: Final = declare(
    Declaration(
        key="commission.composition",
        label=_("Commission: voting members of each kind, at least"),
        kind=Kind.TABLE,
        default=LEAST,
        source=PRESS,
        evidence=Evidence.ASSUMPTION,
    )
)
QUORUM: Final = _number(
    "quorum_percent", _("Commission: quorum, of those entitled to vote"), "%", 66.6, (1, 100)
)
MAJORITY: Final = _number(
    "majority_percent", _("Commission: a decision needs votes of more than"), "%", 50, (0, 99)
)
OF_ENTITLED: Final = _number(
    "majority_of_entitled",
    _("Commission: the majority is of those entitled (1) or of the votes cast (0)"),
    "1",
    1,
    (0, 1),
)
TIE: Final = _number(
    "chair_breaks_tie", _("Commission: at a tie the chair's vote counts twice (1, 0)"), "1", 1,
    (0, 1),
)  # fmt: skip
RECUSAL: Final = _number(
    "recusal_lowers_base",
    _("Commission: who may not vote does not count as entitled (1, 0)"),
    "1",
    1,
    (0, 1),
)
HEARING: Final = _number(
    "hearing_before_refusal",
    _("Commission: the applicant is heard before a refusal (1, 0)"),
    "1",
    1,
    (0, 1),
)
TERM: Final = _number("term_months", _("Commission: term of a member"), "mo", 24, (1, 120))
WRITTEN_LEAST: Final = _number(
    "written_least_h", _("Commission: a written vote lasts at least"), "h", 24, (1, 720)
)
WRITTEN_MOST: Final = _number(
    "written_most_h", _("Commission: a written vote lasts at most"), "h", 72, (1, 720)
)
WRITTEN_REPEATS: Final = _number(
    "written_repeats",
    _("Commission: a written vote without a quorum or a majority is repeated, times"),
    "1",
    0,
    (0, 5),
)
"""After that the matter waits for a sitting."""
APPEAL: Final = _number(
    "appeal_days", _("Commission: a decision may be appealed within, days"), "d", 30, (1, 366)
)
