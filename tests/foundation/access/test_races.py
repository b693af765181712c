"""Two people do the same in the same instant: exactly one of them did it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from tests.foundation.access.builders import Accounts

from qanat.foundation.access.commands import grant_role, open_glass, review_glass
from qanat.foundation.access.commands.glass import OpenAlready
from qanat.foundation.access.commands.grants import HeldAlready
from qanat.foundation.access.models import BreakGlass, RoleGrant
from qanat.foundation.access.states import GlassReason
from qanat.foundation.actors import SYSTEM
from qanat.foundation.lifecycle import WrongState
from qanat.foundation.refusals import Refusal

WRITERS = 6


def raced(run: Callable[[int], object]) -> list[type[Refusal] | None]:
    """Run the same thing at once in several threads; return what refused each, or None."""
    start = Barrier(WRITERS)

    def one(number: int) -> type[Refusal] | None:
        start.wait(timeout=20)
        try:
            run(number)
        except Refusal as refusal:
            return type(refusal)
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(WRITERS) as threads:
        return list(threads.map(one, range(WRITERS)))


def one_did(outcomes: list[type[Refusal] | None], refused: type[Refusal]) -> bool:
    return outcomes.count(None) == 1 and outcomes.count(refused) == WRITERS - 1


@pytest.mark.usefixtures("transactional_db")
def test_of_many_at_once_exactly_one_does_it() -> None:
    make = Accounts()
    account, coordinator = make.account(), make.actor("coordinator", "KZ-10")
    reviewers = [make.actor("reviewer") for _ in range(WRITERS)]

    given = raced(
        lambda _: grant_role(SYSTEM, account_id=account.pk, role="citizen", reason="raced")
    )
    assert one_did(given, HeldAlready)
    assert RoleGrant.objects.filter(account=account).count() == 1

    opened = raced(
        lambda _: open_glass(coordinator, kind="patient", record_id=3, reason=GlassReason.LIFE)
    )
    assert one_did(opened, OpenAlready)
    glass = BreakGlass.objects.get()

    judged = raced(
        lambda number: review_glass(reviewers[number], glass_id=glass.pk, is_justified=True)
    )
    assert one_did(judged, WrongState)
    glass.refresh_from_db()
    assert glass.reviewed_by_id == reviewers[judged.index(None)].id
