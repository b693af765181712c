"""Commit the plans of many in one act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid
from qanat.response.crisis.suggest import PLANS_EACH
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.suggest import Wider


class NobodyChosen(Invalid):
    """Committing means somebody's plan."""

    code = "nobody_chosen"
    text = _("Mark at least one plan.")


@dataclass(frozen=True, slots=True)
class Choice:
    """The plan chosen for a request: its key, and the vehicles it was made without."""

    key: str
    without: frozenset[str] = frozenset()


@command(needs=COMMIT)
def commit_together(
    actor: Actor, *, choices: Mapping[int, Choice], proposed_at: datetime, now: datetime
) -> list[int]:
    """Commit the chosen plans: the vehicles of all are promised, or none is.

    Args:
        actor: who commits.
        choices: of each request its plan, as it was shown.
        proposed_at: when it was shown.
        now: the moment.

    Returns:
        The ids of the missions, in the order of the requests' ids.

    Raises:
        NobodyChosen: if nothing is chosen.
        ResourceTaken: if a vehicle of a plan was promised to somebody else meanwhile.
        PlanGone: if a plan can't be made any more.
        HasMission: if a request has a mission already.
    """
    if not choices:
        raise NobodyChosen
    return [
        commit_plan(
            actor,
            request_id=request_id,
            key=choice.key,
            wider=Wider(PLANS_EACH, choice.without),
            proposed_at=proposed_at,
            now=now,
        )
        for request_id, choice in sorted(choices.items())
    ]
