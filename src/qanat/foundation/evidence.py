"""How well we know a fact: the tag which every stored fact carries."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Evidence(models.TextChoices):
    """Where a stored fact comes from: shown beside it wherever it is used."""

    OFFICIAL = "official", _("official source")
    PUBLISHED = "published", _("seen in a publication")
    PACKAGE = "package", _("open data package")
    COMPUTED = "computed", _("computed")
    MEMORY = "memory", _("general knowledge, not verified")
    ASSUMPTION = "assumption", _("assumption, not verified")
    UNKNOWN = "unknown", _("not known")


VERIFIED: Final = frozenset(
    {Evidence.OFFICIAL, Evidence.PUBLISHED, Evidence.PACKAGE, Evidence.COMPUTED}
)


def is_verified(evidence: str) -> bool:
    """Tell whether a fact rests on more than memory or assumption."""
    return evidence in VERIFIED
