"""Who was called out lately, found by his telephone when he rings back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.access.queries import accounts_of_phone
from qanat.foundation.actors import Actor
from qanat.foundation.secrets import decrypt
from qanat.foundation.telephones import plain_telephone
from qanat.response.callout.models import Called, Callout
from qanat.response.callout.permissions import SEE
from qanat.response.callout.states import AskState, Kind, word

LATELY: Final = timedelta(hours=24)
LOOKED_AT: Final = 500
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class CalledOut:
    """One who was called out: for what, and how whom he answers for stands to it."""

    name: str
    kind: Kind
    number: str
    callout_id: int
    mission_id: int | None
    request_id: int | None
    word: str


def called_out_by(actor: Actor, telephone: str, now: datetime) -> list[CalledOut]:
    """Return for what somebody was called out lately by a telephone, the newest first.

    Of call-outs the actor sees; the sealed numbers of the newest of them are opened and compared.
    """
    plain = plain_telephone(telephone)
    if not plain or not actor.may(SEE):
        return []
    accounts = set(accounts_of_phone(plain))
    seen = Callout.objects.visible_to(actor).standing().filter(started_at__gte=now - LATELY)
    rows = Called.objects.filter(ask__callout__in=seen.values("pk")).select_related("ask__callout")
    found = [
        row
        for row in rows.order_by("-ask__callout__started_at", "-id")[:LOOKED_AT]
        if row.account_id in accounts or _number(row) == plain
    ]
    return [_told(row) for row in found[:MOST]]


def _number(row: Called) -> str:
    return plain_telephone(decrypt(bytes(row.phone_sealed))) if row.phone_sealed else ""


def _told(row: Called) -> CalledOut:
    callout, kind = row.ask.callout, Kind(row.ask.callout.kind)
    return CalledOut(
        name=row.name,
        kind=kind,
        number=callout.number,
        callout_id=callout.pk,
        mission_id=callout.mission_id,
        request_id=callout.request_id,
        word=str(word(kind, AskState(row.ask.state))),
    )
