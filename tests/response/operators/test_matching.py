"""Lines of an invoice are matched with flights, and money is conserved to the tiyn."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from qanat.response.operators.rules.comparing import Compared, Tolerances, compare, price_of
from qanat.response.operators.rules.matching import Billed, Flown, Matched, match, tail_key
from qanat.response.operators.states import DifferenceKind

DAY = datetime(2026, 11, 2, tzinfo=UTC)
WITHIN = timedelta(minutes=30)
EXACT = Tolerances(5, 100)
HOUR = 60_000_000
POSITIONING_HOUR = 45_000_000


def flown(
    mission_id: int = 1,
    *,
    off: int = 0,
    minutes: int = 60,
    tail: str = "UP-A1",
    kind: str = "flight",
    price: int | None = HOUR,
    is_billed: bool = False,
) -> Flown:
    at = DAY + timedelta(minutes=off)
    return Flown(
        mission_id=mission_id,
        tail=tail,
        off_at=at,
        on_at=at + timedelta(minutes=minutes),
        seconds=minutes * 60,
        kind=kind,
        hour_tiyn=price,
        is_billed=is_billed,
    )


def billed(
    line_id: int = 1,
    *,
    off: int = 0,
    minutes: int = 60,
    tail: str = "UP-A1",
    kind: str = "flight",
    amount: int = HOUR,
) -> Billed:
    at = DAY + timedelta(minutes=off)
    on_at = at + timedelta(minutes=minutes)
    return Billed(
        id=line_id,
        tail=tail,
        off_at=at,
        on_at=on_at,
        minutes=minutes,
        kind=kind,
        amount_tiyn=amount,
    )


def held(lines: list[Billed], flights: list[Flown]) -> tuple[Matched, Compared]:
    matched = match(lines, flights, WITHIN)
    return matched, compare(lines, matched, EXACT)


def kinds(lines: list[Billed], flights: list[Flown]) -> list[str]:
    return [finding.kind for finding in held(lines, flights)[1].findings]


def test_what_was_billed_as_flown_differs_in_nothing() -> None:
    assert kinds([billed()], [flown()]) == []
    assert kinds([billed(tail="up a1")], [flown()]) == []


def test_a_registration_is_the_same_in_look_alike_letters() -> None:
    assert tail_key("UР-А1") == tail_key("up‑a1")


def test_a_flight_which_left_at_another_time_is_on_neither_side() -> None:
    assert kinds([billed(off=31)], [flown()]) == ["not_theirs", "not_ours"]
    assert kinds([billed(off=30)], [flown()]) == []


def test_more_time_than_ours_is_claimed_at_our_price() -> None:
    _matched, compared = held([billed(minutes=66, amount=66_000_000)], [flown()])
    (found,) = compared.findings
    assert (found.kind, found.claim_tiyn) == ("hours", 6_000_000)
    assert (found.theirs_min, found.ours_min) == (66, 60)


def test_a_little_more_time_is_tolerated_and_counted() -> None:
    _matched, compared = held([billed(minutes=65, amount=65_000_000)], [flown()])
    assert compared.findings == ()
    assert compared.tolerated_tiyn == 5_000_000


def test_another_price_than_the_contract_s_differs_by_the_whole_sum() -> None:
    _matched, compared = held([billed(amount=61_000_000)], [flown()])
    (found,) = compared.findings
    assert (found.kind, found.claim_tiyn) == ("price", 1_000_000)


def test_without_a_price_of_ours_the_price_is_asked_about() -> None:
    assert kinds([billed()], [flown(price=None)]) == ["price"]


def test_a_ferry_billed_as_a_flight_is_a_matter_of_positioning() -> None:
    _matched, compared = held(
        [billed(amount=HOUR)], [flown(kind="positioning", price=POSITIONING_HOUR)]
    )
    (found,) = compared.findings
    assert (found.kind, found.claim_tiyn) == ("positioning", HOUR - POSITIONING_HOUR)


def test_a_ferry_of_which_we_know_nothing_is_one_too() -> None:
    assert kinds([billed(kind="positioning")], []) == ["positioning"]


def test_a_line_which_comes_twice_is_billed_twice() -> None:
    assert kinds([billed(1), billed(2)], [flown()]) == ["twice"]


def test_what_another_invoice_has_is_billed_twice() -> None:
    assert kinds([billed()], [flown(is_billed=True)]) == ["twice"]


def test_one_line_may_bill_all_flights_of_a_mission() -> None:
    flights = [flown(off=0), flown(off=100, kind="positioning", price=POSITIONING_HOUR)]
    line = billed(minutes=120, amount=HOUR + POSITIONING_HOUR)
    line = Billed(
        id=1, tail=line.tail, off_at=line.off_at, on_at=flights[1].on_at, minutes=120, kind="",
        amount_tiyn=line.amount_tiyn,
    )  # fmt: skip
    matched, compared = held([line], flights)
    assert matched.pairs[1] == tuple(flights)
    assert compared.findings == ()


def test_lines_by_flight_take_a_flight_each() -> None:
    flights = [flown(off=0), flown(off=100)]
    matched, _compared = held([billed(1), billed(2, off=100)], flights)
    assert {line: span[0].off_at for line, span in matched.pairs.items()} == {
        1: flights[0].off_at,
        2: flights[1].off_at,
    }


tails = st.sampled_from(("UP-A1", "UP-B2"))
kinds_of_flights = st.sampled_from(("flight", "positioning"))


@st.composite
def invoices(draw: st.DrawFn) -> tuple[list[Billed], list[Flown]]:
    flights: dict[tuple[int, int], Flown] = {}
    for _ in range(draw(st.integers(0, 6))):
        mission_id, off = draw(st.integers(1, 3)), draw(st.integers(0, 30)) * 7
        flights[mission_id, off] = flown(
            mission_id,
            off=off,
            minutes=draw(st.integers(1, 90)),
            tail="UP-A1" if mission_id < 3 else "UP-B2",
            kind=draw(kinds_of_flights),
            price=draw(st.sampled_from((None, HOUR, POSITIONING_HOUR, 33_333_333))),
            is_billed=draw(st.integers(0, 5)) == 0,
        )
    lines = [
        billed(
            number,
            off=draw(st.integers(0, 30)) * 7,
            minutes=draw(st.integers(1, 120)),
            tail=draw(tails),
            kind=draw(st.sampled_from(("", "flight", "positioning"))),
            amount=draw(st.integers(0, 10**9)),
        )
        for number in range(1, draw(st.integers(0, 7)) + 1)
    ]
    is_doubled = draw(st.booleans())
    if lines and is_doubled:
        again = lines[0]
        lines.append(
            billed(
                len(lines) + 1,
                off=int((again.off_at - DAY).total_seconds()) // 60,
                minutes=again.minutes,
                tail=again.tail,
                kind=again.kind,
                amount=again.amount_tiyn,
            )
        )
    return lines, list(flights.values())


@given(invoices())
def test_no_line_and_no_flight_is_matched_twice(given_: tuple[list[Billed], list[Flown]]) -> None:
    lines, flights = given_
    matched, _compared = held(lines, flights)
    used = Counter((one.mission_id, one.off_at) for span in matched.pairs.values() for one in span)
    assert all(count == 1 for count in used.values())
    assert not any(one.is_billed for span in matched.pairs.values() for one in span)
    fates = [*matched.pairs, *matched.twice, *matched.unknown]
    assert sorted(fates) == sorted(line.id for line in lines)
    left = Counter((one.mission_id, one.off_at) for one in matched.unbilled)
    free = Counter((one.mission_id, one.off_at) for one in flights if not one.is_billed)
    assert used + left == free


@given(invoices())
def test_money_is_conserved_to_the_tiyn(given_: tuple[list[Billed], list[Flown]]) -> None:
    lines, flights = given_
    matched, compared = held(lines, flights)
    claims = sum(f.claim_tiyn for f in compared.findings if f.kind != DifferenceKind.NOT_THEIRS)
    total = sum(line.amount_tiyn for line in lines)
    assert total == compared.ours_tiyn + compared.tolerated_tiyn + claims
    unbilled = sum(-f.claim_tiyn for f in compared.findings if f.kind == DifferenceKind.NOT_THEIRS)
    assert unbilled == price_of(matched.unbilled)


@given(invoices(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(
    given_: tuple[list[Billed], list[Flown]], chance: Random
) -> None:
    lines, flights = given_
    shuffled = list(lines)
    chance.shuffle(shuffled)
    renumbered = [
        Billed(
            id=number, tail=x.tail, off_at=x.off_at, on_at=x.on_at, minutes=x.minutes, kind=x.kind,
            amount_tiyn=x.amount_tiyn,
        )
        for number, x in enumerate(shuffled, 1)
    ]  # fmt: skip

    def told(of: list[Billed]) -> Counter[tuple[object, ...]]:
        return Counter(
            (f.kind, f.mission_id, f.tail, f.off_at, f.theirs_min, f.billed_tiyn, f.claim_tiyn)
            for f in held(of, flights)[1].findings
        )

    assert told(lines) == told(renumbered)
