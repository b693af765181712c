"""Words with which people and duties are described; each is stored as its code."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Profession(models.TextChoices):
    """What somebody is trained for."""

    PHYSICIAN = "physician", _("physician")
    FELDSHER = "feldsher", _("feldsher")
    NURSE = "nurse", _("nurse")
    MIDWIFE = "midwife", _("midwife")
    PILOT = "pilot", _("pilot")
    ENGINEER = "engineer", _("flight engineer")
    DRIVER = "driver", _("driver")
    DISPATCHER = "dispatcher", _("dispatcher")


class DutyRole(models.TextChoices):
    """What somebody does on a duty."""

    COMMANDER = "commander", _("pilot in command")
    SECOND_PILOT = "second_pilot", _("second pilot")
    ENGINEER = "engineer", _("flight engineer")
    PHYSICIAN = "physician", _("physician of the team")
    FELDSHER = "feldsher", _("feldsher of the team")
    NURSE = "nurse", _("nurse of the team")
    DRIVER = "driver", _("driver")
    DISPATCHER = "dispatcher", _("dispatcher")
    COORDINATOR = "coordinator", _("physician-coordinator")
    SPECIALIST = "specialist", _("specialist on call")


class Rung(models.TextChoices):
    """Who of a hospital or an airline is called first, second, last."""

    DUTY = "duty", pgettext_lazy("contact", "on duty")
    SECOND = "second", pgettext_lazy("contact", "second")
    HEAD = "head", pgettext_lazy("contact", "head of service")


class LimitGroup(models.TextChoices):
    """Groups of roles which share limits of duty and rest."""

    FLIGHT = "flight", _("flight crew")
    MEDICAL = "medical", _("medical team")
    ROAD = "road", _("drivers")
    DESK = "desk", _("desk")
    ON_CALL = "on_call", _("on call")


_G = LimitGroup
GROUP_OF: Final[dict[str, LimitGroup]] = {
    DutyRole.COMMANDER: _G.FLIGHT,
    DutyRole.SECOND_PILOT: _G.FLIGHT,
    DutyRole.ENGINEER: _G.FLIGHT,
    DutyRole.PHYSICIAN: _G.MEDICAL,
    DutyRole.FELDSHER: _G.MEDICAL,
    DutyRole.NURSE: _G.MEDICAL,
    DutyRole.DRIVER: _G.ROAD,
    DutyRole.DISPATCHER: _G.DESK,
    DutyRole.COORDINATOR: _G.DESK,
    DutyRole.SPECIALIST: _G.ON_CALL,
}
"""The group whose limits hold for a role."""

PROFESSIONS_OF: Final[dict[str, frozenset[str]]] = {
    DutyRole.COMMANDER: frozenset({Profession.PILOT}),
    DutyRole.SECOND_PILOT: frozenset({Profession.PILOT}),
    DutyRole.ENGINEER: frozenset({Profession.ENGINEER, Profession.PILOT}),
    DutyRole.PHYSICIAN: frozenset({Profession.PHYSICIAN}),
    DutyRole.FELDSHER: frozenset({Profession.FELDSHER, Profession.PHYSICIAN}),
    DutyRole.NURSE: frozenset({Profession.NURSE, Profession.MIDWIFE, Profession.FELDSHER}),
    DutyRole.DRIVER: frozenset({Profession.DRIVER}),
    DutyRole.DISPATCHER: frozenset(Profession.values),
    DutyRole.COORDINATOR: frozenset({Profession.PHYSICIAN}),
    DutyRole.SPECIALIST: frozenset({Profession.PHYSICIAN}),
}
"""Which trades may fill a role."""


class DutyWarning(models.TextChoices):
    """What a duty exceeds or lacks; it is kept with the duty."""

    TOO_LONG = "too_long", _("longer than one duty may last")
    TOO_LITTLE_REST = "too_little_rest", _("too little rest before or after it")
    TOO_MUCH_7_DAYS = "too_much_7_days", _("too many hours in 7 days")
    TOO_MUCH_28_DAYS = "too_much_28_days", _("too many hours in 28 days")
    NOT_QUALIFIED = "not_qualified", _("no valid qualification for the role")
