"""Words of dispatch in templates: states and moves by their codes."""

from django import template

from qanat.foundation.refusals import Text
from qanat.response.dispatch.states import MISSION, REQUEST, MissionState

register = template.Library()


@register.simple_tag
def mission_state(state: str) -> Text:
    """Return the name of a mission's state."""
    return MissionState(state).label


@register.simple_tag
def request_move(name: str) -> Text:
    """Return the name of a move of a request."""
    return REQUEST.move(name).label


@register.simple_tag
def mission_move(name: str) -> Text:
    """Return the name of a move of a mission."""
    return MISSION.move(name).label


@register.filter
def kilometres(metres: int | None) -> str:
    """Write a distance in whole kilometres."""
    return "" if metres is None else f"{round(metres / 1000)}"
