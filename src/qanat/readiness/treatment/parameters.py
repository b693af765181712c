"""What the figures of treatment abroad depend on: dated parameters, none of them verified yet."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.states import Kind

CUSTOM: Final = gettext_noop(
    "Custom of official statistics; no rule of the country could be read yet"
)
ASSUMED: Final = gettext_noop(
    "Design assumption of the order of magnitude; to be replaced by offers of makers and tariffs"
)
LEAST_CELL: Final = declare(
    Number(
        key="treatment.least_cell",
        label=_("Figures of treatment abroad: smallest number that is published"),
        unit="1",
        default=5,
        source=CUSTOM,
        least=3,
        most=50,
    )
)
TECHNOLOGIES: Final = declare(
    Declaration(
        key="treatment.technologies",
        label=_("Treatment abroad: what it takes to do it at home"),
        kind=Kind.TABLE,
        evidence=Evidence.ASSUMPTION,
        source=ASSUMED,
        default=[
            {"method": method, "capital_mln": capital, "yearly_mln": yearly, "case_mln": case,
             "share_percent": share, "life_years": life}
            for method, capital, yearly, case, share, life in (
                ("radiosurgery_brain", 3_000, 350, 2.2, 90, 10),
                ("endovascular", 900, 220, 3.0, 70, 8),
                ("skull_base", 250, 90, 2.5, 60, 8),
                ("eye", 450, 120, 1.8, 80, 10),
                ("keratoprosthesis", 60, 30, 2.0, 80, 8),
                ("transplantation", 1_800, 900, 14.0, 50, 10),
                ("larynx", 80, 45, 1.6, 70, 8),
                ("trachea", 120, 70, 2.4, 60, 8),
                ("net_lutetium", 1_400, 380, 4.5, 90, 10),
            )
        ],
    )
)  # fmt: skip
"""Of each method: millions of tenge to build it, a year to run it, and for a case at home; which
share of the cases could stay; how many years the equipment serves."""
