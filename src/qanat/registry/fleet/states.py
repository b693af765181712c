"""Words with which the fleet is described; each is stored as its code."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OperatorKind(models.TextChoices):
    """Whose aircraft they are."""

    AIRLINE = "airline", _("airline")
    MES = "mes", _("aviation of the Emergency Ministry")
    STATE = "state", _("other state aviation")


class Known(models.TextChoices):
    """Whence aircraft and operators are known; journals name some that nobody can send."""

    RECORD = "record", pgettext_lazy("known", "on record")
    JOURNALS = "journals", pgettext_lazy("known", "in journals only")
    ALL = "all", pgettext_lazy("known", "both")


class AircraftKind(models.TextChoices):
    """How an aircraft flies and what it lands on."""

    HELICOPTER = "helicopter", _("helicopter")
    AEROPLANE = "aeroplane", _("aeroplane")
    JET = "jet", _("jet aeroplane")


class Fitness(models.TextChoices):
    """What an operator states about an aircraft."""

    SERVICEABLE = "serviceable", _("serviceable")
    LIMITED = "limited", _("serviceable with limits")
    UNSERVICEABLE = "unserviceable", _("not serviceable")


class FitnessReason(models.TextChoices):
    """Why an aircraft is limited or not serviceable."""

    MAINTENANCE = "maintenance", _("planned maintenance")
    FAULT = "fault", _("technical fault")
    DAMAGE = "damage", _("damage")
    PART = "part", _("waits for a part")
    EQUIPMENT = "equipment", _("medical equipment out of order")
    CREW = "crew", _("no crew")
    PAPERS = "papers", _("papers or certificate out of date")
    OTHER = "other", pgettext_lazy("reason", "other")


class ContractPurpose(models.TextChoices):
    """What a contract was made for."""

    REGIONAL = "regional", _("flights of a region")
    NATIONAL = "national", _("flights from Astana and Almaty")
    INTERNATIONAL = "international", _("flights abroad")
    ALL = "all", _("all flights")


class ModuleKind(models.TextChoices):
    """What a medical module is for."""

    STRETCHER = "stretcher", _("stretcher")
    ICU = "icu", _("intensive care")
    INCUBATOR = "incubator", _("transport incubator")
    ISOLATION = "isolation", _("isolation")
    ECMO = "ecmo", _("ECMO")


class BaseKind(models.TextChoices):
    """What stands at a base."""

    AIRFIELD = "airfield", _("airfield")
    PAD = "pad", _("landing site")
    STATION = "station", _("ambulance station")


class AmbulanceKind(models.TextChoices):
    """Who rides in a road ambulance."""

    SPECIALISED = "specialised", _("specialised crew with a physician")
    FELDSHER = "feldsher", _("feldsher crew")
    POLYCLINIC = "polyclinic", _("mobile team of a polyclinic")
    SANITARY = "sanitary", _("transfer between hospitals")
