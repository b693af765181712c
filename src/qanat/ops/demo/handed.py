"""An incident handed in by 112, and what its log told minutes later."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.access.commands import AccountDetails, create_account, grant_role
from qanat.foundation.access.queries.accounts import AccountFilter, find_accounts
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import SYSTEM
from qanat.ops.demo.accounts import REGION
from qanat.ops.progress import Progress
from qanat.response.reception.commands import Incident, document_of, hand_in

SERVICE: Final = "service112"
TOLD: Final = {
    "kind": "Дорожно-транспортное происшествие",
    "description": "Столкновение двух машин, двое пострадавших",
    "settlement": "Талгар",
    "address": "трасса у въезда в город",
    "callers": [{"name": "Прохожий", "phone": "+7 000 000 01 12", "language": "kk"}],
    "persons": [{"count": 2, "condition": "травмы, один без сознания"}],
    "dangers": ["разлив топлива"],
    "notes": [{"at": None, "text": "Извещены полиция и пожарная служба"}],
}


def fill_hand_ins(progress: Progress, now: datetime) -> None:
    """Have 112 hand one incident in, unless it did so before."""
    if find_accounts(SYSTEM, AccountFilter(text=SERVICE)).count():
        return
    progress("Handing an incident in from 112")
    details = AccountDetails(user_name=SERVICE, full_name="112")
    made = create_account(SYSTEM, details=details, kind=AccountKind.SYSTEM)
    grant_role(
        SYSTEM, account_id=made.account_id, role="service_112", value=REGION, reason="demonstration"
    )
    service, at = actor_of_account(made.account_id), now - timedelta(minutes=9)
    first = Incident(
        reference=f"112-{at:%Y%m%d-%H%M}",
        revision=1,
        reported_at=at,
        document=document_of(TOLD),
        kind=str(TOLD["kind"]),
        description=str(TOLD["description"]),
        region=REGION,
        settlement=str(TOLD["settlement"]),
        address=str(TOLD["address"]),
        is_synthetic=True,
    )
    later = TOLD | {"description": "Пострадавших трое, один зажат в машине"}
    hand_in(service, incident=first, now=at)
    hand_in(service, incident=replace(first, revision=2, document=document_of(later)), now=now)
