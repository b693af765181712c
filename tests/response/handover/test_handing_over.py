"""A transport ends when somebody with a name has taken over."""

import pytest
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOBODY,
    NOW,
    STRANGER,
    actor_as,
    approved,
    facility_id,
    flown,
    fresh,
    mission,
    stamp,
)

from qanat.foundation.access_types import Scope
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.response.dispatch.commands.services import NotServed
from qanat.response.dispatch.models import Mission
from qanat.response.handover.commands import (
    AlreadyCorrected,
    AlreadyHandedOver,
    HandoverDraft,
    NoReason,
    correct_receiver,
    hand_over,
)
from qanat.response.handover.models import Handover
from qanat.response.handover.queries import HandoverRow, handovers_of

pytestmark = pytest.mark.usefixtures("world", "db")
AT = NOW + 170 * MINUTE
ELSEWHERE = actor_as("team", Scope(regions=frozenset({"KZ-47"})), 12)


def arrived() -> Mission:
    return flown(mission(approved()), until=7)


def draft(**said: object) -> HandoverDraft:
    given: dict[str, object] = {"at": AT, "receiver": "Dr Serikova", "receiver_role": "ICU"}
    return HandoverDraft(**(given | said))  # type: ignore[arg-type] # checked by the class


def test_a_hand_over_stamps_its_moment_and_names_who_took_over() -> None:
    row = arrived()
    hand_over(DISPATCHER, mission_id=row.pk, draft=draft(), now=AT)
    assert row.stamps.valid().filter(kind="eTimes.12", at=AT).count() == 1
    assert Mission.objects.get(pk=row.pk).state == "handed_over"
    (found,) = handovers_of(DISPATCHER, row.pk)
    assert (found.receiver, found.receiver_role, found.hospital) == ("Dr Serikova", "ICU", "")


def test_a_moment_that_is_stamped_already_is_not_stamped_again() -> None:
    row = arrived()
    stamp(row, "eTimes.12", 165)
    other = facility_id("010")
    hand_over(DISPATCHER, mission_id=row.pk, draft=draft(facility_id=other), now=AT)
    assert row.stamps.valid().filter(kind="eTimes.12").count() == 1
    request = fresh(row.requests.get())
    assert request.accepting_facility_id == other
    (found,) = handovers_of(DISPATCHER, row.pk)
    assert found.hospital
    assert "Another time was written" in str(found.note)


def test_of_two_hand_overs_the_second_is_refused_and_nothing_changes() -> None:
    row = arrived()
    hand_over(DISPATCHER, mission_id=row.pk, draft=draft(), now=AT)
    before = Mission.objects.get(pk=row.pk).version
    with pytest.raises(AlreadyHandedOver) as refused:
        hand_over(DISPATCHER, mission_id=row.pk, draft=draft(receiver="Dr Omarov"), now=AT)
    assert "Dr Serikova" in refused.value.message()
    assert Mission.objects.get(pk=row.pk).version == before
    assert Handover.objects.count() == 1


def test_a_request_which_the_mission_does_not_serve_is_refused() -> None:
    row, other = arrived(), approved()
    with pytest.raises(NotServed):
        hand_over(DISPATCHER, mission_id=row.pk, draft=draft(request_id=other.pk), now=AT)
    assert not Handover.objects.exists()


def test_who_may_not_stamp_or_does_not_see_the_mission_hands_nothing_over() -> None:
    row = arrived()
    with pytest.raises(NotAllowed):
        hand_over(NOBODY, mission_id=row.pk, draft=draft(), now=AT)
    with pytest.raises(NotFound):
        handovers_of(STRANGER, row.pk)
    assert not Handover.objects.exists()


def handed(row: Mission) -> HandoverRow:
    hand_over(DISPATCHER, mission_id=row.pk, draft=draft(), now=AT)
    return handovers_of(DISPATCHER, row.pk)[0]


def correct(pk: int, receiver: str, reason: str = "typing_mistake") -> None:
    correct_receiver(DISPATCHER, handover_id=pk, receiver=receiver, reason=reason, now=AT)


def test_a_wrong_name_is_corrected_and_what_was_written_first_stays() -> None:
    row = arrived()
    first = handed(row)
    correct(first.id, "Dr Serikbay")
    (stands,) = handovers_of(DISPATCHER, row.pk)
    assert (stands.receiver, stands.reason) == ("Dr Serikbay", "typing_mistake")
    assert [old.receiver for old in stands.earlier] == ["Dr Serikova"]
    correct(stands.id, "Dr Serikbayeva")
    (stands,) = handovers_of(DISPATCHER, row.pk)
    assert [old.receiver for old in stands.earlier] == ["Dr Serikova", "Dr Serikbay"]
    with pytest.raises(AlreadyHandedOver) as refused:
        hand_over(DISPATCHER, mission_id=row.pk, draft=draft(receiver="Dr Omarov"), now=AT)
    assert "Dr Serikbayeva" in refused.value.message()


def test_a_correction_needs_a_reason_and_is_made_once() -> None:
    row = arrived()
    first = handed(row)
    with pytest.raises(NoReason):
        correct(first.id, "Dr Omarov", reason="because")
    correct(first.id, "Dr Omarov")
    with pytest.raises(AlreadyCorrected):
        correct(first.id, "Dr Ospanov")
    assert Handover.objects.count() == 2


def test_who_may_not_correct_or_does_not_see_the_mission_corrects_nothing() -> None:
    first = handed(arrived())
    for actor, refusal in ((NOBODY, NotAllowed), (ELSEWHERE, NotFound)):
        with pytest.raises(refusal):
            correct_receiver(
                actor, handover_id=first.id, receiver="X", reason="typing_mistake", now=AT
            )
    with pytest.raises(NotFound):
        correct(0, "X")
    assert Handover.objects.count() == 1
