"""The exact planner's nation: kept by the audit trail, equal to one read anew at every moment."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from tests.response.dispatch.builders import DISPATCHER, MINUTE, NOW, aircraft_ids, request
from tests.response.dispatch.world import load

from qanat.engine.kbest import _search
from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.search import warm
from qanat.foundation.actors import SYSTEM
from qanat.foundation.commands import intention
from qanat.registry.facilities.commands import end_capability
from qanat.registry.facilities.models import Capability
from qanat.registry.fleet.commands.stating import Statement, state_ambulance, state_serviceability
from qanat.registry.fleet.models import Ambulance
from qanat.registry.places.commands import close_place, reopen
from qanat.registry.places.models import Airfield
from qanat.response.commitments.commands import Purpose, Want, hold, release_purpose
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.suggest.exact import KEEPER, ask_exactly
from qanat.response.dispatch.suggest.exact.keeping import differences
from qanat.response.tracking.commands import FixDraft, report_positions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PURPOSE = Purpose("test", 1, "Test")


@pytest.fixture(autouse=True)
def nation() -> Iterator[None]:
    load()
    KEEPER.forget()
    KEEPER.rebuilt = KEEPER.followed = 0
    yield
    KEEPER.forget()


def unit(kind: str, pk: int) -> tuple[float, float, float]:
    """Return where a vehicle is kept, and when it is ready."""
    snapshot = KEEPER.current(NOW).snapshot
    table = snapshot.craft if kind == "aircraft" else snapshot.units
    n = snapshot.at["aircraft" if kind == "aircraft" else "ambulances"][f"{kind}:{pk}"]
    return float(table.xyz[0, n]), float(table.xyz[1, n]), float(table.ready_s[n])


def signatures() -> int:
    """Return for how many kinds of arrays the search was compiled."""
    return len(getattr(_search.search, "signatures", ()))


def promise(kind: ResourceKind, pk: int) -> None:
    want = Want(kind, pk, "X", NOW - MINUTE, NOW + timedelta(hours=5))
    hold(SYSTEM, wants=[want], purpose=PURPOSE, expires_at=NOW + timedelta(hours=6))


def hear_of(kind: str, pk: int, at: datetime = NOW) -> None:
    fix = FixDraft(kind=kind, vehicle_id=pk, at=at, lon=70.0, lat=50.0, speed_mps=10.0)
    report_positions(SYSTEM, fixes=[fix], source="test", now=at)


def test_every_change_is_followed_and_nothing_is_built_anew() -> None:
    van = (
        Ambulance.objects.filter(is_serviceable=True, settlement__isnull=False).order_by("id")[0].pk
    )
    craft = aircraft_ids()[0]
    unfit = Statement(status="unserviceable", since=NOW, reason="fault")
    changes: list[tuple[str, int, Callable[[], object]]] = [
        ("ambulance", van, lambda: promise(ResourceKind.AMBULANCE, van)),
        ("ambulance", van, lambda: release_purpose(SYSTEM, purpose_kind="test", purpose_id=1)),
        ("ambulance", van, lambda: hear_of("ambulance", van)),
        (
            "ambulance", van,
            lambda: state_ambulance(SYSTEM, ambulance_id=van, is_serviceable=False, now=NOW),
        ),
        ("aircraft", craft, lambda: promise(ResourceKind.AIRCRAFT, craft)),
        ("aircraft", craft, lambda: hear_of("aircraft", craft)),
        (
            "aircraft", craft,
            lambda: state_serviceability(SYSTEM, aircraft_id=craft, statement=unfit, now=NOW),
        ),
    ]  # fmt: skip
    generation = KEEPER.current(NOW).snapshot.generation
    for kind, pk, change in changes:
        before = unit(kind, pk)
        change()
        assert unit(kind, pk) != before
        assert KEEPER.generation > generation
        generation = KEEPER.generation
        assert differences(NOW) == []
    assert KEEPER.rebuilt == 1
    assert KEEPER.followed == len(changes)


def test_what_is_said_within_a_minute_counts_at_once() -> None:
    craft, said_at = aircraft_ids()[0], NOW + timedelta(seconds=20)
    KEEPER.current(NOW)
    fault = Statement(status="unserviceable", since=said_at, reason="fault")
    state_serviceability(SYSTEM, aircraft_id=craft, statement=fault, now=said_at)
    fields = Airfield.objects.order_by("id").values_list("pk", flat=True)
    field = next(pk for pk in fields if f"airfield:{pk}" in KEEPER.current(NOW).landing)
    closure = close_place(
        SYSTEM, kind="airfield", place_id=field, from_at=said_at, until_at=None, reason="snow"
    )
    seen = KEEPER.current(said_at + timedelta(seconds=1))
    assert not seen.aircraft[f"aircraft:{craft}"].is_serviceable
    assert seen.landing[f"airfield:{field}"].is_closed
    reopen(SYSTEM, closure_id=closure, at=said_at + timedelta(seconds=2))
    assert not KEEPER.current(said_at + timedelta(seconds=3)).landing[f"airfield:{field}"].is_closed
    assert KEEPER.rebuilt == 1
    able = Capability.objects.filter(until=None, code="pci").order_by("id")[0]
    before = KEEPER.current(said_at).ground.hospitals
    end_capability(SYSTEM, facility_id=able.facility_id, capability="pci", until=able.since)
    after = KEEPER.current(said_at).ground.hospitals
    assert [key for key in before if before[key] != after[key]] == [f"facility:{able.facility_id}"]
    assert differences(said_at + timedelta(seconds=4)) == []


def test_what_time_alone_changes_is_followed_by_the_minute() -> None:
    craft = aircraft_ids()[0]
    hear_of("aircraft", craft)
    KEEPER.current(NOW)
    for later in (MINUTE, timedelta(hours=3), timedelta(hours=5, minutes=59)):
        assert differences(NOW + later) == []
    assert KEEPER.rebuilt == 1
    assert KEEPER.followed > 0
    KEEPER.current(NOW + timedelta(hours=7))
    assert KEEPER.rebuilt == 2


def test_a_new_vehicle_has_it_built_anew() -> None:
    KEEPER.current(NOW)
    copied = Ambulance.objects.filter(settlement__isnull=False).order_by("id")[0]
    with intention(SYSTEM, "test"):
        copied.pk, copied.call_sign = None, "NEW-1"
        copied.save(force_insert=True)
    assert f"ambulance:{copied.pk}" in KEEPER.current(NOW).snapshot.at["ambulances"]
    assert KEEPER.rebuilt == 2
    assert KEEPER.generation == 2


def test_nothing_is_compiled_for_a_question_after_warming(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    warm()
    compiled = signatures()
    row = request()
    asked = ask_exactly(DISPATCHER, row.pk, NOW, count=20, policy=Policy())
    assert asked.found.certificate.is_proved
    assert asked.found.ways
    assert set(asked.names) >= {
        asked.snapshot.nation.hospitals[asked.found.ways[0].hospital or 0].id
    }
    assert signatures() == compiled
