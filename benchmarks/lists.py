"""How many lists of 20 requests are answered a second, as a share of pgbench's own queries.

The API's list and the queue's page, each with its key or session, permission, row scope and
counting; pgbench reads the same 20 rows with nothing around them. Both sides run by turns on the
same embedded database, which holds a tenth of the nation.

``python -m benchmarks.lists [SECONDS] [ROUNDS]`` prints JSON lines.
"""

import sys
from typing import Final

from benchmarks import _house
from benchmarks.page_creates import session_of

SECONDS: Final = 4
ROUNDS: Final = 3
SCRIPT: Final = "SELECT * FROM dispatch_request ORDER BY received_at DESC, id DESC LIMIT 20;"


def always(raw: bytes) -> _house.Make:
    """Return what asks the same each time."""
    return lambda _number: raw


def run() -> None:
    """Measure both sides by turns."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    seconds, rounds = (*numbers, *(SECONDS, ROUNDS)[len(numbers) :])[:2]
    with _house.house() as house:
        from django.utils import timezone

        from benchmarks._national import NATIONAL, fill
        from qanat.foundation.actors import SYSTEM
        from qanat.registry.fleet.commands.demo import load_demo_fleet
        from qanat.response.dispatch.models import Request

        if not Request.objects.exists():
            load_demo_fleet(SYSTEM, seed=1, now=timezone.now())
            fill(NATIONAL.part(10))
        key = {"Authorization": f"Bearer {_house.key_of('dispatcher', name='lists')}"}
        session = {"Cookie": f"qanat_session={session_of('dispatcher')}", "Accept": "text/html"}
        asked = {
            "api.list": _house.http("GET", "/api/v1/requests?limit=20", key),
            "page.queue": _house.http("GET", "/requests/?view=over", session),
        }
        for name, raw in asked.items():
            make = always(raw)
            _house.load(make, 1.0, first=0)
            compared = _house.Comparison(house, SCRIPT)
            for _turn in range(rounds):
                compared.turn(make, seconds, first=0)
            _house.tell(bench=name, **compared.figures())


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.lists", run)


if __name__ == "__main__":
    sys.exit(main())
