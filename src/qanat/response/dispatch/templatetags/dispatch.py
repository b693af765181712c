"""Words of dispatch in templates: states and moves by their codes."""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.utils.translation import pgettext_lazy

from qanat.engine.planning.plans import Family, LegKind
from qanat.engine.scores.results import WhyNotValid
from qanat.foundation.refusals import Text
from qanat.registry.facilities.queries import facility_title
from qanat.registry.patients.queries import PatientRow, iin_doubt
from qanat.registry.patients.queries.wording import age_text
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.dispatch.queries.words import Consciousness, Support
from qanat.response.dispatch.rules.clocks import Step
from qanat.response.dispatch.states import MISSION, REQUEST, MissionState

register = template.Library()

FAMILIES: dict[str, Text] = {
    Family.GROUND: pgettext_lazy("plan", "By road"),
    Family.DIRECT: pgettext_lazy("plan", "Helicopter, door to door"),
    Family.RELAY: pgettext_lazy("plan", "By air with ambulances"),
    Family.SPECIALIST: pgettext_lazy("plan", "Specialist flies to the patient"),
    Family.REMOTE: pgettext_lazy("plan", "Remote consultation first"),
}
LEGS: dict[str, Text] = {
    LegKind.DRIVE_TO_PATIENT: pgettext_lazy("plan", "Drive to the patient"),
    LegKind.DRIVE_WITH_PATIENT: pgettext_lazy("plan", "Drive with the patient"),
    LegKind.DRIVE_TO_MEETING: pgettext_lazy("plan", "Drive to the meeting point"),
    LegKind.DRIVE_WITH_TEAM: pgettext_lazy("plan", "Drive with the team"),
    LegKind.DRIVE_WITH_COMPANION: pgettext_lazy("plan", "Drive to the patient with the specialist"),
    LegKind.FLY_EMPTY: pgettext_lazy("plan", "Fly empty"),
    LegKind.FLY_WITH_COMPANION: pgettext_lazy("plan", "Fly to the patient with the specialist"),
    LegKind.FLY_WITH_PATIENT: pgettext_lazy("plan", "Fly with the patient"),
    LegKind.FLY_WITH_TEAM: pgettext_lazy("plan", "Fly with the team"),
    LegKind.FLY_HOME: pgettext_lazy("plan", "Fly home"),
    LegKind.REFUEL: pgettext_lazy("plan", "Refuel"),
    LegKind.CONSULT: pgettext_lazy("plan", "Consult"),
}
TEAM_FOR_ORGAN: Final = pgettext_lazy("plan", "Transplant team to the donor")
OF_ORGANS: dict[str, Text] = LEGS | {
    LegKind.DRIVE_TO_PATIENT: pgettext_lazy("plan", "Drive to the donor"),
    LegKind.DRIVE_WITH_PATIENT: pgettext_lazy("plan", "Drive with the organ"),
    LegKind.FLY_WITH_PATIENT: pgettext_lazy("plan", "Fly with the organ"),
}
STEPS: dict[str, Text] = {
    Step.DECIDE: pgettext_lazy("left for", "decision"),
    Step.FIND_BED: pgettext_lazy("left for", "bed"),
    Step.TAKE_OFF: pgettext_lazy("left for", "departure"),
}


@register.filter
def age_words(years: float) -> str:
    """Write an age: days of a newborn, months of a baby, else years."""
    return age_text(years)


@register.filter
def iin_warning(person: PatientRow) -> str:
    """Return what is wrong with the IIN of a person; "" if nothing is."""
    return iin_doubt(person)


@register.filter
def step_name(step: str) -> Text:
    """Return for what the time of a clock is left."""
    return STEPS.get(step, "")


NOT_VALID: dict[str, Text] = {
    WhyNotValid.TOO_YOUNG: pgettext_lazy("score", "not made for this age"),
    WhyNotValid.TOO_OLD: pgettext_lazy("score", "not made for this age"),
    WhyNotValid.PREGNANT: pgettext_lazy("score", "not made for pregnancy"),
    WhyNotValid.AGE_UNKNOWN: pgettext_lazy("score", "the age is not known"),
    WhyNotValid.NO_PRESSURE: pgettext_lazy("score", "no pressure"),
}


@register.filter
def why_not_valid(score: Mapping[str, Any]) -> Text:
    """Return why a score says nothing about a patient."""
    return NOT_VALID[WhyNotValid(score["reason"])]


@register.filter
def hospital(facility: Any) -> str:
    """Return how a hospital is called beside others."""
    return facility_title(facility)


@register.filter
def stop(name: str) -> str:
    """Return the name of a stop in the language of the reader."""
    return stop_name(name)


@register.filter
def consciousness_name(code: str) -> Text:
    """Return a level of consciousness in words."""
    return dict(Consciousness.choices).get(code, code)


@register.filter
def support_name(kind: str) -> Text:
    """Return what keeps a patient alive."""
    return dict(Support.choices).get(kind, kind)


@register.simple_tag
def mission_state(state: str) -> Text:
    """Return the name of a mission's state."""
    return MissionState(state).label


@register.simple_tag
def request_move(name: str) -> Text:
    """Return what a move of a request did."""
    return REQUEST.past(name)


@register.simple_tag
def mission_move(name: str) -> Text:
    """Return what a move of a mission did."""
    return MISSION.past(name)


@register.filter
def kilometres(metres: int | None) -> str:
    """Write a distance in whole kilometres."""
    return "–" if not metres else f"{round(metres / 1000)}"


@register.simple_tag
def plan_family(family: str, *, has_organ: bool = False) -> Text:
    """Return the name of a kind of plan, which may be one for an organ."""
    return TEAM_FOR_ORGAN if has_organ and family == Family.SPECIALIST else FAMILIES[family]


@register.simple_tag
def leg_kind(kind: str, *, has_organ: bool = False) -> Text:
    """Return the name of what happens on a leg of a plan, which may be that of an organ."""
    return (OF_ORGANS if has_organ else LEGS)[kind]


@register.filter
def kmh(speed_mps: float | None) -> str:
    """Write a speed in whole kilometres an hour."""
    return "–" if speed_mps is None else f"{round(speed_mps * 3.6)}"
