"""Where roads begin, from which their kilometres are counted."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, declare
from qanat.foundation.parameters.states import Kind

ROAD_STARTS: Final = declare(
    Declaration(
        key="places.road_starts",
        label=_("Where a road begins: a town of the sketch, and its kilometre"),
        kind=Kind.TABLE,
        default=[
            {"road": road, "town": town, "km": 0}
            for road, town in (
                ("A-1", "Astana"),
                ("A-2", "Zharkent"),
                ("A-3", "Almaty"),
                ("A-13", "Taiynsha"),
                ("A-16", "Satpayev"),
                ("A-17", "Kyzylorda"),
                ("A-20", "Karaganda"),
                ("A-21", "Mamlyutka"),
                ("A-22", "Karabutak"),
                ("A-27", "Aktobe"),
                ("A-28", "Oral"),
                ("A-33", "Dossor"),
                ("M-32", "Martuk"),
                ("M-36", "Kostanay"),
                ("M-38", "Terenkol"),
                ("M-51", "Mamlyutka"),
            )
        ],
        source=gettext_noop("General knowledge of the main roads; to be read in the road list"),
        evidence=Evidence.MEMORY,
    )
)
