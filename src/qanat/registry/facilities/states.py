"""Fixed choices of facilities."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FacilityType(models.TextChoices):
    """What kind of organisation it is."""

    NATIONAL = "national", _("national or republican centre")
    MULTI = "multi", _("regional multi-profile hospital")
    EMERGENCY = "emergency", _("emergency hospital")
    CITY = "city", _("city hospital")
    CHILDREN = "children", _("children's hospital")
    PERINATAL = "perinatal", _("perinatal centre")
    CARDIAC = "cardiac", _("cardiac centre")
    ONCOLOGY = "oncology", _("oncology centre")
    UNIVERSITY = "university", _("university clinic")
    INTER = "inter", _("inter-district hospital")
    DISTRICT = "district", _("district hospital")
    DIAGNOSTIC = "diagnostic", _("diagnostic centre")


class CareLevel(models.TextChoices):
    """Whom the organisation serves."""

    REPUBLIC = "republic", _("the country")
    REGION = "region", _("the region")
    CITY = "city", _("the city")
    DISTRICT = "district", _("the district")
