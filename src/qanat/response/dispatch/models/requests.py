"""Requests for help, their patients, their log, and drafts of requests."""

from typing import Final, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded
from qanat.foundation.one_of import OneOf
from qanat.foundation.own import is_own
from qanat.response.dispatch.permissions import FLY, SEE
from qanat.response.dispatch.states import REQUEST, MissionState, RequestState
from qanat.response.dispatch.states.requests import OPEN, WAITING

GLASS: Final = "request"


class Need(models.TextChoices):
    """What a request asks for."""

    TRANSPORT = "transport", pgettext_lazy("need", "Transport of a patient")
    SPECIALIST = "specialist", pgettext_lazy("need", "A specialist at the patient")
    OPERATION = "operation", pgettext_lazy("need", "An operation on the spot")
    ORGAN = "organ", pgettext_lazy("need", "A donor organ or a transplant team")
    EVACUATION = "evacuation", pgettext_lazy("need", "Evacuation from abroad")
    OUTBOUND = "outbound", pgettext_lazy("need", "Transport abroad")
    ROAD = "road", pgettext_lazy("need", "A sanitary vehicle, no aircraft")


class Urgency(models.IntegerChoices):
    """How soon help is needed; the hours are dated parameters."""

    EMERGENCY = 1, pgettext_lazy("urgency", "Emergency")
    URGENT = 2, pgettext_lazy("urgency", "Urgent")
    PLANNED = 3, pgettext_lazy("urgency", "Planned")


class Equipment(models.TextChoices):
    """Equipment by which vehicles differ, and blood; the rest travels with every team."""

    ICU = "icu", pgettext_lazy("equipment", "Intensive care (ventilator, monitor, pumps)")
    INCUBATOR = "incubator", pgettext_lazy("equipment", "Transport incubator")
    ISOLATION = "isolation", pgettext_lazy("equipment", "Isolation")
    ECMO = "ecmo", pgettext_lazy("equipment", "ECMO")
    BLOOD = "blood", pgettext_lazy("equipment", "Blood")


class Payer(models.TextChoices):
    """Who pays. There is no way to name the patient: medical aviation is free for him."""

    GUARANTEED = "guaranteed", _("Guaranteed package (state budget)")
    INSURANCE = "insurance", _("Social health insurance")
    AGREEMENT = "agreement", _("Another country, by agreement")


class Consent(models.TextChoices):
    """Consent to the transport."""

    UNKNOWN = "unknown", pgettext_lazy("consent", "Not recorded yet")
    GIVEN = "given", pgettext_lazy("consent", "Given by the patient")
    REPRESENTATIVE = "representative", pgettext_lazy("consent", "Given by a representative")
    EMERGENCY = "emergency", pgettext_lazy("consent", "Not obtainable in this emergency")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")


class Origin(models.TextChoices):
    """How a record came to be."""

    LIVE = "live", pgettext_lazy("origin", "Entered as it happened")
    PAPER = "paper", pgettext_lazy("origin", "Entered later from paper")
    JOURNAL = "journal", pgettext_lazy("origin", "Imported from a journal")


class RequestQuerySet(models.QuerySet["Request"]):
    """Filters on requests."""

    def visible_to(self, actor: Actor) -> Self:
        """Only rows the actor may see.

        Those of his regions, facilities, countries and operator's missions which it did not
        refuse, of his own work, and those opened by break-the-glass.
        """
        scope = actor.scope_of(SEE)
        if scope.nation:
            return self
        reach = Q(region__in=scope.regions) | Q(destination_region__in=scope.regions)
        if scope.organisations:
            reach |= Q(sending_facility__in=scope.organisations)
            reach |= Q(accepting_facility__in=scope.organisations)
        if scope.countries:
            reach |= Q(country__in=scope.countries)
        if scope.operators:
            asked = apps.get_model("dispatch", "MissionRequest").objects.filter(
                request=OuterRef("pk"), mission__operator__in=scope.operators
            )
            reach |= Q(Exists(asked.exclude(mission__state=MissionState.REFUSED)))
        if scope.profiles:
            reach |= is_own("request", actor, scope.profiles)
        if actor.may(FLY):
            crewed = apps.get_model("dispatch", "MissionRequest").objects.filter(
                request=OuterRef("pk"), mission__crew__person__account_id=actor.id
            )
            reach |= Q(Exists(crewed))
        if opened := actor.opened(GLASS):
            reach |= Q(pk__in=opened)
        return self.filter(reach)

    def open(self) -> Self:
        """Only those on which something is still to be done."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """Only those which wait for a clinical decision."""
        return self.filter(state__in=WAITING)

    def counted(self) -> Self:
        """Only those which count: no duplicates, no exercises."""
        return self.exclude(state=RequestState.MERGED).filter(is_exercise=False)


@guarded(REQUEST)
@audited(stream="dispatch", omit=("caller_key",))
class Request(models.Model):
    """A call for an aircraft, or for what an aircraft brings.

    Consultation orders and ambulance calls are other records. ``decision`` and
    ``decision_reason`` repeat the newest review, for lists and counts.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.REGISTERED)
    version = models.IntegerField(default=1)
    need = models.CharField(max_length=12, choices=Need, default=Need.TRANSPORT)
    urgency = models.SmallIntegerField(choices=Urgency, default=Urgency.EMERGENCY)
    cause = models.CharField(max_length=40, blank=True)
    """Why help is not where the patient is: code of the list ``need`` of terminology."""
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    advised_at = models.DateTimeField(null=True)
    """When a specialist concluded on it; None as soon as somebody has decided since."""
    channel = models.CharField(max_length=20)
    caller_name = models.CharField(max_length=160, blank=True)
    caller_role = models.CharField(max_length=80, blank=True)
    caller_phone = models.BinaryField(null=True)
    """Encrypted."""
    caller_key = models.BinaryField(null=True)
    """Keyed hash of the telephone, by which it is found."""
    country = models.ForeignKey(
        "places.Country",
        on_delete=models.PROTECT,
        db_column="country",
        db_index=False,
        related_name="+",
    )
    region = models.ForeignKey(
        "places.Region", null=True, on_delete=models.PROTECT, db_column="region", related_name="+"
    )
    settlement = models.ForeignKey(
        "places.Settlement", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    place = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    sending_facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sending_name = models.CharField(max_length=200, blank=True)
    accepting_facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    accepting_name = models.CharField(max_length=200, blank=True)
    accepting_physician = models.CharField(max_length=160, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepts_from = models.DateTimeField(null=True)
    """From when the accepting hospital can take the patient, where it named a later time."""
    is_receiver_planned = models.BooleanField(default=False)
    """The accepting hospital is that of the committed plan; nobody there has accepted yet."""
    receiving_airfield = models.ForeignKey(
        "places.Airfield", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    """The airport abroad at which a patient who leaves the country is taken over."""
    destination_region = models.CharField(max_length=6, blank=True)
    diagnosis = models.CharField(max_length=500, blank=True)
    icd10 = models.CharField(max_length=8, blank=True)
    nosology = models.CharField(max_length=20)
    specialty = models.CharField(max_length=40, blank=True)
    onset_at = models.DateTimeField(null=True)
    gestation_weeks = models.SmallIntegerField(null=True)
    needs = ArrayField(models.CharField(max_length=30), default=list)
    """Equipment and people that must come along: values of :class:`Equipment`."""
    companion = models.CharField(max_length=40, blank=True, default="")
    """Specialty of who must come along: of the crew, or a specialist fetched on the way."""
    contraindications = ArrayField(models.CharField(max_length=30), default=list)
    altitude_limit_m = models.IntegerField(null=True)
    is_isolation_needed = models.BooleanField(default=False)
    escorts = models.SmallIntegerField(default=0)
    payer = models.CharField(max_length=12, choices=Payer, default=Payer.GUARANTEED)
    payer_rule = models.CharField(max_length=40, blank=True)
    consent = models.CharField(max_length=16, choices=Consent, default=Consent.UNKNOWN)
    unknown_at_close = ArrayField(models.CharField(max_length=12), default=list)
    """What nobody knew when it was closed: values of ``rules.closing``."""
    decision = models.CharField(max_length=20, blank=True)
    decision_reason = models.CharField(max_length=40, blank=True)
    organ = models.CharField(max_length=20, blank=True)
    clamp_at = models.DateTimeField(null=True)
    """Cross-clamp of a donor organ, done or expected: from then on it is cold."""
    owner_id = models.BigIntegerField(null=True)
    """Account of the dispatcher who answers for it."""
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_index=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.LIVE)
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=OneOf("state", REQUEST.states.values), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(country="KZ") | Q(region__isnull=False), name="request_has_region"
            ),
            models.CheckConstraint(
                condition=OneOf("urgency", Urgency.values, "int"), name="request_urgency_known"
            ),
            models.CheckConstraint(
                condition=OneOf("payer", Payer.values), name="request_payer_is_no_patient"
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="request_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""),
                name="request_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(registered_at__gte=models.F("received_at")) | ~Q(origin="live"),
                name="request_registered_after_received",
            ),
        )
        # What is empty in a new request stands in no index until it is known.
        indexes = (
            models.Index(
                fields=["urgency", "received_at", "id"],
                condition=Q(state__in=sorted(OPEN)),
                name="request_open_queue",
            ),
            models.Index(fields=["received_at", "id"], name="request_received"),
            models.Index(
                fields=["decided_at", "id"],
                condition=Q(decided_at__isnull=False),
                name="request_decided",
            ),
            models.Index(
                fields=["caller_key"],
                condition=Q(caller_key__isnull=False),
                name="request_caller",
            ),
            models.Index(fields=["region", "received_at"], name="request_region_received"),
            models.Index(fields=["sending_facility", "received_at"], name="request_sending"),
            models.Index(
                fields=["accepting_facility", "received_at"],
                condition=Q(accepting_facility__isnull=False),
                name="request_accepting",
            ),
            models.Index(
                fields=["settlement", "received_at"],
                condition=Q(settlement__isnull=False),
                name="request_settlement",
            ),
            models.Index(
                fields=["country", "received_at"],
                condition=~Q(country="KZ"),
                name="request_from_abroad",
            ),
        )

    @property
    def is_for_abroad(self) -> bool:
        """Tell whether it leads to a hospital abroad: none of the register takes the patient."""
        return self.need == Need.OUTBOUND and self.accepting_facility_id is None

    @property
    def country_abroad(self) -> str:
        """The country to which it leads, else that from which; ours where it does not leave it."""
        if self.is_for_abroad and self.receiving_airfield is not None:
            return self.receiving_airfield.country_id
        return self.country_id


class PatientRole(models.TextChoices):
    """In what part a person belongs to a request."""

    PATIENT = "patient", pgettext_lazy("role of a person", "Patient")
    DONOR = "donor", pgettext_lazy("role of a person", "Donor")
    RECIPIENT = "recipient", pgettext_lazy("role of a person", "Recipient")


@audited(stream="dispatch")
class RequestPatient(models.Model):
    """A person for whom a request is made; a request may be for twins, or nobody yet known."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="people")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=PatientRole, default=PatientRole.PATIENT)
    position = models.SmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["request", "patient"], name="request_patient_once"),
        )


class LogKind(models.TextChoices):
    """What a line of the log is about."""

    CALL_BACK = "call_back", pgettext_lazy("log", "Call back")
    NOTE = "note", pgettext_lazy("log", "Note")
    HANDOVER = "handover", pgettext_lazy("log", "Handed to another dispatcher")
    FACILITY = "facility", pgettext_lazy("log", "Word with the accepting hospital")
    CONCLUSION = "conclusion", pgettext_lazy("log", "Conclusion of a specialist")
    DEVIATION = "deviation", pgettext_lazy("log", "Other than decided")
    LATE = "late", pgettext_lazy("log", "Entered later")


@append_only
@audited(stream="dispatch")
class RequestLog(models.Model):
    """A line of the log of a request."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(max_length=10, choices=LogKind)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()
    text = models.TextField(max_length=2000)


class Draft(models.Model):
    """What somebody typed and has not sent yet; kept so that nothing is lost."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    form = models.CharField(max_length=60)
    sealed = models.BinaryField()
    """The fields as JSON, encrypted: they may name people."""
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account_id", "form"], name="draft_one_a_form"),
        )
