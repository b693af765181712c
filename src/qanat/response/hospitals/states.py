"""Fixed choices of beds."""

from django.db import models
from django.utils.translation import pgettext_lazy


class BedKind(models.TextChoices):
    """What a bed is for."""

    WARD = "ward", pgettext_lazy("bed", "Ward")
    ICU = "icu", pgettext_lazy("bed", "Intensive care")
    NEWBORN = "newborn", pgettext_lazy("bed", "Newborn intensive care")
