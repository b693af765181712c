"""The form of free beds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qanat.registry.facilities.queries import inpatient_points
from qanat.response.hospitals.models import MOST
from qanat.response.hospitals.states import BedKind
from qanat.web.forms import Form, OneOf, WholeField


def _hospitals() -> list[tuple[str, str]]:
    return [("", "–"), *((str(row.id), row.name) for row in inpatient_points())]


class BedsForm(Form):
    """How many beds are free now.

    Args:
        own: the hospital of who works for a single one: it is not asked for.
    """

    facility = OneOf(label=_("Hospital"), choices=_hospitals)
    ward = WholeField(label=BedKind.WARD.label, required=False, min_value=0, max_value=MOST)
    icu = WholeField(label=BedKind.ICU.label, required=False, min_value=0, max_value=MOST)
    newborn = WholeField(label=BedKind.NEWBORN.label, required=False, min_value=0, max_value=MOST)

    def __init__(self, *args: Any, own: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if own is not None:
            del self.fields["facility"]

    def clean(self) -> dict[str, Any]:
        """Refuse a statement without any number."""
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors and all(typed.get(kind) is None for kind in BedKind.values):
            raise ValidationError(_("Enter how many beds are free, of at least one kind."))
        return typed
