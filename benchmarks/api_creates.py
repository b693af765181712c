"""How many requests the API registers a second, as a share of pgbench's own commits.

Everything is on: the key, its permission and scope, validation, numbering, the person found or put
on record, audit, outbox. Both sides run by turns on the same embedded database with fsync on; the
share is what counts, rates are of this machine.

``python -m benchmarks.api_creates [SECONDS] [ROUNDS]`` prints JSON lines.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks import _house

SECONDS: Final = 4
ROUNDS: Final = 3
BAR: Final = 0.25
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
        from qanat.registry.facilities.queries import Filter, facility_rows

        hospitals = [row.id for row in facility_rows(Filter(is_inpatient=True))]
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
            _house.tell(bench=name, **compared.figures(), bar=BAR)


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
