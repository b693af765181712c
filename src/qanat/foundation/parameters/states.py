"""Kinds of parameters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a parameter's value is."""

    NUMBER = "number", _("number")
    TEXT = "text", _("text")
    TABLE = "table", _("table")
