"""Publications and their figures, as they were printed; a correction is a further version."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited
from qanat.foundation.texts import LocalTextField
from qanat.readiness.ledger.permissions import READ
from qanat.readiness.ledger.states import Relation, Unit


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Filters on what is of the whole nation."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for who reads the ledger of the nation: figures of a region are none of it."""
        return self if actor.scope_of(READ).nation else self.none()


@append_only
@audited(stream="ledger")
class Publication(models.Model):
    """Something in which figures were printed."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    title = LocalTextField()
    publisher = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    file = models.CharField(max_length=200, blank=True)
    """The file or the address where its text is kept."""
    dated_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    by_id = models.BigIntegerField()

    objects = PublicationQuerySet.as_manager()


@append_only
@audited(stream="ledger")
class PublishedFigure(models.Model):
    """One version of a printed figure; the newest one holds, unless it is withdrawn."""

    id = models.BigAutoField(primary_key=True)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="figures")
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    place = models.PositiveIntegerField(default=0)
    """Where it stands in the publication."""
    label = LocalTextField()
    quote = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.NUMBER)
    decimals = models.PositiveSmallIntegerField(default=0)
    relation = models.CharField(max_length=6, choices=Relation, default=Relation.EXACT)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    base_first_on = models.DateField(null=True)
    base_last_on = models.DateField(null=True)
    as_of = models.DateField(null=True)
    module = models.CharField(max_length=20)
    measure = models.JSONField(default=dict)
    steps = ArrayField(models.CharField(max_length=300), default=list)
    note = LocalTextField()
    is_withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True)
    """Why it was corrected or withdrawn."""
    entered_at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["publication", "code", "version"], name="published_figure_version_once"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=Unit.values, relation__in=Relation.values),
                name="published_figure_words_known",
            ),
            models.CheckConstraint(
                condition=Q(unit=Unit.TEXT, value=None)
                | (~Q(unit=Unit.TEXT) & Q(value__isnull=False)),
                name="published_figure_has_value",
            ),
            models.CheckConstraint(
                condition=Q(first_on=None, last_on=None) | Q(last_on__gte=F("first_on")),
                name="published_figure_period",
            ),
            models.CheckConstraint(
                condition=Q(base_first_on=None, base_last_on=None)
                | Q(base_last_on__gte=F("base_first_on")),
                name="published_figure_base",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="published_figure_why_corrected"
            ),
        )
