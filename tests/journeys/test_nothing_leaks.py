"""A person taken through the whole loop is named on pages for those who may see him, only there."""

import json
import logging
from collections.abc import Iterator

import pytest
from pytest_django import Settings
from tests.journeys.shift import Seen, Shift, behind_the_scenes, shift, worked_through

from qanat.config.logs import JsonLines
from qanat.foundation.messages.models import CallOut, Message
from qanat.foundation.outbox.models import FailedDelivery, OutboxEvent
from qanat.registry.patients.models import Identifier

__all__ = ["shift"]
pytestmark = pytest.mark.usefixtures("shift", "db")

NAME, SURNAME, IIN, PHONE = "Зульмарқызы", "Квазимодов", "641203300124", "+77019998877"
CALLER = "Обериухтин"
MARKS = (NAME, SURNAME, IIN, PHONE, PHONE[1:], "9998877", CALLER)
TYPED = {
    "name": f"{SURNAME} {NAME}",
    "iin": IIN,
    "birth_on": "1964-12-03",
    "caller_phone": PHONE,
    "caller_name": CALLER,
}


class Kept(logging.Handler):
    """Keeps every line as the product writes it, and as a careless handler would."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    """Capture what every logger says, those which do not hand on included."""
    kept = Kept()
    names = [name for name in logging.root.manager.loggerDict if logging.getLogger(name).handlers]
    loggers = [logging.root, *(logging.getLogger(name) for name in names)]
    for one in loggers:
        one.addHandler(kept)
    yield kept
    for one in loggers:
        one.removeHandler(kept)


def marks_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def wrong_turns(people: Shift, request_id: int) -> list[Seen]:
    """Send the person where he can't be taken, and to who may not see him; return the answers."""
    dispatcher, stranger = people.of("dispatcher"), people.of("analyst")
    first = len(dispatcher.seen), len(stranger.seen)
    everywhere = {**TYPED, "note": NAME, "text": PHONE, "q": IIN, "version": IIN, "plan": NAME}
    for to in (f"/requests/{request_id}/take/", f"/requests/{request_id}/do/approve/", "/nowhere/"):
        stranger.post(to, everywhere)
    stranger.post("/requests/new/", everywhere)
    dispatcher.post("/requests/999999999/edit/", everywhere)
    dispatcher.post("/missions/999999999/stamp/", {"now": PHONE})
    dispatcher.generic("POST", "/requests/new/", IIN.encode(), content_type="multipart/form-data")
    return [*dispatcher.seen[first[0] :], *stranger.seen[first[1] :]]


def test_a_person_is_in_no_log_event_address_message_or_error_page(
    log: Kept, settings: Settings
) -> None:
    settings.QANAT_DEMO = True
    people = Shift()
    row = worked_through(people, **TYPED)
    people.of("dispatcher").post("/patients/", {"text": IIN})
    people.of("dispatcher").post("/search/", {"text": SURNAME})
    people.of("dispatcher").post("/requests/draft/", TYPED)
    refused = wrong_turns(people, row.pk)
    behind_the_scenes()

    seen = people.seen()
    assert any(SURNAME in one.body for one in seen), "the person was never shown at all"
    assert marks_in("\n".join(log.lines)) == []
    assert any('"route": "requests/new/"' in line for line in log.lines)
    assert marks_in("\n".join(f"{one.address} {one.location}" for one in seen)) == []
    faults = [one for one in refused if one.status >= 400 and one.status != 422]
    assert len(faults) >= 5
    assert marks_in("\n".join(one.body for one in faults)) == []
    events = OutboxEvent.objects.values_list("payload", flat=True)
    assert len(events) > 5
    assert marks_in(json.dumps(list(events), ensure_ascii=False)) == []
    stored = [
        *Message.objects.values_list("values", flat=True),
        *CallOut.objects.values_list("values", flat=True),
        *FailedDelivery.objects.values_list("error", flat=True),
    ]
    assert marks_in(json.dumps(stored, ensure_ascii=False)) == []
    sealed = [bytes(one) for one in Identifier.objects.values_list("sealed", flat=True)]
    assert sealed
    assert not any(IIN.encode() in one for one in sealed)
