"""How many requests the intake page registers a second, as a share of pgbench's own commits.

Everything is on: the session, the form's token, its fields, the permission, numbering, the person
found or put on record, audit, outbox and the message of the next page. Both sides run by turns on
the same embedded database with fsync on; the share is what counts, rates are of this machine.

``python -m benchmarks.page_creates [SECONDS] [ROUNDS]`` prints JSON lines.
"""

import sys
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from benchmarks import _house

SECONDS: Final = 4
ROUNDS: Final = 3
BAR: Final = 0.08
AT: Final = datetime.now(UTC).replace(microsecond=0) - timedelta(days=25)
TOKEN: Final = "x" * 32
"""A form's token is whatever the browser's cookie says too."""


def maker(session: str, hospitals: list[int], *, has_person: bool) -> _house.Make:
    """Return what makes the bytes of the next form."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"qanat_session={session}; csrftoken={TOKEN}",
        "Accept": "text/html",
    }

    def make(number: int) -> bytes:
        at = AT + timedelta(seconds=number % 2_000_000)
        typed = {
            "csrfmiddlewaretoken": TOKEN,
            "need": "transport",
            "urgency": 1 + number % 2,
            "channel": "phone",
            "received_at": f"{at:%Y-%m-%dT%H:%M}",
            "sending_facility": hospitals[number % len(hospitals)],
            "diagnosis": "Ишемический инсульт",
            "icd10": "I63.4",
            "country": "KZ",
            "is_checked": 1,
        } | ({"age_years": 61} if has_person else {})
        return _house.http("POST", "/requests/new/", headers, urlencode(typed).encode())

    return make


def session_of(role: str) -> str:
    """Return the session of somebody who is signed in."""
    from tests.foundation.access.builders import Accounts, signed_in

    account = Accounts().account(role, name=f"bench{datetime.now(UTC):%H%M%S%f}")
    return signed_in(account).cookies["qanat_session"].value


def run() -> None:
    """Measure both sides by turns."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    seconds, rounds = (*numbers, *(SECONDS, ROUNDS)[len(numbers) :])[:2]
    with _house.house() as house:
        hospitals = _house.hospitals()
        session = session_of("dispatcher")
        _house.make_pgbench()
        for has_person in (False, True):
            make = maker(session, hospitals, has_person=has_person)
            _house.load(make, 1.0, first=0)
            compared = _house.Comparison(house)
            for turn in range(rounds):
                compared.turn(make, seconds, first=(turn + 1) * 100_000)
            name = "page.creates_with_person" if has_person else "page.creates"
            _house.tell(bench=name, **compared.figures(), bar=BAR)


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.page_creates", run)


if __name__ == "__main__":
    sys.exit(main())
