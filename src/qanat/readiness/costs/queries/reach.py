"""Whose records somebody reads: all of the nation, those of his regions, of his operators."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed

Param = str | float | datetime | list[int] | list[str] | None


@dataclass(frozen=True, slots=True)
class Reach:
    """The rows which are open to somebody.

    Attributes:
        is_nation: all of them; else those of the operators and of the regions.
    """

    is_nation: bool = False
    operators: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def is_of_operators(self) -> bool:
        """Tell whether nothing but the work of some operators is open."""
        return not self.is_nation and not self.regions

    def condition(self, operator: str, region: str) -> str:
        """Return what limits rows to it, as SQL over the columns of operator and region."""
        if self.is_nation:
            return "true"
        return f"({operator} = ANY(%(operators)s::bigint[]) OR {region} = ANY(%(regions)s::text[]))"

    @property
    def params(self) -> dict[str, Param]:
        """The values of the condition."""
        return {"operators": list(self.operators), "regions": list(self.regions)}


def reach_of(actor: Actor, needs: str) -> Reach:
    """Return how far a permission reaches.

    Raises:
        NotAllowed: if the actor does not hold it, or for no region and no operator.
    """
    actor.need(needs)
    scope = actor.scope_of(needs)
    if not (scope.nation or scope.operators or scope.regions):
        raise NotAllowed(permission=needs)
    return Reach(
        scope.nation,
        tuple(sorted(int(one) for one in scope.operators)),
        tuple(sorted(scope.regions)),
    )
