from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from tests.registry.builders import NOW, region, somebody
from tests.registry.fleet import builders as make
from tests.registry.racing import race

from qanat.foundation.actors import NATION, SYSTEM, Actor, Scope
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.registry.fleet.commands import (
    BaseDraft,
    Certificate,
    ModuleDraft,
    Rate,
    Statement,
    base_aircraft,
    ensure_aircraft,
    open_base,
    open_contract,
    place_module,
    record_module_certificate,
    register_aircraft,
    register_module,
    register_operator,
    revoke_module_certificate,
    state_ambulance,
    state_serviceability,
    withdraw_aircraft,
)
from qanat.registry.fleet.commands.contracts import ContractKnown, RatesMissing, TermsImpossible
from qanat.registry.fleet.commands.modules import (
    CertificateImpossible,
    CertificateKnown,
    DoesNotFit,
)
from qanat.registry.fleet.commands.registering import (
    CodeTaken,
    NoSuchPart,
    TailMissing,
    TailTaken,
    TooEarly,
)
from qanat.registry.fleet.commands.stating import (
    BackTooEarly,
    ReasonNeeded,
    SinceInFuture,
    Withdrawn,
)
from qanat.registry.fleet.models import (
    Aircraft,
    Ambulance,
    Base,
    Basing,
    Contract,
    MedicalModule,
    ModuleCertificate,
    Operator,
    Serviceability,
)
from qanat.registry.fleet.permissions import BASE, CONTRACT, REGISTER, SEE, STATE
from qanat.registry.fleet.queries import aircraft_at, module_at

pytestmark = pytest.mark.django_db
FIT = Statement(status="serviceable", since=NOW)
BROKEN = Statement(status="unserviceable", since=NOW, reason="fault")
Act = Callable[[Actor], object]


def counts() -> tuple[int, ...]:
    tables = (Operator, Base, Aircraft, Basing, Serviceability, Contract, MedicalModule,
              ModuleCertificate, OutboxEvent)  # fmt: skip
    return tuple(table.objects.count() for table in tables)


def refused(kind: type[Refusal], act: Callable[[], object]) -> Refusal:
    """Return the refusal of an act which must change nothing."""
    before = counts()
    with pytest.raises(kind) as answer:
        act()
    assert counts() == before
    return answer.value


def desk_of(operator_id: int, *permissions: str) -> Actor:
    return somebody({SEE, *permissions}, Scope(operators=frozenset({operator_id})))


def test_an_aircraft_comes_with_base_and_waits_for_a_statement() -> None:
    pk = make.aircraft()
    row = aircraft_at(pk, NOW)
    assert (row.status, row.unavailable, row.is_stale) == ("", "never_stated", True)
    assert row.base_region == "KZ-19"
    assert OutboxEvent.objects.get().kind == "fleet.aircraft_based.1"


def test_who_may_not_changes_nothing() -> None:
    craft, operator, base = make.aircraft(), make.operator(), make.base()
    module = make.module(operator)
    region()
    acts: tuple[Act, ...] = (
        lambda a: register_operator(a, code="x", name={}),
        lambda a: open_base(a, base=BaseDraft(code="x", name={}, region="KZ-19", lon=1, lat=1)),
        lambda a: register_aircraft(
            a, tail="UP-X", type_id=make.type_id(), operator_id=operator, base_id=base, from_at=NOW
        ),
        lambda a: base_aircraft(a, aircraft_id=craft, base_id=base, from_at=NOW),
        lambda a: withdraw_aircraft(a, aircraft_id=craft, on=date(2026, 1, 1)),
        lambda a: state_serviceability(a, aircraft_id=craft, statement=FIT, now=NOW),
        lambda a: open_contract(a, operator_id=operator, terms=make.terms()),
        lambda a: place_module(a, module_id=module, base_id=base),
        lambda a: record_module_certificate(
            a,
            module_id=module,
            certificate=Certificate(
                number="1", valid_from=date(2026, 1, 1), valid_to=date(2026, 2, 1)
            ),
        ),
        lambda a: ensure_aircraft(a, tails={"UP-1": ""}),
    )
    for act in acts:
        refused(NotAllowed, partial(act, somebody({SEE}, NATION)))
    everything = {SEE, STATE, BASE, REGISTER, CONTRACT}
    stranger = somebody(everything, Scope(operators=frozenset({999_999})))
    for act in acts[:9]:
        refused(Refusal, partial(act, stranger))


def test_the_desk_of_an_operator_states_its_own_aircraft_only() -> None:
    mine, other = make.aircraft(), make.aircraft()
    desk = desk_of(Aircraft.objects.get(pk=mine).operator_id or 0, STATE)
    state_serviceability(desk, aircraft_id=mine, statement=BROKEN, now=NOW)
    assert aircraft_at(mine, NOW).status == "unserviceable"
    refused(
        NotFound,
        partial(state_serviceability, desk, aircraft_id=other, statement=FIT, now=NOW),
    )


def test_seeing_the_nation_is_not_stating_for_it() -> None:
    craft, own = make.aircraft(), make.operator()
    see_all = somebody({SEE}, NATION)
    state_own = desk_of(own, STATE)
    both = replace(see_all, grants=see_all.grants + state_own.grants)
    refused(
        NotFound, partial(state_serviceability, both, aircraft_id=craft, statement=FIT, now=NOW)
    )


def test_the_latest_statement_holds_and_the_older_stay() -> None:
    craft = make.aircraft()
    for hours, statement in ((3, FIT), (2, BROKEN), (1, FIT)):
        at = NOW - timedelta(hours=hours)
        state_serviceability(
            SYSTEM, aircraft_id=craft, statement=replace(statement, since=at), now=at
        )
    assert aircraft_at(craft, NOW).status == "serviceable"
    assert aircraft_at(craft, NOW - timedelta(minutes=90)).status == "unserviceable"
    assert aircraft_at(craft, NOW - timedelta(hours=9)).status == ""
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Serviceability.objects.update(status="serviceable", reason="")


def test_a_statement_that_can_not_be_is_refused() -> None:
    craft = make.aircraft()
    wrong = (
        (ReasonNeeded, replace(BROKEN, reason="")),
        (ReasonNeeded, replace(BROKEN, reason="nonsense")),
        (SinceInFuture, replace(FIT, since=NOW + timedelta(hours=1))),
        (BackTooEarly, replace(BROKEN, expected_back_at=NOW - timedelta(hours=1))),
    )
    for kind, statement in wrong:
        refused(
            kind,
            partial(state_serviceability, SYSTEM, aircraft_id=craft, statement=statement, now=NOW),
        )


def test_a_withdrawn_aircraft_is_stated_no_more() -> None:
    craft = make.aircraft()
    withdraw_aircraft(SYSTEM, aircraft_id=craft, on=date(2026, 11, 25))
    refused(
        Withdrawn, partial(state_serviceability, SYSTEM, aircraft_id=craft, statement=FIT, now=NOW)
    )
    assert aircraft_at(craft, NOW).unavailable == "withdrawn"


def test_an_aircraft_moves_and_its_stays_join_without_gap() -> None:
    craft, there = make.aircraft(), make.base("KZ-10", "UASS")
    base_aircraft(SYSTEM, aircraft_id=craft, base_id=there, from_at=NOW)
    base_aircraft(SYSTEM, aircraft_id=craft, base_id=there, from_at=NOW + timedelta(hours=1))
    assert aircraft_at(craft, NOW).base_region == "KZ-10"
    assert aircraft_at(craft, NOW - timedelta(seconds=1)).base_region == "KZ-19"
    assert Basing.objects.count() == 2
    refused(
        TooEarly,
        partial(
            base_aircraft,
            SYSTEM,
            aircraft_id=craft,
            base_id=make.base(),
            from_at=NOW - timedelta(days=1),
        ),
    )
    refused(NoSuchPart, partial(base_aircraft, SYSTEM, aircraft_id=craft, base_id=0, from_at=NOW))


def test_the_database_refuses_two_bases_at_a_time() -> None:
    craft = make.aircraft()
    stay = Basing.objects.get(aircraft=craft)
    with pytest.raises(IntegrityError, match="basing_one_at_a_time"), transaction.atomic():
        Basing.objects.create(aircraft_id=craft, base=stay.base, during=stay.during)


def test_a_registration_is_taken_once_however_it_is_written() -> None:
    craft = Aircraft.objects.get(pk=make.aircraft())
    again = partial(
        register_aircraft,
        SYSTEM,
        type_id=make.type_id(),
        operator_id=make.operator(),
        base_id=make.base(),
        from_at=NOW,
    )
    refused(TailTaken, partial(again, tail=f" {craft.tail.lower()} "))
    refused(TailMissing, partial(again, tail=" - "))
    refused(NoSuchPart, partial(again, tail="UP-NEW", type_id=0))


def test_codes_are_taken_once() -> None:
    register_operator(SYSTEM, code="a", name={"en": "A"})
    refused(CodeTaken, partial(register_operator, SYSTEM, code="a", name={"en": "B"}))
    base = Base.objects.get(pk=make.base())
    draft = BaseDraft(
        code=base.code, name={}, region="KZ-19", airfield_id=base.airfield_id, lon=1, lat=1
    )
    refused(CodeTaken, partial(open_base, SYSTEM, base=draft))
    refused(NoSuchPart, partial(open_base, SYSTEM, base=replace(draft, code="n", airfield_id=None)))


def test_tails_of_a_journal_are_found_or_made_with_their_operators() -> None:
    known = Aircraft.objects.get(pk=make.aircraft())
    tails = {
        known.tail: "whoever",
        "up-y4003 ": "Авиакомпания Г",
        "UP-Y4003": "АВИАКОМПАНИЯ «Г»",
        "uр-c2001": "Авиакомпания Д",  # a Cyrillic р
        "UP-NONE": "",
        " ": "x",
    }
    found = ensure_aircraft(SYSTEM, tails=tails)
    assert found[known.tail] == known.pk
    assert found["up-y4003 "] == found["UP-Y4003"]
    assert " " not in found
    assert Aircraft.objects.get(tail="UP-C2001").operator is not None
    assert Aircraft.objects.get(tail="UP-NONE").operator is None
    assert Operator.objects.filter(source="journal").count() == 2
    assert ensure_aircraft(SYSTEM, tails=tails) == found
    assert aircraft_at(found["UP-NONE"], NOW).unavailable == "never_stated"


def test_a_tail_of_a_journal_is_registered_later() -> None:
    pk = ensure_aircraft(SYSTEM, tails={"UP-J1": "Airline J"})["UP-J1"]
    again = register_aircraft(
        SYSTEM,
        tail="UP-J1",
        type_id=make.type_id(),
        operator_id=make.operator(),
        base_id=make.base(),
        from_at=NOW,
    )
    assert again == pk


def test_a_contract_is_opened_with_its_prices_once() -> None:
    operator = make.operator()
    terms = make.terms()
    pk = open_contract(SYSTEM, operator_id=operator, terms=terms)
    contract = Contract.objects.get(pk=pk)
    assert contract.hours_bought == Decimal("250.50")
    assert (contract.valid.lower, contract.valid.upper) == (date(2026, 1, 1), date(2027, 1, 1))
    assert contract.rates.get().hour_tiyn == 112_000_000
    refused(ContractKnown, partial(open_contract, SYSTEM, operator_id=operator, terms=terms))


def test_impossible_terms_are_refused() -> None:
    operator, rate = make.operator(), Rate(make.type_id(), 1, 0)
    wrong: tuple[tuple[type[Refusal], dict[str, object]], ...] = (
        (TermsImpossible, {"number": "  "}),
        (TermsImpossible, {"valid_to": date(2025, 12, 31)}),
        (TermsImpossible, {"valid_to": date.max}),
        (TermsImpossible, {"hours_bought": Decimal(0)}),
        (TermsImpossible, {"purpose": "nonsense"}),
        (TermsImpossible, {"rates": (replace(rate, hour_tiyn=0),)}),
        (TermsImpossible, {"rates": (replace(rate, positioning_hour_tiyn=-1),)}),
        (RatesMissing, {"rates": ()}),
        (RatesMissing, {"rates": (rate, rate)}),
        (RatesMissing, {"rates": (replace(rate, type_id=0),)}),
    )
    for kind, said in wrong:
        terms = make.terms(**said)
        refused(kind, partial(open_contract, SYSTEM, operator_id=operator, terms=terms))


def test_certificates_are_recorded_once_and_revoked() -> None:
    module = make.module(make.operator())
    certificate = Certificate(
        number="K-1", valid_from=date(2026, 1, 1), valid_to=date(2026, 11, 25)
    )
    pk = record_module_certificate(SYSTEM, module_id=module, certificate=certificate)
    assert module_at(module, NOW).is_certified
    assert not module_at(module, NOW + timedelta(days=1)).is_certified
    record = partial(record_module_certificate, SYSTEM, module_id=module)
    refused(CertificateKnown, partial(record, certificate=certificate))
    refused(CertificateImpossible, partial(record, certificate=replace(certificate, number=" ")))
    refused(
        CertificateImpossible,
        partial(record, certificate=replace(certificate, number="2", valid_to=date(2025, 1, 1))),
    )
    refused(
        CertificateImpossible,
        partial(record, certificate=replace(certificate, number="2", valid_to=date.max)),
    )
    revoke_module_certificate(SYSTEM, certificate_id=pk, on=date(2026, 11, 20))
    assert not module_at(module, NOW).is_certified
    assert module_at(module, datetime(2026, 11, 10, tzinfo=UTC)).is_certified
    refused(
        NotFound,
        partial(revoke_module_certificate, SYSTEM, certificate_id=0, on=date(2026, 1, 1)),
    )


def test_a_module_goes_aboard_what_it_fits_and_nothing_else() -> None:
    operator = make.operator()
    fits, other = make.aircraft(operator_id=operator), make.aircraft(code="pc-12ng")
    module, base = make.module(operator), make.base()
    place_module(SYSTEM, module_id=module, aircraft_id=fits)
    assert [m.id for m in aircraft_at(fits, NOW).modules] == [module]
    place = partial(place_module, SYSTEM, module_id=module)
    refused(DoesNotFit, partial(place, aircraft_id=other))
    refused(NoSuchPart, partial(place, aircraft_id=fits, base_id=base))
    refused(NoSuchPart, place)
    assert MedicalModule.objects.get().aircraft_id == fits
    place_module(SYSTEM, module_id=module, base_id=base)
    assert aircraft_at(fits, NOW).modules == ()


def test_a_module_is_registered_once_and_for_known_types() -> None:
    operator = make.operator()
    draft = ModuleDraft(serial="S-1", kind="icu", operator_id=operator, fits=(make.type_id(),))
    register_module(SYSTEM, module=draft)
    refused(CodeTaken, partial(register_module, SYSTEM, module=draft))
    for wrong in ({"fits": ()}, {"fits": (0,)}, {"kind": "x"}, {"serial": " "}, {"operator_id": 0}):
        module = replace(draft, serial="S-2") if "serial" not in wrong else draft
        refused(
            NoSuchPart,
            partial(register_module, SYSTEM, module=replace(module, **wrong)),
        )


def test_an_ambulance_is_stated_by_its_own_region() -> None:
    ambulance = Ambulance.objects.create(
        call_sign="19-1", kind="feldsher", region=region("KZ-19"), stated_at=NOW
    )
    region("KZ-10")
    home, away = (
        somebody({SEE, STATE}, Scope(regions=frozenset({code}))) for code in ("KZ-19", "KZ-10")
    )
    state = partial(state_ambulance, ambulance_id=ambulance.pk, is_serviceable=False, now=NOW)
    refused(NotFound, partial(state, away))
    state(home, note="gearbox")
    ambulance.refresh_from_db()
    assert (ambulance.is_serviceable, ambulance.note) == (False, "gearbox")


@pytest.mark.django_db(transaction=True)
def test_two_moves_in_one_instant_leave_one_base_at_every_moment() -> None:
    craft = make.aircraft()
    bases = [make.base() for _ in range(6)]
    answers = race(
        [
            partial(base_aircraft, SYSTEM, aircraft_id=craft, base_id=base, from_at=NOW)
            for base in bases
        ]
    )
    assert answers.count(None) == 1
    assert sum(isinstance(a, TooEarly) for a in answers) == 5
    assert Basing.objects.filter(during__contains=NOW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_number_of_a_contract_is_opened_once_in_a_race() -> None:
    operator, terms = make.operator(), make.terms()
    answers = race([partial(open_contract, SYSTEM, operator_id=operator, terms=terms)] * 6)
    assert sum(isinstance(a, int) for a in answers) == 1
    assert sum(isinstance(a, ContractKnown) for a in answers) == 5
