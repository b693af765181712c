"""Missions by air and by road, their legs, stamps, crews, plans and costs."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, equal_along, guarded
from qanat.response.dispatch.models.requests import Origin, Request
from qanat.response.dispatch.permissions import SEE
from qanat.response.dispatch.states import MISSION, MissionState
from qanat.response.dispatch.states.missions import ACTIVE


class Mode(models.TextChoices):
    """How a mission moves."""

    AIR = "air", pgettext_lazy("mode", "By air")
    ROAD = "road", pgettext_lazy("mode", "By road")


class Level(models.TextChoices):
    """Who flies."""

    REGIONAL = "regional", pgettext_lazy("level", "Regional")
    ASTANA = "astana", pgettext_lazy("level", "From Astana")
    ALMATY = "almaty", pgettext_lazy("level", "From Almaty")
    INTERNATIONAL = "international", pgettext_lazy("level", "International")


class Route(models.TextChoices):
    """Over which borders a mission goes."""

    WITHIN = "within", pgettext_lazy("route", "Within a region")
    INTERREGIONAL = "interregional", pgettext_lazy("route", "Between regions")
    INTERNATIONAL = "international", pgettext_lazy("route", "International")


def _own(actor: Actor) -> Exists:
    members = CrewMember.objects.filter(mission=OuterRef("pk"), person__account_id=actor.id)
    return Exists(members)


class MissionQuerySet(models.QuerySet["Mission"]):
    """Filters on missions."""

    def visible_to(self, actor: Actor) -> Self:
        """Only rows the actor may see: of visible requests, of his operator, on which he flies."""
        scope = actor.scope_of(SEE)
        if scope.nation:
            return self
        served = MissionRequest.objects.filter(
            mission=OuterRef("pk"), request__in=Request.objects.visible_to(actor)
        )
        return self.filter(Exists(served) | Q(operator__in=scope.operators) | _own(actor))

    def flown_by(self, actor: Actor) -> Self:
        """Only those with whose crew the actor himself travels."""
        return self.filter(_own(actor))

    def active(self) -> Self:
        """Only those which are not over."""
        return self.filter(state__in=ACTIVE)


@guarded(MISSION)
@audited(stream="dispatch")
class Mission(models.Model):
    """One journey of one aircraft or vehicle, for one or several requests.

    ``took_off_at`` repeats the first valid take-off (by road: departure) stamp; it is what
    dates a flight in the counts. ``flown_s`` is time in the air as stamped or as the journal
    states it.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=16, choices=MissionState, default=MissionState.PLANNED)
    version = models.IntegerField(default=1)
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.AIR)
    aircraft = models.ForeignKey(
        "fleet.Aircraft", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ambulance = models.ForeignKey(
        "fleet.Ambulance", null=True, on_delete=models.PROTECT, related_name="+"
    )
    operator = models.ForeignKey(
        "fleet.Operator", null=True, on_delete=models.PROTECT, related_name="+"
    )
    contract = models.ForeignKey(
        "fleet.Contract", null=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.ForeignKey(
        "places.Region", null=True, on_delete=models.PROTECT, db_column="region", related_name="+"
    )
    level = models.CharField(max_length=14, choices=Level, blank=True)
    route = models.CharField(max_length=14, choices=Route, blank=True)
    rule_version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True)
    """By when the operator has to accept or refuse."""
    planned_departure_at = models.DateTimeField(null=True)
    planned_end_at = models.DateTimeField(null=True)
    took_off_at = models.DateTimeField(null=True)
    landed_at = models.DateTimeField(null=True)
    flown_s = models.IntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    hold_reason = models.CharField(max_length=40, blank=True)
    """Why it waits for the weather, while it does."""
    hold_until = models.DateTimeField(null=True)
    """Until when the weather is expected to forbid it."""
    held_from = models.CharField(max_length=16, blank=True)
    """The state in which the hold found it, and to which it returns."""
    receiver = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The hospital to which it goes by plan."""
    dispatcher_id = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.LIVE)
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    requests: "models.ManyToManyField[Request, MissionRequest]" = models.ManyToManyField(
        Request, through="MissionRequest", related_name="missions"
    )

    objects = MissionQuerySet.as_manager()

    class Meta:
        constraints = (
            MISSION.constraint(),
            models.CheckConstraint(
                condition=(Q(mode="air") & Q(ambulance=None)) | (Q(mode="road") & Q(aircraft=None)),
                name="mission_has_its_own_vehicle",
            ),
            models.CheckConstraint(
                condition=Q(took_off_at=None)
                | Q(landed_at=None)
                | Q(landed_at__gte=models.F("took_off_at")),
                name="mission_lands_after_take_off",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_at=None)
                | Q(planned_end_at__gt=models.F("planned_departure_at")),
                name="mission_plan_has_length",
            ),
        )
        indexes = (
            models.Index(
                fields=["planned_departure_at", "id"],
                condition=Q(state__in=sorted(ACTIVE)),
                name="mission_active",
            ),
            models.Index(fields=["mode", "took_off_at", "id"], name="mission_took_off"),
            models.Index(fields=["aircraft", "took_off_at"], name="mission_of_aircraft"),
            models.Index(fields=["operator", "created_at"], name="mission_of_operator"),
            models.Index(fields=["created_at", "id"], name="mission_created"),
        )


@equal_along("is_exercise", "mission", "request")
@audited(stream="dispatch")
class MissionRequest(models.Model):
    """A mission serves a request; an exercise never serves a real one."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="served")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="served_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["mission", "request"], name="mission_request_once"),
        )


class LegKind(models.TextChoices):
    """What a leg is flown for."""

    POSITIONING = "positioning", pgettext_lazy("leg", "Positioning")
    TO_PATIENT = "to_patient", pgettext_lazy("leg", "To the patient")
    WITH_PATIENT = "with_patient", pgettext_lazy("leg", "With the patient")
    WITH_TEAM = "with_team", pgettext_lazy("leg", "With a team")
    WITH_ORGAN = "with_organ", pgettext_lazy("leg", "With an organ")
    RETURN = "return", pgettext_lazy("leg", "Return")


@audited(stream="dispatch")
class Leg(models.Model):
    """A part of a mission from one landing place to the next."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="legs")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=14, choices=LegKind)
    from_name = models.CharField(max_length=120)
    from_lon = models.FloatField()
    from_lat = models.FloatField()
    to_name = models.CharField(max_length=120)
    to_lon = models.FloatField()
    to_lat = models.FloatField()
    from_region = models.CharField(max_length=6, blank=True)
    to_region = models.CharField(max_length=6, blank=True)
    from_country = models.CharField(max_length=2, default="KZ")
    to_country = models.CharField(max_length=2, default="KZ")
    planned_departure_at = models.DateTimeField()
    planned_arrival_at = models.DateTimeField()
    distance_m = models.IntegerField()
    ambulance = models.ForeignKey(
        "fleet.Ambulance", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The ambulance which drives it for a mission by air; None: the mission's own vehicle."""
    is_dropped = models.BooleanField(default=False)
    """Replaced by a diversion or a new plan; kept for the record."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["mission", "position"],
                condition=Q(is_dropped=False),
                name="leg_position_once",
            ),
            models.CheckConstraint(
                condition=Q(planned_arrival_at__gt=models.F("planned_departure_at")),
                name="leg_has_length",
            ),
        )


class StampSource(models.TextChoices):
    """Where the time of a stamp comes from."""

    PERSON = "person", pgettext_lazy("stamp", "Entered by a person")
    DEVICE = "device", pgettext_lazy("stamp", "From a device")
    PAPER = "paper", pgettext_lazy("stamp", "Entered later from paper")
    JOURNAL = "journal", pgettext_lazy("stamp", "From an imported journal")


class StampQuerySet(models.QuerySet["Stamp"]):
    """Filters on stamps."""

    def valid(self) -> Self:
        """Only those which no other stamp corrects."""
        newer = Stamp.objects.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(newer), is_void=False)


@append_only
@audited(stream="dispatch")
class Stamp(models.Model):
    """A time of a mission. A correction is a new stamp which names the old one.

    ``kind`` is a value of ``qanat.engine.intervals``: NEMSIS eTimes and the air extension.
    """

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="stamps")
    leg = models.ForeignKey(Leg, null=True, on_delete=models.PROTECT, related_name="stamps")
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="stamps")
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=120, blank=True)
    """Where it happened, as a person calls it."""
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()
    source = models.CharField(max_length=8, choices=StampSource, default=StampSource.PERSON)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=40, blank=True)
    confirmed = models.CharField(max_length=40, blank=True)
    """Why a time which would mean an impossible speed is right all the same."""
    is_void = models.BooleanField(default=False)
    """The correction says that the corrected stamp never happened."""

    objects = StampQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["mission", "at", "id"], name="stamp_of_mission"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="stamp_correction_has_reason"
            ),
        )


@audited(stream="dispatch")
class CrewMember(models.Model):
    """Somebody who travels with a mission to work."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="crew")
    person = models.ForeignKey(
        "workforce.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=40)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["mission", "person"],
                condition=Q(person__isnull=False),
                name="crew_member_once",
            ),
        )


@append_only
@audited(stream="dispatch")
class Plan(models.Model):
    """The plan as it was proposed and chosen, with what was known and the alternatives."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, related_name="plans")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="plans")
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    engine_version = models.CharField(max_length=40)
    chosen = models.JSONField()
    alternatives = models.JSONField(default=list)
    known = models.JSONField(default=dict)
    """Generation of the snapshot, parameters and their versions."""


class CostKind(models.TextChoices):
    """What is paid for."""

    FLIGHT = "flight", pgettext_lazy("cost", "Flight")
    POSITIONING = "positioning", pgettext_lazy("cost", "Positioning")


@audited(stream="dispatch")
class CostLine(models.Model):
    """Hours times the contract's price, positioning apart. Whole tiyn; paid by the payer."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="costs")
    contract = models.ForeignKey("fleet.Contract", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=CostKind)
    flown_s = models.IntegerField()
    price_per_hour_tiyn = models.BigIntegerField()
    amount_tiyn = models.BigIntegerField()
    is_over_hours = models.BooleanField(default=False)
    """The contract's bought hours were used up when this was flown."""

    class Meta:
        verbose_name = _("cost line")
        constraints = (
            models.UniqueConstraint(fields=["mission", "kind"], name="cost_line_once"),
            models.CheckConstraint(
                condition=Q(flown_s__gte=0) & Q(amount_tiyn__gte=0), name="cost_line_positive"
            ),
        )
        indexes = (models.Index(fields=["contract", "id"], name="cost_of_contract"),)
