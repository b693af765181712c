"""A whole sheet of paper: the request, the decision, the mission with its stamps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.response.dispatch.commands.paper import Ruling
from qanat.response.dispatch.forms.clinical import ReviewForm
from qanat.response.dispatch.forms.intake import IntakeForm
from qanat.response.dispatch.forms.past import TIMES, PastMissionForm
from qanat.response.dispatch.forms.turns import RECEIVED, with_days
from qanat.response.dispatch.models.clinical import Decision
from qanat.response.dispatch.rules.paper import Doubt, doubts
from qanat.web.drafts import typed_before
from qanat.web.forms import Form, MomentField, TextField
from qanat.web.sheets import Numbered, numbered

MOVING: Final = frozenset({Decision.FLY_PATIENT, Decision.FLY_SPECIALIST, Decision.GROUND})
VEHICLE: Final = ("mode", "aircraft", "ambulance")
IN_TURN: Final = (RECEIVED, "d-decided_at", *(f"m-{name}" for name in TIMES))
"""The times of a sheet as they follow each other."""
DOUBTS: Final[dict[Doubt, Text]] = {
    Doubt.LONG_UNDECIDED: _("The decision came more than twelve hours after the request."),
    Doubt.LONG_UNSENT: _("The mission began more than a day after the decision."),
    Doubt.LONG_UNDER_WAY: _("The mission lasted more than eighteen hours."),
    Doubt.SAME_TIMES: _("Three times or more are the same."),
    Doubt.LONG_AGO: _("The request is more than a week old."),
}


class PaperIntakeForm(IntakeForm):
    """The request as it stands on paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_later_entry"], self.fields["key"]


class PaperDecisionForm(ReviewForm):
    """The decision as it stands on paper: whose it was, and when."""

    decided_at = MomentField(label=_("Decided at"), not_after_now=True)
    decided_by = TextField(label=_("Who decided"), max_length=160)
    field_order = ("decision", "reason", "decided_at", "decided_by", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["urgency"], self.fields["companion"]
        reason = self.fields["reason"].widget.attrs
        reason["data-qanat-groups-of"] = self.add_prefix("decision")

    def ruling(self) -> Ruling:
        """Return the decision."""
        typed = self.cleaned_data
        self.cleaned_data["urgency"] = None
        judged = self.judgement()
        return Ruling(
            decision=judged.decision,
            reason=judged.reason,
            note=judged.note,
            decided_at=typed["decided_at"],
            decided_by=typed["decided_by"],
        )


class PaperSheet:
    """The forms of one sheet, typed and sent together; what is left empty was not filled in."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        aircraft: Sequence[tuple[int, str]],
        ambulances: Sequence[tuple[int, str]],
    ) -> None:
        self.is_known = False
        data = data and with_days(data, IN_TURN)
        left = {"empty_permitted": True, "use_required_attribute": False}
        self.intake = PaperIntakeForm(data, initial={"country": "KZ", "channel": "phone"})
        self.decision = PaperDecisionForm(data, prefix="d", **left)
        self.mission = PastMissionForm(
            data, prefix="m", aircraft=aircraft, ambulances=ambulances, **left
        )

    def restore(self, kept: Mapping[str, Sequence[str]]) -> None:
        """Show what was typed before and not sent yet."""
        data = QueryDict(mutable=True)
        for name, values in kept.items():
            data.setlist(name, list(values))
        dated = dict(with_days(data, IN_TURN).lists())
        for form in self._forms():
            form.initial = {**form.initial, **typed_before(form, dated)}

    def names(self) -> set[str]:
        """Return the names of all fields as they are sent."""
        return {form.add_prefix(name) for form in self._forms() for name in form.fields}

    def groups(self) -> Numbered:
        """Return all fields, numbered through, as they stand on the blank sheets."""
        return numbered([*self.request_groups(), *self.decision_groups(), *self.mission_groups()])

    def request_groups(self) -> list[tuple[Text, list[Any]]]:
        """Return the fields of the request."""
        return [*self.intake.first_groups(), *self.intake.more_groups()]

    def decision_groups(self) -> list[tuple[Text, list[Any]]]:
        """Return the fields of the decision."""
        return [(_("Clinical decision"), list(self.decision))]

    def mission_groups(self) -> list[tuple[Text, list[Any]]]:
        """Return the fields of the mission, then those of its stamps."""
        vehicle = [self.mission[name] for name in VEHICLE]
        stamps = [bound for bound in self.mission if bound.name not in VEHICLE]
        return [
            (pgettext_lazy("paper", "Mission"), vehicle),
            (pgettext_lazy("paper", "Stamps"), stamps),
        ]

    def is_valid(self) -> bool:
        """Tell whether everything that was filled in can be stored as it is."""
        # Each is looked at, so that all that is wrong is told at once.
        if [form for form in self._forms() if not form.is_valid()]:
            return False
        received_at = self.intake.cleaned_data["received_at"]
        if self.has_decision and self.decision.cleaned_data["decided_at"] < received_at:
            self.decision.add_error("decided_at", _("This lies before a time above it."))
        decided = self.decision.cleaned_data.get("decision") if self.has_decision else ""
        if self.has_mission and decided not in MOVING:
            self.decision.add_error(
                "decision", _("A mission follows from a decision to fly or to drive.")
            )
        return not (self.decision.errors or self.mission.errors)

    def errors(self) -> list[Any]:
        """Return the fields with something to correct."""
        return [bound for form in self._forms() for bound in form if bound.errors]

    def _forms(self) -> tuple[Form, ...]:
        return self.intake, self.decision, self.mission

    @property
    def has_decision(self) -> bool:
        """Tell whether a decision was filled in."""
        return self.decision.has_changed()

    @property
    def has_mission(self) -> bool:
        """Tell whether a mission was filled in."""
        return self.mission.has_changed()

    def request(self) -> Any:
        """Return the request, entered later."""
        return replace(self.intake.intake(), is_later_entry=True)

    def doubts(self, now: datetime) -> list[Text]:
        """Return what is odd about the times."""
        decided_at = self.decision.cleaned_data["decided_at"] if self.has_decision else None
        times = [at for _kind, at in self.mission.mission().times] if self.has_mission else []
        received_at = self.intake.cleaned_data["received_at"]
        return [DOUBTS[doubt] for doubt in doubts(received_at, decided_at, times, now)]
