"""Fixed choices of places."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SettlementKind(models.TextChoices):
    """What a settlement is in law; the first two count as urban."""

    CITY = "city", _("city")
    TOWNSHIP = "township", _("urban-type settlement")
    VILLAGE = "village", _("village")


class Surface(models.TextChoices):
    """What an aircraft lands on."""

    PAVED = "paved", _("paved")
    GRAVEL = "gravel", _("gravel")
    GRASS = "grass", _("grass or soil")
    UNKNOWN = "unknown", _("not known")


class RoadClass(models.TextChoices):
    """How fast a road can be driven."""

    TRUNK = "trunk", _("trunk road")
    OTHER = "other", _("other paved road")
    GRAVEL = "gravel", _("gravel road")


class Quality(models.TextChoices):
    """How exact a border line is."""

    APPROXIMATE = "approximate", _("approximate")
    OSM = "osm", _("OpenStreetMap")
    OFFICIAL = "official", _("official")


class ClosedKind(models.TextChoices):
    """What may be closed."""

    ROAD = "road", _("road")
    AIRFIELD = "airfield", _("airfield")
    PAD = "pad", _("landing site")
