"""The register: one row for each time a patient is watched."""

from typing import Final, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from qanat.care.critical.models.findings import STREAM
from qanat.care.critical.models.rounds import CouncilSeat, Round
from qanat.care.critical.permissions import SEE
from qanat.care.critical.states import (
    OPEN,
    WATCH,
    Condition,
    Outcome,
    Profile,
    WatchState,
    profiles_of,
)
from qanat.care.telemedicine.states import Advice
from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded

GLASS: Final = "patient"
"""Whose patient is opened by break-the-glass sees the watch over him as well."""


class WatchQuerySet(models.QuerySet["Watch"]):
    """Filters on watches."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the actor's regions, hospitals, profiles and councils, and opened ones."""
        opened = actor.opened(GLASS)
        reached = self._reach(actor, SEE)
        return self if reached is None else self.filter(reached | Q(patient__in=opened))

    def within(self, actor: Actor, permission: str) -> Self:
        """Keep those which a permission of the actor reaches."""
        reached = self._reach(actor, permission)
        return self if reached is None else self.filter(reached)

    def of_person(self, patient_id: int) -> Self:
        """Keep those over a person, by whichever of his records."""
        return self.filter(patient__resolved__same_person=patient_id)

    def open(self) -> Self:
        """Keep those who are watched now."""
        return self.filter(state__in=OPEN)

    def _reach(self, actor: Actor, permission: str) -> Q | None:
        """Return the condition of the rows a permission reaches; None where it reaches all."""
        scope = actor.scope_of(permission)
        if scope.nation:
            return None
        found = Q(region__in=scope.regions) | Q(facility__in=scope.organisations)
        return found | _of_consultant(actor, scope.profiles) if scope.profiles else found

    def of_consultant(self, actor: Actor, specialties: frozenset[str]) -> Self:
        """Keep those whom a specialist sees."""
        return self.filter(_of_consultant(actor, specialties))


def _of_consultant(actor: Actor, specialties: frozenset[str]) -> Q:
    """Return the condition of a specialist's watches: profile, own rounds, seats in councils."""
    seats = CouncilSeat.objects.filter(council__watch=OuterRef("pk"), specialty__in=specialties)
    mine = Round.objects.filter(watch=OuterRef("pk"), by_id=actor.id)
    return Q(profile__in=profiles_of(specialties)) | Exists(seats) | Exists(mine)


@guarded(WATCH)
@audited(stream=STREAM)
class Watch(models.Model):
    """A critical patient in intensive care, from inclusion to discharge from the watch.

    What lists need of the newest findings and rounds is kept here; the findings and rounds
    themselves are never changed.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=WatchState, default=WatchState.WATCHED)
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey("facilities.Facility", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, db_column="region", related_name="+"
    )
    bed = models.CharField(max_length=40)
    profile = models.CharField(max_length=12, choices=Profile)
    rule = models.CharField(max_length=40, blank=True)
    """Which inclusion rule took him in; "" where somebody said why."""
    because = models.CharField(max_length=500, blank=True)
    """Why he is watched though no rule says so."""
    diagnosis = models.CharField(max_length=500)
    icd10 = models.CharField(max_length=8, blank=True)
    is_pregnant = models.BooleanField(default=False)
    condition = models.SmallIntegerField(choices=Condition)
    support = ArrayField(models.CharField(max_length=20), default=list)
    included_at = models.DateTimeField()
    included_by = models.BigIntegerField()
    findings_at = models.DateTimeField(null=True)
    findings_due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    """Since when a specialist waits for findings that he asked the hospital for."""
    asked_by = models.BigIntegerField(null=True)
    score_name = models.CharField(max_length=10, blank=True)
    score = models.SmallIntegerField(null=True)
    is_score_partial = models.BooleanField(default=False)
    level = models.CharField(max_length=10, blank=True)
    sofa = models.SmallIntegerField(null=True)
    worsened_at = models.DateTimeField(null=True)
    """Since when findings are worse that no specialist has looked at."""
    worsened_in = ArrayField(models.CharField(max_length=10), default=list)
    round_due_at = models.DateTimeField()
    round_taken_by = models.BigIntegerField(null=True)
    round_taken_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.BigIntegerField(null=True)
    advice = models.CharField(max_length=10, choices=Advice, blank=True)
    request = models.ForeignKey(
        "dispatch.Request", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_note = models.CharField(max_length=500, blank=True)
    goes_on_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    """Under which watch a person is watched whom two records made two."""
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = (
            WATCH.constraint(),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state__in=["watched", "moving"]),
                name="watch_one_a_patient",
            ),
            models.UniqueConstraint(
                fields=["facility", "bed"],
                condition=Q(state__in=["watched", "moving"]),
                name="watch_one_a_bed",
            ),
            models.CheckConstraint(
                condition=Q(profile__in=Profile.values), name="watch_profile_known"
            ),
            models.CheckConstraint(
                condition=Q(condition__in=Condition.values), name="watch_condition_known"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", outcome__in=Outcome.values, ended_at__isnull=False)
                | (~Q(state="ended") & Q(outcome="", ended_at=None)),
                name="watch_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.JOINED, goes_on_as__isnull=False)
                | (~Q(outcome=Outcome.JOINED) & Q(goes_on_as=None)),
                name="watch_goes_on_as_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="moving") | Q(request__isnull=False),
                name="watch_moves_by_a_request",
            ),
            models.CheckConstraint(
                condition=~Q(rule="") | ~Q(because=""), name="watch_included_for_a_reason"
            ),
        )
        indexes = (
            models.Index(
                fields=["worsened_at", "-condition", "included_at", "id"],
                condition=Q(state__in=["watched", "moving"]),
                name="watch_board",
            ),
            models.Index(
                fields=["profile", "round_due_at", "id"],
                condition=Q(state__in=["watched", "moving"]),
                name="watch_due",
            ),
            models.Index(
                fields=["round_due_at", "id"],
                condition=Q(state__in=["watched", "moving"]),
                name="watch_round",
            ),
            models.Index(
                fields=["region", "-condition", "id"],
                condition=Q(state__in=["watched", "moving"]),
                name="watch_of_region",
            ),
            models.Index(fields=["-ended_at", "-id"], name="watch_ended"),
        )
