"""Written votes end by themselves at their hour: what was voted is counted, nobody waits.

The members have decided by their votes; what nobody decided, or would refuse an applicant who was
not heard, is voted on once more as often as the rules say, and then waits for a sitting.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from qanat.care.commission.commands.items import (
    open_voting,
    put_off_item,
    reconsider_item,
)
from qanat.care.commission.commands.seats import RUNNERS, locked_sitting, tell
from qanat.care.commission.commands.sittings import close_sitting
from qanat.care.commission.commands.voting import DecisionDraft, decide
from qanat.care.commission.models import Item, Sitting, Vote
from qanat.care.commission.permissions import PRESIDE
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.sittings import written_votes_over
from qanat.care.commission.queries.votes import bench_of, counted, must_hear, votes_of
from qanat.care.commission.rules.counting import Count
from qanat.care.commission.states import DISCUSSED, ItemState, Outcome, SittingState
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.periodic import every
from qanat.foundation.texts import LANGUAGES, LocalText


@every(seconds=15)
def end_written_votes(now: datetime) -> None:
    """End every written vote whose time is over."""
    for sitting_id in written_votes_over(now):
        end_written_vote(SYSTEM, sitting_id=sitting_id, now=now)


@command(needs=PRESIDE)
def end_written_vote(actor: Actor, *, sitting_id: int, now: datetime) -> None:
    """Count what was voted on until the hour; ended twice, or too early, nothing changes."""
    sitting = locked_sitting(actor, sitting_id, RUNNERS, now)
    if sitting.state != SittingState.OPEN or not sitting.is_written or now < sitting.ends_at:
        return
    found = Item.objects.filter(sitting=sitting, state__in=DISCUSSED)
    items = list(found.select_for_update(of=("self",)).order_by("id"))
    repeated = [item.pk for item in items if _goes_on(actor, item, sitting, now)]
    if repeated:
        least_h, _most_h = procedure_on(national_day(sitting.starts_at)).written_h
        sitting.ends_at = now + timedelta(hours=least_h)
        sitting.revision += 1
        sitting.changed_at = now
        sitting.save(update_fields=["ends_at", "revision", "changed_at"])
        tell(sitting.pk)
    else:
        close_sitting(actor, sitting_id=sitting_id, now=now)


def _goes_on(actor: Actor, item: Item, sitting: Sitting, now: datetime) -> bool:
    """Decide a matter, or have it wait for a sitting; tell whether it is voted on once more."""
    if item.state == ItemState.VOTING:
        bench, votes = bench_of(item, sitting), votes_of(item)
        found = counted(item, bench, votes)
        if found.outcome and not must_hear(item, found.outcome):
            draft = _draft(sitting, found, [one for one in votes if one.outcome == found.outcome])
            decide(actor, item_id=item.pk, draft=draft, now=now)
            return False
        reason = "hear_first" if found.outcome else "no_majority"
        reconsider_item(actor, item_id=item.pk, reason=reason, now=now)
        is_able = len(bench.able) >= bench.quorum and bench.presiding
        left = procedure_on(item.rules_on).written_repeats >= item.round
        if left and is_able and not found.outcome:
            open_voting(actor, item_id=item.pk, now=now)
            return True
    put_off_item(actor, item_id=item.pk, now=now)
    return False


def _draft(sitting: Sitting, found: Count, votes: list[Vote]) -> DecisionDraft:
    """Return what a decision says when nobody writes it: the votes, and for what most were."""
    return DecisionDraft(
        reasons=_reasons(sitting, found),
        ground=Counter(vote.ground for vote in votes).most_common(1)[0][0],
        facility_id=Counter(vote.facility_id for vote in votes).most_common(1)[0][0],
    )


def _reasons(sitting: Sitting, found: Count) -> LocalText:
    said = {}
    for code in LANGUAGES:
        with override(code):
            said[code] = _(
                "Decided in the written vote %(number)s: %(favour)s of %(base)s entitled were for"
                " “%(outcome)s”. Their reasons stand in the minutes."
            ) % {
                "number": sitting.number,
                "favour": found.votes[found.outcome],
                "base": found.base,
                "outcome": Outcome(found.outcome).label,
            }
    return said
