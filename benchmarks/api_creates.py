"""How many requests the API registers a second, as a share of pgbench's own commits.

Everything is on: the key, its permission and scope, validation, numbering, audit, outbox. Both
sides run by turns on the same embedded database with fsync on; the share is what counts, rates are
of this machine. The bar is of a request. With a person who is not on record yet two are created in
one: he is looked for, his record, what opens it and their audit are stored too.

The last line is the limit: the same statements sent by pgbench instead of by us, and an answer of
a web process which does nothing. No program of ours between the two can be quicker.

``python -m benchmarks.api_creates [SECONDS] [ROUNDS]`` prints JSON lines.
"""

import json
import math
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from benchmarks import _house

SECONDS: Final = 4
ROUNDS: Final = 3
BAR: Final = 0.25
FEW: Final = 2
"""Of the limit's clients: so many seldom wait for each other's numbers."""
KNOWN: Final = 3
"""So many requests after which a process knows a key: it is looked at, noted, looked at again."""
DIGITS: Final = re.compile(r"(?<=\d):(?=\d)")
COLON: Final = "' || ':' || '"
AT: Final = datetime.now(UTC).replace(microsecond=0) - timedelta(days=25)
NAMES: Final = ("Ахметов", "Иванов", "Сәрсенов", "Ким", "Юсупов", "Оспанов", "Ли", "Жұмабаев")


def maker(key: str, hospitals: list[int], *, has_person: bool) -> _house.Make:
    """Return what makes the bytes of the next request."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def make(number: int) -> bytes:
        body: dict[str, object] = {
            "received_at": (AT + timedelta(seconds=number % 2_000_000)).isoformat(),
            "channel": "phone",
            "sending_facility_id": hospitals[number % len(hospitals)],
            "diagnosis": "Ишемический инсульт",
            "icd10": "I63.4",
            "urgency": 1 + number % 2,
            "caller_phone": "+77010000001",
            "needs": ["icu"],
        }
        if has_person:
            name = f"{NAMES[number % len(NAMES)]} {number}"
            body["person"] = {"name": name, "birth_on": "1964-03-02", "sex": "male"}
        return _house.http("POST", "/api/v1/requests", headers, json.dumps(body).encode())

    return make


def run() -> None:
    """Measure both sides by turns."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    seconds, rounds = (*numbers, *(SECONDS, ROUNDS)[len(numbers) :])[:2]
    with _house.house() as house:
        hospitals = _house.hospitals()
        key = _house.key_of("dispatcher", name="api")
        _house.make_pgbench()
        for has_person in (False, True):
            make = maker(key, hospitals, has_person=has_person)
            first = next_number()
            _house.load(make, 1.0, first=first)
            compared = _house.Comparison(house)
            for turn in range(rounds):
                compared.turn(make, seconds, first=first + (turn + 1) * 100_000)
            name = "api.creates_with_person" if has_person else "api.creates"
            _house.tell(bench=name, **compared.figures(), bar=None if has_person else BAR)
        make = maker(key, hospitals, has_person=False)
        scripts = [statements(key, make(number)) for number in range(_house.CLIENTS)]
        _house.tell(bench="api.creates_limit", **limit(house, scripts, seconds, rounds), bar=BAR)


def statements(key: str, raw: bytes) -> str:
    """Return what the database is told when a request comes in by a key that is known."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    body = raw.partition(b"\r\n\r\n")[2]
    asker = Client(headers={"Authorization": f"Bearer {key}", "Host": _house.HOST})
    sent: list[str] = []
    for _turn in range(KNOWN):
        with CaptureQueriesContext(connection) as seen:
            made = asker.post("/api/v1/requests", body, content_type="application/json")
        assert made.status_code == HTTPStatus.CREATED, made.content
        sent = [one["sql"] for one in seen.captured_queries]
    (stored,) = sent
    # pgbench takes a colon before a letter or digit for a variable of its own.
    stored = re.sub(r"'[^']*'::timestamptz", "now()", stored)
    told = re.search(r"'[^']*'(?=::text IS NOT DISTINCT)", stored)
    assert told, "the statement looks at no key"
    stored = stored.replace(told[0], f"({DIGITS.sub(COLON, told[0])})")
    stored = re.sub(r'(?<="):(?=\w)', ": ", stored)
    return DIGITS.sub(r"\\u003a", stored) + ";\n"


def limit(
    house: _house.House, scripts: Sequence[str], seconds: int, rounds: int
) -> dict[str, object]:
    """Return CPU times of the statements alone, of an empty answer, and the share they leave."""
    commit_ms = stored_ms = empty_ms = math.inf
    ask = _house.http("GET", "/health", {})
    for _turn in range(rounds):
        commit_ms = min(commit_ms, _pgbench_ms(house, seconds, [_house.SCRIPT]))
        stored_ms = min(stored_ms, _pgbench_ms(house, seconds, scripts))
        before = house.spent_s()[0] + _house.own_s()
        answers = len(_house.load(lambda _number: ask, seconds, first=0).times_s)
        spent_s = house.spent_s()[0] + _house.own_s() - before
        empty_ms = min(empty_ms, 1000 * spent_s / answers)
    return {
        "statements_cpu_ms": round(stored_ms, 2),
        "empty_answer_cpu_ms": round(empty_ms, 2),
        "pgbench_cpu_ms": round(commit_ms, 2),
        "share_by_cpu": round(commit_ms / (stored_ms + empty_ms), 3),
    }


def _pgbench_ms(house: _house.House, seconds: int, scripts: Sequence[str]) -> float:
    before = house.spent_s()[1] + _house.own_s()
    count, _took_s = _house.pgbench(seconds, scripts, clients=FEW)
    return 1000 * (house.spent_s()[1] + _house.own_s() - before) / count


def next_number() -> int:
    """Return a number from which on no person of an earlier run has his name."""
    from qanat.registry.patients.models import Patient

    newest = Patient.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return int(newest) * 1_000_000


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.api_creates", run)


if __name__ == "__main__":
    sys.exit(main())
