"""Rounds of the centre's specialists: take one, give it back, conclude it as a remote service."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.drafts import ConclusionDraft
from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.commands.services import NoConclusion, Service, given_service
from qanat.care.critical.commands.telling import tell_hospital, words_of
from qanat.care.critical.models import Findings, Round, Watch
from qanat.care.critical.parameters import DATA_AGE, ROUND_HELD
from qanat.care.critical.permissions import ROUND
from qanat.care.critical.queries.norms import hours_of, norms_on
from qanat.care.critical.rules.course import due_after, next_round
from qanat.care.critical.rules.scoring import is_measured
from qanat.care.critical.states import ROUND_CYCLE, RoundState
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict

SEEN = (
    "round_taken_by", "round_taken_at", "seen_at", "seen_by", "advice", "condition",
    "round_due_at", "worsened_at", "worsened_in",
)  # fmt: skip


class RoundTaken(Conflict):
    """A colleague makes the round."""

    code = "round_taken"
    text = _("%(who)s makes this round, since %(at)s.")


class NoData(Conflict):
    """A round without data is no service: it rests on findings which are not too old."""

    code = "no_data"
    text = _("There are no findings of the last %(hours)s h. Ask the hospital to report first.")


class SameData(Conflict):
    """One look at the same findings is one service."""

    code = "same_data"
    text = _("You have concluded on these findings already. Ask the hospital for new ones.")


class NotTaken(Conflict):
    """Only who has taken a round concludes it."""

    code = "round_not_taken"
    text = _("Take the round first.")


@command(needs=ROUND)
def take_round(actor: Actor, *, watch_id: int, now: datetime) -> int:
    """Take the round of a patient; taking it twice changes nothing. Return its id.

    What somebody took and did not conclude within the norm may be taken over.

    Raises:
        RoundTaken: if a colleague makes it.
        WatchEnded: if the watch is over.
    """
    watch = locked_watch(actor, watch_id, ROUND)
    open_round = _open_round(watch)
    if open_round is not None:
        if open_round.by_id == actor.id:
            return open_round.pk
        held = timedelta(minutes=parameter(ROUND_HELD, on=national_day(now)).number)
        if now < open_round.taken_at + held:
            raise _taken(open_round)
        make_move(SYSTEM, open_round, ROUND_CYCLE, "give_back", note=_now("Taken over"))
    made = Round.objects.create(
        watch=watch, by_id=actor.id, taken_at=now, due_at=watch.round_due_at
    )
    watch.round_taken_by, watch.round_taken_at = actor.id, now
    watch.save(update_fields=["round_taken_by", "round_taken_at"])
    tell(watch)
    return made.pk


@command(needs=ROUND)
def take_next_round(actor: Actor, *, profile: str = "", now: datetime) -> int | None:
    """Take the round which is due first; return the id of the watch, None where nothing is due.

    Two specialists who ask in the same instant get two patients.
    """
    rows = Watch.objects.visible_to(actor).within(actor, ROUND).open()
    rows = rows.filter(round_taken_by=None, round_due_at__lte=now)
    if profile:
        rows = rows.filter(profile=profile)
    ordered = rows.order_by("round_due_at", "id")
    row = ordered.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    take_round(actor, watch_id=row.pk, now=now)
    return row.pk


@command(needs=ROUND)
def give_round_back(actor: Actor, *, watch_id: int) -> None:
    """Give a round back: somebody else may take it.

    Raises:
        NotTaken: if the actor has not taken it.
    """
    watch = locked_watch(actor, watch_id, ROUND, is_open=False)
    make_move(actor, _own_round(actor, watch), ROUND_CYCLE, "give_back")
    watch.round_taken_by = watch.round_taken_at = None
    watch.save(update_fields=["round_taken_by", "round_taken_at"])
    tell(watch)


@command(needs=ROUND)
def conclude_round(actor: Actor, *, watch_id: int, draft: ConclusionDraft, now: datetime) -> int:
    """Conclude a round: order, data and conclusion together are one remote service.

    The same conclusion sent twice is stored once.

    Raises:
        NoConclusion: if the text is empty.
        NotTaken: if the actor has not taken the round.
        NoData: if there are no findings on which it can rest.
        SameData: if the actor's last conclusion rests on these findings.
    """
    if not draft.text.strip():
        raise NoConclusion
    watch = locked_watch(actor, watch_id, ROUND)
    same = watch.rounds.filter(by_id=actor.id, state=RoundState.CONCLUDED, text=draft.text)
    if watch.round_taken_by != actor.id and (known := same.order_by("-id").first()):
        return known.pk
    row = _own_round(actor, watch)
    row.findings = _data(actor, watch, now)
    service = Service(
        kind="consultation", question=_now("Remote round"), text=draft.text, advice=draft.advice,
        ordered_at=row.taken_at,
    )  # fmt: skip
    row.order_id = given_service(actor, watch, service, now)
    row.concluded_at, row.text, row.advice = now, draft.text, draft.advice
    row.condition = draft.condition
    also = ("concluded_at", "text", "advice", "condition", "findings", "order")
    make_move(actor, row, ROUND_CYCLE, "conclude", also=also)
    _seen(actor, watch, draft, now)
    tell_hospital(watch, words_of(draft.advice), now)
    tell(watch)
    return row.pk


def release_round(watch: Watch) -> None:
    """Give back a round that nobody concludes any more, within the command which ends a watch."""
    if (row := _open_round(watch)) is not None:
        make_move(SYSTEM, row, ROUND_CYCLE, "give_back")


def _seen(actor: Actor, watch: Watch, draft: ConclusionDraft, now: datetime) -> None:
    """Say on the watch that a specialist has looked, and when he looks again."""
    watch.condition = draft.condition or watch.condition
    by_norm = due_after(now, watch.condition, norms_on(national_day(now)).round_h)
    watch.seen_at, watch.seen_by, watch.advice = now, actor.id, draft.advice
    watch.round_due_at = next_round(now, by_norm, draft.next_within_h)
    watch.round_taken_by = watch.round_taken_at = watch.worsened_at = None
    watch.worsened_in = []
    watch.save(update_fields=list(SEEN))


def _data(actor: Actor, watch: Watch, now: datetime) -> Findings:
    """Return the newest findings which were measured: on them a round rests."""
    age = hours_of(DATA_AGE, national_day(now))
    fresh = watch.findings.filter(at__gte=now - age).order_by("-at", "-id")
    newest = next((one for one in fresh if is_measured(one)), None)
    if newest is None:
        raise NoData(hours=round(age / timedelta(hours=1)))
    if watch.rounds.filter(by_id=actor.id, findings=newest).exists():
        raise SameData
    return newest


def _open_round(watch: Watch) -> Round | None:
    rows = watch.rounds.filter(state=RoundState.TAKEN)
    return rows.select_for_update(of=("self",)).first()


def _own_round(actor: Actor, watch: Watch) -> Round:
    row = _open_round(watch)
    if row is None:
        raise NotTaken
    if row.by_id != actor.id:
        raise _taken(row)
    return row


def _taken(row: Round) -> RoundTaken:
    return RoundTaken(who=names_of([row.by_id])[row.by_id], at=f"{localtime(row.taken_at):%H:%M}")
