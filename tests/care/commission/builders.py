"""Commissions, sittings and matters, made by the same commands as live work."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from tests.response.dispatch.builders import NOW, actor_as

from qanat.care.commission.commands.bodies import MemberDraft, appoint_member, establish_body
from qanat.care.commission.commands.items import (
    Ground,
    Matter,
    open_hearing,
    open_voting,
    place_item,
    put_on_agenda,
    record_hearing,
)
from qanat.care.commission.commands.sittings import (
    SittingDraft,
    note_presence,
    open_sitting,
    plan_sitting,
)
from qanat.care.commission.commands.voting import DecisionDraft, cast_vote
from qanat.care.commission.models import Item, Member, Sitting
from qanat.care.commission.rules.voting import Ballot
from qanat.care.commission.states import Group, Heard, Kind, Seat
from qanat.foundation.actors import SYSTEM, Actor

HOUR: Final = timedelta(hours=1)
KIND: Final = "trial"
SECRETARY: Final = actor_as("commission_secretary", account=90_150)
CHAIR: Final = actor_as("commission_chair", account=90_151)
DEPUTY: Final = actor_as("commission_chair", account=90_152)
NGO: Final = actor_as("commission_member", account=90_153)
SURGEON: Final = actor_as("commission_member", account=90_154)
ONCOLOGIST: Final = actor_as("commission_member", account=90_155)
OUTSIDER: Final = actor_as("commission_member", account=90_159)
EVERYBODY: Final = (CHAIR, DEPUTY, NGO, SURGEON, ONCOLOGIST)
SEATS: Final = (
    (CHAIR, Seat.CHAIR, Group.MINISTRY),
    (DEPUTY, Seat.DEPUTY, Group.PHYSICIAN),
    (NGO, Seat.MEMBER, Group.NGO),
    (SURGEON, Seat.MEMBER, Group.PHYSICIAN),
    (ONCOLOGIST, Seat.MEMBER, Group.PHYSICIAN),
)
NAME: Final = {"kk": "Сынақ комиссиясы", "ru": "Пробная комиссия", "en": "Trial commission"}
FROM: Final = date(2026, 1, 1)
GROUND: Final = "not_listed"
REASONS: Final = {"kk": "Негіздеме.", "ru": "Обоснование.", "en": "Reasons."}


def body(*, without: tuple[Actor, ...] = (), **told: Any) -> int:
    """Return a commission of five who vote, and its secretary."""
    made = establish_body(
        SYSTEM, name=NAME, matter_kind=KIND, secretary=SECRETARY.id, now=NOW - HOUR
    )
    for actor, seat, group in SEATS:
        if actor not in without:
            draft = MemberDraft(
                account_id=actor.id, seat=seat, group=group, from_on=FROM, to_on=date(2030, 1, 1),
                facility_id=told.get(f"facility_{actor.id}"),
            )  # fmt: skip
            appoint_member(SECRETARY, body_id=made, draft=draft, now=NOW)
    return made


def member(actor: Actor) -> int:
    """Return the id of somebody's seat."""
    return Member.objects.get(account_id=actor.id).pk


def matter(**said: Any) -> Matter:
    """Return a matter which may be refused on one ground."""
    told: dict[str, Any] = {
        "id": uuid4(),
        "kind": KIND,
        "number": "A-KZ/2026/00001",
        "title": {"en": "Endovascular treatment", "ru": "Эндоваскулярное лечение"},
        "rules_on": date(2026, 11, 1),
        "link": "/abroad/",
        "grounds": (Ground(GROUND, {"en": "Not in the list", "ru": "Не входит в перечень"}),),
    }
    return Matter(**(told | said))


def sitting(body_id: int, *, kind: str = Kind.ORDINARY, starts: datetime = NOW) -> int:
    """Return a planned sitting."""
    last = 48 * HOUR if kind == Kind.WRITTEN else 2 * HOUR
    draft = SittingDraft(kind=kind, starts_at=starts, ends_at=starts + last, place="Астана")
    return plan_sitting(SECRETARY, body_id=body_id, draft=draft, now=NOW - HOUR)


def opened(body_id: int, *, kind: str = Kind.ORDINARY, there: tuple[Actor, ...] = EVERYBODY) -> int:
    """Return an open sitting at which some are."""
    made = sitting(body_id, kind=kind)
    open_sitting(SECRETARY, sitting_id=made, now=NOW)
    if kind == Kind.ORDINARY:
        for actor in there:
            come(made, actor)
    return made


def come(sitting_id: int, actor: Actor, *, is_there: bool = True) -> None:
    """Note that somebody came or left."""
    note_presence(
        SECRETARY, sitting_id=sitting_id, member_id=member(actor), is_there=is_there, now=NOW
    )


def placed(sitting_id: int, **said: Any) -> int:
    """Return a matter on the agenda of a sitting."""
    made = put_on_agenda(SYSTEM, matter=matter(**said), now=NOW)
    place_item(SECRETARY, item_id=made, sitting_id=sitting_id, now=NOW)
    return made


def heard(item_id: int) -> None:
    """Hear the applicant in person."""
    record_hearing(SECRETARY, item_id=item_id, heard=Heard.IN_PERSON, heard_at=NOW, now=NOW)


def in_vote(sitting_id: int, **said: Any) -> int:
    """Return a matter which is voted on."""
    made = placed(sitting_id, **said)
    open_hearing(SECRETARY, item_id=made, now=NOW)
    open_voting(CHAIR, item_id=made, now=NOW)
    return made


def vote(item_id: int, actor: Actor, outcome: str, *, at: datetime = NOW, **said: Any) -> int:
    """Vote, on the one ground where it is a refusal."""
    told: dict[str, Any] = {"reasons": f"Because of {outcome}."}
    if outcome == "refuse":
        told["ground"] = GROUND
    return cast_vote(
        actor, item_id=item_id, ballot=Ballot(outcome=outcome, **(told | said)), now=at
    )


def drafted(**said: Any) -> DecisionDraft:
    """Return what a decision says."""
    return DecisionDraft(**({"reasons": REASONS} | said))


def item(item_id: int) -> Item:
    """Return a matter as it stands now."""
    return Item.objects.get(pk=item_id)


def fresh(sitting_id: int) -> Sitting:
    """Return a sitting as it stands now."""
    return Sitting.objects.get(pk=sitting_id)
