"""Input of the pages of the workforce."""

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.actors import Actor
from qanat.registry.places.queries import region_rows
from qanat.registry.terminology.queries import choices
from qanat.registry.workforce.commands import (
    ContactDraft,
    DutyDraft,
    PersonDraft,
    QualificationDraft,
)
from qanat.registry.workforce.queries import find_people, people_by_id
from qanat.registry.workforce.states import DutyRole, Profession, Rung
from qanat.web.forms import (
    DayField,
    Form,
    MomentField,
    OneOf,
    TextField,
    choices_of,
    whole_number,
)
from qanat.web.search_field import Found, SearchField

ANY: Final = ("", "–")


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from."""
    return [(row.code, row.name) for row in region_rows()]


class RosterFilter(Form):
    """Which day of which region is shown."""

    region = OneOf(label=_("Region"), choices=regions, required=False)
    day = DayField(label=_("Day"), required=False)
    role = OneOf(label=_("As"), choices=choices_of(DutyRole, "–"), required=False)

    def wanted(self, today: date, first_region: str) -> tuple[str, date, str]:
        """Return region, day and role; where nothing sensible is asked, first, today, all."""
        typed: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        region, role = typed.get("region") or first_region, typed.get("role") or ""
        return region, typed.get("day") or today, role


class DutyForm(Form):
    """Somebody's duty."""

    role = OneOf(label=_("As"), choices=DutyRole.choices)
    specialty = OneOf(
        label=_("Specialty"), choices=lambda: [ANY, *choices("specialty")], required=False
    )
    region = OneOf(label=_("Region"), choices=regions)
    start = MomentField(label=_("From"))
    end = MomentField(label=_("Until"))

    field_order = ("person",)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = SearchField(
            label=_("Person"),
            find=lambda text: [
                Found(str(row.id), row.name, row.region) for row in find_people(actor, text)
            ],
            get=lambda pk: self._person(actor, pk),
        )
        self.order_fields(self.field_order)

    @staticmethod
    def _person(actor: Actor, pk: str) -> Found | None:
        number = whole_number(pk)
        rows = people_by_id(actor, [number]) if number is not None else {}
        return next((Found(str(row.id), row.name, row.region) for row in rows.values()), None)

    def duty(self) -> DutyDraft:
        """Return the duty."""
        typed = self.cleaned_data
        return DutyDraft(
            person_id=int(typed["person"].id),
            role=typed["role"],
            region=typed["region"],
            start=typed["start"],
            end=typed["end"],
            specialty=typed["specialty"],
        )


class UntilForm(Form):
    """When a duty ends."""

    until = MomentField(label=_("Until"))


class WhyForm(Form):
    """Why a duty is taken back."""

    why = TextField(label=_("Why"), max_length=200)


class PersonForm(Form):
    """Somebody to be put on record, with what he is qualified for."""

    name = TextField(label=pgettext_lazy("person", "Name"), help_text=_("Family name first."))
    region = OneOf(label=_("Region"), choices=regions)
    phone = TextField(label=_("Phone"), max_length=40, required=False)
    profession = OneOf(label=_("Profession"), choices=Profession.choices)
    specialty = OneOf(
        label=_("Specialty"), choices=lambda: [ANY, *choices("specialty")], required=False
    )
    certificate = TextField(label=_("Certificate"), max_length=60, required=False)
    valid_from = DayField(label=_("Qualified since"))
    valid_to = DayField(label=_("Qualified until"), required=False)

    def person(self) -> PersonDraft:
        """Return the person."""
        typed = self.cleaned_data
        return PersonDraft(name=typed["name"], region=typed["region"], phone=typed["phone"])

    def qualification(self) -> QualificationDraft:
        """Return what he is qualified for."""
        typed = self.cleaned_data
        return QualificationDraft(
            profession=typed["profession"],
            specialty=typed["specialty"],
            certificate=typed["certificate"],
            valid_from=typed["valid_from"],
            valid_to=typed["valid_to"],
        )


class ContactForm(Form):
    """Who of a hospital or an airline is called out."""

    rung = OneOf(label=_("Called as"), choices=Rung.choices)
    name = TextField(label=_("Name of the person or the post"), max_length=120)
    phone = TextField(label=_("Telephone"), max_length=40)
    language = OneOf(
        label=_("Language of messages"),
        choices=settings.LANGUAGES,
        initial="ru",
    )

    def contact(self) -> ContactDraft:
        """Return what was stated."""
        return ContactDraft(**self.cleaned_data)
