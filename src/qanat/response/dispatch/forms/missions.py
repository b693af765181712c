"""Forms of missions and calls: stamps, services, the operator's answer."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qanat.engine.intervals import Stamp as Kind
from qanat.registry import finding
from qanat.registry.terminology.queries import choices, reason_choices
from qanat.registry.workforce.queries import DutyRow
from qanat.registry.workforce.states import DutyRole
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.commands.services import ServiceDraft
from qanat.response.dispatch.forms.requests import regions
from qanat.response.dispatch.models.missions import Mode
from qanat.response.dispatch.models.services import ServiceKind
from qanat.response.dispatch.states.stamps import STAMP_LABELS
from qanat.web.forms import (
    Form,
    LongTextField,
    MomentField,
    OneOf,
    SomeOf,
    TextField,
)
from qanat.web.search_field import SearchField
from qanat.web.wording import moment

BY_ROAD = frozenset(k for k in STAMP_LABELS if not k.is_air) - {Kind.ARRIVED_AT_LANDING_AREA}
GUEST_ROLES = [
    (role.value, role.label) for role in (DutyRole.PHYSICIAN, DutyRole.FELDSHER, DutyRole.NURSE)
]
BY_AIR = frozenset(STAMP_LABELS) - {Kind.UNIT_EN_ROUTE}


def stamp_choices(mode: str) -> list[tuple[str, Any]]:
    """Return the stamps of a way of moving, in the order in which they come."""
    kinds = BY_AIR if mode == Mode.AIR else BY_ROAD
    return [(k.value, label) for k, label in STAMP_LABELS.items() if k in kinds]


class MissionFilter(Form):
    """What the board shows."""

    text = TextField(label=_("Number, tail, call sign"), required=False)
    mode = OneOf(label=_("By air or road"), choices=[("", "–"), *Mode.choices], required=False)
    region = OneOf(label=_("Region"), choices=regions, required=False)


def confirming() -> OneOf:
    """Return the field which asks why an impossible time is right."""
    return OneOf(
        label=_("If it seems impossible: why it is right"),
        choices=lambda: reason_choices("impossible_time"),
        required=False,
    )


class StampForm(Form):
    """A time of a mission."""

    kind = OneOf(label=_("What"), choices=())
    at = MomentField(label=_("When"))
    place = TextField(
        label=_("Where"),
        max_length=120,
        required=False,
        help_text=_("Empty: where the plan has it."),
    )
    is_from_paper = forms.BooleanField(
        label=_("Entered later from paper"), required=False, initial=False
    )

    confirm = confirming()

    def __init__(self, *args: Any, mode: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", stamp_choices(mode))
        if not self.is_bound:
            del self.fields["confirm"]


class ConfirmForm(Form):
    """Why a time that was pressed is right, though it seems impossible."""

    confirm = confirming()


class HoldForm(Form):
    """Waiting for the weather: why, and until when as far as is known."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("weather_hold"))
    until = MomentField(label=_("Expected to end"), is_ahead=True)
    note = LongTextField(label=_("Note"), max_length=2000, required=False)


class HandOverForm(Form):
    """The hospital which has the patient, if it is not that of the plan."""

    at = MomentField(label=_("When"))
    hospital = SearchField(
        label=_("Hospital"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
    )
    confirm = confirming()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["confirm"]


class ServeAlsoForm(Form):
    """One more request for a mission, by its number."""

    request = TextField(label=_("Number of the request"), max_length=32)
    is_second = forms.BooleanField(
        label=_("Also if it has a mission already"), required=False, initial=False
    )

    def __init__(self, *args: Any, find: Callable[[str], int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find

    def clean_request(self) -> int:
        """Return the request of this number, among those which the actor may see."""
        found = self.find(self.cleaned_data["request"])
        if found is None:
            raise ValidationError(_("There is no request with this number."), code="unknown")
        return found


class CorrectionForm(Form):
    """A stamp corrected: the right time, or that it never happened."""

    at = MomentField(label=_("The right time"), required=False)
    did_not_happen = forms.BooleanField(
        label=_("It did not happen at all"), required=False, initial=False
    )
    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("correction"))
    confirm = confirming()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["confirm"]

    def clean(self) -> dict[str, Any]:
        """Ask for the time of what happened."""
        typed = super().clean() or self.cleaned_data
        if typed.get("did_not_happen"):
            typed["at"] = None
        elif not typed.get("at") and "at" not in self.errors:
            self.add_error("at", _("Enter the right time, or say that it did not happen."))
        return typed


class CrewForm(Form):
    """Who travels with a mission: people on duty there, and a guest of another service."""

    people = SomeOf(
        label=_("On duty with it, for the whole time"), choices=(), coerce=int, required=False
    )
    guest = TextField(label=_("Somebody else"), max_length=160, required=False)
    guest_role = OneOf(label=_("As what"), choices=GUEST_ROLES, required=False)

    def __init__(
        self,
        *args: Any,
        on_duty: Sequence[DutyRow],
        leaving: Sequence[DutyRow] = (),
        **kwargs: Any,
    ) -> None:
        """Offer who is on duty; where nobody is, say whose duty ends on the way."""
        super().__init__(*args, **kwargs)
        self.on_duty = {row.person_id: row for row in on_duty}
        labels = dict(DutyRole.choices)
        rows = self.on_duty.items()
        people = [(pk, f"{r.person_name} – {labels.get(r.role, r.role)}") for pk, r in rows]
        self.offer("people", people)
        if not on_duty:
            told = [gettext("Nobody free is on duty there for the whole time."), _ending(leaving)]
            self.fields["people"].help_text = " ".join(filter(None, told))

    def clean(self) -> dict[str, Any]:
        """Ask for anybody."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and not typed.get("people") and not typed.get("guest"):
            self.add_error(None, _("Choose somebody, or type a name."))
        return typed

    def crew(self) -> list[CrewDraft]:
        """Return who was chosen."""
        typed = self.cleaned_data
        rows = [self.on_duty[pk] for pk in typed["people"]]
        chosen = [
            CrewDraft(name=row.person_name, role=row.role, person_id=row.person_id) for row in rows
        ]
        if typed["guest"]:
            chosen.append(CrewDraft(name=typed["guest"], role=typed["guest_role"]))
        return chosen


def _ending(rows: Sequence[DutyRow]) -> str:
    people = [
        gettext("%(name)s until %(when)s") % {"name": row.person_name, "when": moment(row.end)}
        for row in rows
    ]
    if not people:
        return ""
    return gettext(
        "The duty of who is there at departure ends on the way: %(people)s. Type who flies, and"
        " who takes over."
    ) % {"people": "; ".join(people)}


class ServiceForm(Form):
    """A service given on a mission."""

    kind = OneOf(label=_("Service"), choices=ServiceKind.choices)
    performed_at = MomentField(label=_("When"), not_after_now=True)
    request = OneOf(label=_("Request"), choices=(), coerce=int)
    patients = SomeOf(label=_("Patients"), choices=(), coerce=int, required=False)
    performed_by = TextField(label=_("By whom"), max_length=160, required=False)
    to_facility = SearchField(
        label=_("Handed over to"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
        required=False,
    )
    organ = OneOf(label=_("Organ"), choices=lambda: [("", "–"), *choices("organ")], required=False)
    result = LongTextField(label=_("Result"), required=False)

    def __init__(
        self,
        *args: Any,
        requests: Sequence[tuple[int, str]],
        people: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("request", list(requests))
        self.offer("patients", list(people))
        self.needed_when("patients", _("All but an organ"))
        if len(people) == 1:
            self.fields["patients"].initial = [people[0][0]]

    def draft(self) -> ServiceDraft:
        """Return the service."""
        typed = self.cleaned_data
        return ServiceDraft(
            kind=typed["kind"],
            performed_at=typed["performed_at"],
            request_id=typed["request"],
            patient_ids=tuple(typed["patients"]),
            performed_by=typed["performed_by"],
            to_facility_id=int(typed["to_facility"].id) if typed["to_facility"] else None,
            organ=typed["organ"],
            result=typed["result"],
        )
