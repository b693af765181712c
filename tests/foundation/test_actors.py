"""What an actor may do, and whose rows it reaches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.access_types import NOTHING
from qanat.foundation.actors import NATION, NOBODY, SYSTEM, Actor, Grant, Scope
from qanat.foundation.refusals import NotAllowed

SEE, EDIT, FLY = "a.see", "a.edit", "a.fly"
ALMATY = Scope(regions=frozenset({"KZ-19"}))
HOSPITAL = Scope(organisations=frozenset({7}))
ACTOR = Actor(
    5,
    "Aida",
    (
        Grant("coordinator", frozenset({SEE, EDIT}), ALMATY),
        Grant("hospital", frozenset({SEE}), HOSPITAL),
        Grant("", frozenset({FLY}), NOTHING),
    ),
    glass={"patient": frozenset({3})},
)
SCOPES = st.builds(
    Scope,
    nation=st.booleans(),
    regions=st.frozensets(st.sampled_from(["KZ-10", "KZ-19", "KZ-71"])),
    organisations=st.frozensets(st.integers(1, 4)),
    operators=st.frozensets(st.integers(1, 4)),
    countries=st.frozensets(st.sampled_from(["UZ", "KG"])),
)


def test_a_permission_reaches_the_union_of_the_roles_that_hold_it() -> None:
    assert ACTOR.scope_of(SEE) == Scope(regions=frozenset({"KZ-19"}), organisations=frozenset({7}))
    assert ACTOR.scope_of(EDIT) == ALMATY
    assert ACTOR.scope_of("a.other") == NOTHING


def test_a_permission_may_be_held_without_reaching_anything() -> None:
    assert ACTOR.may(FLY)
    assert not ACTOR.scope_of(FLY)


def test_what_is_not_held_is_refused_by_name() -> None:
    ACTOR.need(SEE)
    with pytest.raises(NotAllowed) as refused:
        ACTOR.need("a.other")
    assert refused.value.values == {"permission": "a.other"}


def test_the_system_may_everything_and_nobody_nothing() -> None:
    assert SYSTEM.may("whatever.it_is")
    assert SYSTEM.scope_of("whatever.it_is") == NATION
    assert not NOBODY.may(SEE)
    assert NOBODY.scope_of(SEE) == NOTHING
    assert SYSTEM.id == 0


def test_opened_records_are_told_by_kind() -> None:
    assert ACTOR.opened("patient") == {3}
    assert ACTOR.opened("request") == frozenset()


def test_roles_are_named_once_and_in_order() -> None:
    twice = Actor(1, "x", (*ACTOR.grants, Grant("coordinator", frozenset({SEE}), HOSPITAL)))
    assert twice.roles == ("coordinator", "hospital")


@given(SCOPES, SCOPES, SCOPES)
def test_scopes_join_in_any_order(one: Scope, two: Scope, three: Scope) -> None:
    assert one | two == two | one
    assert (one | two) | three == one | (two | three)
    assert one | NOTHING == one
    assert one | one == one


@given(SCOPES)
def test_a_scope_is_true_when_it_reaches_anything(scope: Scope) -> None:
    assert bool(scope) is (scope != NOTHING)
