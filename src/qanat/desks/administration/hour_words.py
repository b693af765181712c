"""How the audit trail calls the columns of what lasts hours: alerts, shifts, mass casualties."""

from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text

OF_THE_HOUR: Final[dict[str, Text]] = {
    "acknowledged_at": pgettext_lazy("record", "Taken over at"),
    "acknowledged_by": pgettext_lazy("record", "Taken over by"),
    "advised_at": pgettext_lazy("record", "Advised at"),
    "age": pgettext_lazy("record", "Age band"),
    "casualty_id": pgettext_lazy("record", "Casualty"),
    "content": pgettext_lazy("record", "Contents"),
    "declared_at": pgettext_lazy("record", "Declared at"),
    "declared_by": pgettext_lazy("record", "Declared by"),
    "doubts": pgettext_lazy("record", "Doubts"),
    "ended_by": pgettext_lazy("record", "Ended by"),
    "endurance_min": pgettext_lazy("record", "Fuel for, min"),
    "escalations": pgettext_lazy("record", "Passed on, times"),
    "estimated": pgettext_lazy("record", "Estimated number"),
    "handed_over_at": pgettext_lazy("record", "Handed over at"),
    "handed_over_by": pgettext_lazy("record", "Handed over by"),
    "happened_at": pgettext_lazy("record", "Happened at"),
    "held_from": pgettext_lazy("record", "State before the hold"),
    "incident_id": pgettext_lazy("record", "Incident"),
    "injury": pgettext_lazy("record", "Injury"),
    "joined_at": pgettext_lazy("record", "Joined at"),
    "last_tag": pgettext_lazy("record", "Last tag"),
    "left_at": pgettext_lazy("record", "Left at"),
    "method": pgettext_lazy("record", "Method"),
    "method_version": pgettext_lazy("record", "Edition of the method"),
    "opened_by": pgettext_lazy("record", "Opened by"),
    "persons": pgettext_lazy("record", "Persons on board"),
    "planned_start_at": pgettext_lazy("record", "Planned start"),
    "raised_at": pgettext_lazy("record", "Raised at"),
    "receiver_id": pgettext_lazy("record", "Receiving hospital"),
    "revision": pgettext_lazy("record", "Revision"),
    "scores": pgettext_lazy("record", "Scores"),
    "sender_id": pgettext_lazy("record", "Sender"),
    "shift_id": pgettext_lazy("record", "Shift"),
    "stood_down_at": pgettext_lazy("record", "Stood down at"),
    "subject_id": pgettext_lazy("record", "About which"),
    "subject_kind": pgettext_lazy("record", "About what"),
    "tag": pgettext_lazy("record", "Tag"),
    "taken_over_at": pgettext_lazy("record", "Shift taken over at"),
    "taken_over_by": pgettext_lazy("record", "Shift taken over by"),
    "taken_remarks": pgettext_lazy("record", "Remarks of who took over"),
    "waits_since": pgettext_lazy("record", "Waits since"),
}
