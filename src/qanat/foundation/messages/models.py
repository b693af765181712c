"""Tables of outbound messages."""

from typing import Self

from django.db import models
from django.db.models import Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded
from qanat.foundation.messages.permissions import SEE
from qanat.foundation.messages.states import (
    CALL_OUT,
    MESSAGE,
    CallState,
    Channel,
    MessageState,
)


class CallOutQuerySet(models.QuerySet["CallOut"]):
    """Filters on call-outs."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the call-outs within the actor's scope, and those which called him."""
        reach = actor.scope_of(SEE)
        if reach.nation:
            return self
        mine = CallStep.objects.filter(call_out=models.OuterRef("pk"), account_id=actor.id)
        return self.filter(Q(region__in=reach.regions) | Q(models.Exists(mine)))


@audited(stream="messages")
@guarded(CALL_OUT)
class CallOut(models.Model):
    """People who are called one after the other until one answers."""

    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    region = models.CharField(max_length=6, blank=True, default="")
    wording = models.CharField(max_length=100)
    values = models.JSONField(default=dict)
    ack_within_s = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=CallState, default=CallState.RUNNING)
    step = models.PositiveSmallIntegerField(default=0)
    step_due_at = models.DateTimeField()
    """When the person of this step is to have answered."""
    started_by = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    """Account; null also when somebody without one answered."""

    objects = CallOutQuerySet.as_manager()

    class Meta:
        db_table = "outbound_call_out"
        constraints = (CALL_OUT.constraint(),)
        indexes = (
            models.Index(fields=["about_kind", "about_id", "id"], name="call_out_about"),
            models.Index(
                fields=["step_due_at"], condition=Q(state=CallState.RUNNING), name="call_out_due"
            ),
        )


class CallStep(models.Model):
    """One person of a chain."""

    call_out = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    account_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True, default="")
    """Empty: every way by which the account can be reached."""
    address = models.BinaryField(default=b"")
    """Encrypted; empty: the account's own."""
    language = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        db_table = "outbound_call_step"
        constraints = (
            models.UniqueConstraint(fields=["call_out", "position"], name="call_step_once"),
            models.CheckConstraint(
                condition=Q(account_id__isnull=False) | ~Q(address=b""), name="call_step_somebody"
            ),
        )


class MessageQuerySet(models.QuerySet["Message"]):
    """Filters on messages."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the messages within the actor's scope, and his own."""
        reach = actor.scope_of(SEE)
        if reach.nation:
            return self
        return self.filter(Q(region__in=reach.regions) | Q(account_id=actor.id))

    def waiting(self) -> Self:
        """Keep the messages which are yet to be sent."""
        return self.filter(state=MessageState.QUEUED)

    def unanswered(self) -> Self:
        """Keep the messages which are yet to be confirmed."""
        states = (MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED)
        return self.filter(state__in=states, asks_answer=True)


@audited(stream="messages", omit=("address", "lease", "lease_until", "code_index"))
@guarded(MESSAGE)
class Message(models.Model):
    """One message to one person on one way."""

    channel = models.CharField(max_length=10, choices=Channel)
    account_id = models.BigIntegerField(null=True)
    address = models.BinaryField(default=b"")
    """Encrypted: telephone number, e-mail address or browser."""
    wording = models.CharField(max_length=100)
    values = models.JSONField(default=dict)
    """Plain values without personal data."""
    language = models.CharField(max_length=8)
    about_kind = models.CharField(max_length=40, blank=True, default="")
    about_id = models.BigIntegerField(default=0)
    region = models.CharField(max_length=6, blank=True, default="")
    call_out = models.ForeignKey(
        CallOut, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    step = models.PositiveSmallIntegerField(default=0)
    asks_answer = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.QUEUED)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """Not before; moves on with each failed try."""
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True, default="")
    """Code of the last failure."""
    reference = models.CharField(max_length=200, blank=True, default="")
    """The gateway's own number of the message."""
    answered_by = models.CharField(max_length=8, blank=True, default="")
    """How it was confirmed: page | link | code."""
    code_index = models.BinaryField(default=b"")
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        db_table = "outbound_message"
        constraints = (MESSAGE.constraint(),)
        indexes = (
            models.Index(
                fields=["channel", "due_at", "id"],
                condition=Q(state=MessageState.QUEUED),
                name="message_due",
            ),
            models.Index(fields=["about_kind", "about_id", "id"], name="message_about"),
            models.Index(fields=["account_id", "-id"], name="message_to"),
            models.Index(fields=["code_index"], name="message_code"),
            models.Index(
                fields=["reference"], condition=~Q(reference=""), name="message_reference"
            ),
        )


class WrongCode(models.Model):
    """Somebody has sent a code of which there is no open message."""

    source = models.BinaryField()
    """Keyed hash of who: an account, or a telephone number."""
    at = models.DateTimeField()

    class Meta:
        db_table = "outbound_wrong_code"
        indexes = (models.Index(fields=["source", "at"], name="wrong_codes_of"),)


class PushBrowser(models.Model):
    """A browser which takes notices for an account."""

    account_id = models.BigIntegerField()
    endpoint = models.BinaryField()
    """Encrypted: who knows it can send."""
    endpoint_index = models.BinaryField(unique=True)
    keys = models.BinaryField()
    """Encrypted: the browser's public key and secret."""
    added_at = models.DateTimeField()

    class Meta:
        db_table = "outbound_push_browser"
        indexes = (models.Index(fields=["account_id", "id"], name="push_browsers_of"),)
