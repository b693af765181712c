"""What alerts do when others announce."""

from django.utils import timezone

from qanat.events.callout import CalloutChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.events import CallExhausted
from qanat.foundation.messages.queries import get_call
from qanat.foundation.outbox import on
from qanat.response.alerts.commands.watching import raise_alert
from qanat.response.alerts.rules import FIRST, Condition
from qanat.response.alerts.states import Cause
from qanat.response.callout.commands import ABOUT as CALLOUT
from qanat.response.callout.queries.boards import get_callout
from qanat.response.callout.states import CalloutState
from qanat.response.dispatch.queries.naming import record_brief


@on(CallExhausted)
def nobody_answered(event: CallExhausted) -> None:
    """Raise an alert: a whole chain was called in vain. One alert per call-out.

    Of the chains of a call-out of crews or hospitals it says itself whether nobody is left.
    """
    if event.about_kind == CALLOUT:
        return
    call, now = get_call(SYSTEM, event.call_out_id), timezone.now()
    about = record_brief(event.about_kind, event.about_id)
    condition = Condition(
        cause=Cause.CALL_EXHAUSTED,
        subject_kind="call_out",
        subject_id=event.call_out_id,
        urgency=FIRST,
        onset_at=call.ended_at or now,
        region=about.region,
        operator_id=about.operator_id,
        values={"number": about.number, "about": event.about_kind, "about_id": event.about_id},
        is_exercise=about.is_exercise,
        is_synthetic=about.is_synthetic,
    )
    raise_alert(SYSTEM, condition=condition, now=now)


@on(CalloutChanged)
def nobody_left(event: CalloutChanged) -> None:
    """Raise an alert: nobody is left to call of a crew, an airline, specialists or hospitals."""
    if event.state != CalloutState.EXHAUSTED:
        return
    row, now = get_callout(SYSTEM, event.callout_id), timezone.now()
    if row.state != CalloutState.EXHAUSTED:
        return
    condition = Condition(
        cause=Cause.CALL_EXHAUSTED,
        subject_kind=CALLOUT,
        subject_id=row.id,
        urgency=FIRST,
        onset_at=row.exhausted_at or now,
        region=row.region,
        values={"number": row.number},
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
    )
    raise_alert(SYSTEM, condition=condition, now=now)
