"""Who calls, and what the key allows."""

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.wire.me import MeOut, ScopeOut
from qanat.foundation.access_types import Scope


@endpoint("GET", "/me", needs="")
def read_me(call: Call) -> MeOut:
    """Read what your key allows."""
    actor = call.actor
    held = sorted({p for grant in actor.grants for p in grant.permissions})
    return MeOut(
        id=actor.id,
        name=actor.name,
        language=actor.language,
        permissions={p: _scope(actor.scope_of(p)) for p in held},
    )


def _scope(scope: Scope) -> ScopeOut:
    return ScopeOut(
        nation=scope.nation,
        regions=tuple(sorted(scope.regions)),
        organisations=tuple(sorted(scope.organisations)),
        operators=tuple(sorted(scope.operators)),
        countries=tuple(sorted(scope.countries)),
        profiles=tuple(sorted(scope.profiles)),
    )
