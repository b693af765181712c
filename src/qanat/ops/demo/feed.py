"""The simulated feed: positions of the played missions, sent through the API with a key.

It is a sender like any other: it knows its address, its key and the number of its last batch.
"""

import http.client
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from qanat.foundation.access.commands import AccountDetails, create_account, grant_role, issue_token
from qanat.foundation.access.queries.accounts import AccountFilter, find_accounts
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import SYSTEM
from qanat.ops.demo.leading import is_silent
from qanat.ops.demo.missions import fix_of
from qanat.response.dispatch.queries.synthetic import played_missions
from qanat.response.tracking.commands import FixDraft
from qanat.response.tracking.permissions import REPORT, SEE

SOURCE: Final = "simulation"
ACCOUNT: Final = "simulated-feed"
ROLE: Final = "position_feed"
KEY_LASTS: Final = timedelta(days=1)
ACCURACY_M: Final = 15.0
WAIT_S: Final = 10


class NoDoor(Exception):  # noqa: N818 (it says what is missing)
    """The API does not answer, or refuses."""


@dataclass(slots=True)
class Sender:
    """A sender of positions, with its key and the number of its last batch."""

    address: str
    key: str
    sequence: int = field(default=0)

    def begin(self) -> None:
        """Ask how far the feed is, so that its numbers go on."""
        told = self._call("GET", f"/positions/feed?source={SOURCE}")
        self.sequence = int(told["last_sequence"] or 0)

    def send(self, fixes: Sequence[FixDraft]) -> dict[str, Any]:
        """Send a batch; return what became of it."""
        body = {
            "source": SOURCE,
            "sequence": self.sequence + 1,
            "fixes": [_plain(fix) for fix in fixes],
        }
        taken = self._call("POST", "/positions", body)
        self.sequence = int(taken["last_sequence"] or self.sequence)
        return taken

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 (our own address)
            f"{self.address.rstrip('/')}/api/v1{path}",
            data=json.dumps(body).encode() if body is not None else None,
            method=method,
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                "Idempotency-Key": uuid.uuid4().hex,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=WAIT_S) as answer:  # noqa: S310 (the same)
                told: dict[str, Any] = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise NoDoor(f"{error.code} {error.read(300).decode(errors='replace')}") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoDoor(str(error)) from error
        return told


def new_key(now: datetime) -> str:
    """Return a key for a day of the account which feeds positions; made where it is missing."""
    known = find_accounts(SYSTEM, AccountFilter(text=ACCOUNT))
    ids = [row.id for row in known[0:5] if row.user_name == ACCOUNT]
    if not ids:
        details = AccountDetails(user_name=ACCOUNT, full_name="Simulated feed")
        ids = [create_account(SYSTEM, details=details, kind=AccountKind.SYSTEM).account_id]
        grant_role(SYSTEM, account_id=ids[0], role=ROLE, value="", reason="demonstration")
    token = issue_token(
        SYSTEM,
        account_id=ids[0],
        name="simulation",
        permissions=(REPORT, SEE),
        expires_at=now + KEY_LASTS,
    )
    return token.raw


def fixes_at(at: datetime, silent: Collection[int] = ()) -> list[FixDraft]:
    """Return where the played missions' vehicles are at a moment, but for the silent aircraft.

    Without a named one, the flight which has been in the air longest keeps silent.
    """
    missions = played_missions()
    heard = (
        [m for m in missions if m.aircraft_id not in silent]
        if silent
        else [m for m in missions if not is_silent(m, missions)]
    )
    return [fix for mission in heard if (fix := fix_of(mission, at))]


def _plain(fix: FixDraft) -> dict[str, Any]:
    return {
        "kind": fix.kind,
        "vehicle_id": fix.vehicle_id,
        "at": fix.at.isoformat(),
        "lon": fix.lon,
        "lat": fix.lat,
        "altitude_m": fix.altitude_m,
        "speed_mps": fix.speed_mps,
        "course_deg": fix.course_deg,
        "accuracy_m": ACCURACY_M,
    }
