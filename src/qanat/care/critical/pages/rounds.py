"""The worklist of the rounds by profile, its list on paper, and the round itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from qanat.care.critical.commands import rounds
from qanat.care.critical.commands.telling import ask_for_findings
from qanat.care.critical.forms.rounds import ConclusionForm
from qanat.care.critical.pages.board import paged
from qanat.care.critical.pages.lines import lines
from qanat.care.critical.pages.watch import PAGE, draft_name, watch_context
from qanat.care.critical.parameters import ASSUMED
from qanat.care.critical.permissions import ROUND, SEE
from qanat.care.critical.queries.norms import norms_on
from qanat.care.critical.queries.watches import Wanted, due_by_profile
from qanat.care.critical.states import Profile, profiles_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.registry.changing import has_run
from qanat.response.dispatch.commands.unsent import discard_draft, save_draft
from qanat.web import wording
from qanat.web.drafts import saved, typed_now
from qanat.web.figures import Tab
from qanat.web.reply import Values, again, done, page

WORKLIST = "critical/worklist.html"
PAPER = "critical/paper.html"
ON_A_LIST = 80


@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """Show whose round is due, since when, and what comes next."""
    actor = actor_of(request)
    actor.need(SEE)
    now, profile = timezone.now(), _profile(request)
    due = due_by_profile(actor, now)
    rows = paged(request, actor, Wanted(view="rounds", profile=profile), now)
    context: Values = {
        "rows": rows,
        "lines": lines(rows.items, now),
        "profile": profile,
        "due": due.get(profile, 0) if profile else sum(due.values()),
        "tabs": _tabs(actor, profile, due),
        "can_round": actor.may(ROUND),
        "is_verified": norms_on(national_day(now)).is_verified,
        "source": ASSUMED,
    }
    return page(request, WORKLIST, context, fragment="worklist")


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """Show the list of today's rounds to be printed."""
    actor = actor_of(request)
    actor.need(SEE)
    now, profile = timezone.now(), _profile(request)
    rows = paged(request, actor, Wanted(view="rounds", profile=profile), now, size=ON_A_LIST)
    context: Values = {
        "rows": rows,
        "lines": lines(rows.items, now),
        "part": _("%(first)s–%(last)s of %(total)s")
        % {"first": rows.first, "last": rows.last, "total": wording.number(rows.total)},
        "profile": profile,
        "profile_name": Profile(profile).label if profile else _("All profiles"),
    }
    return page(request, PAPER, context)


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the round which is due first."""
    profile = request.POST.get("profile", "")
    profile = profile if profile in Profile.values else ""
    watch_id = rounds.take_next_round(actor_of(request), profile=profile, now=timezone.now())
    if watch_id is None:
        return done(request, to="critical:worklist", message=_("No round is due."))
    return done(request, to="critical:watch", args=(watch_id,))


@require_POST
def take(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Take the round of a patient."""
    rounds.take_round(actor_of(request), watch_id=watch_id, now=timezone.now())
    return done(request, to="critical:watch", args=(watch_id,))


@require_POST
def ask(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Ask the hospital for findings."""
    ask_for_findings(actor_of(request), watch_id=watch_id, now=timezone.now())
    words = _("The hospital is asked for findings.")
    return done(request, to="critical:watch", args=(watch_id,), message=words)


@require_POST
def give_back(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Give a round back."""
    rounds.give_round_back(actor_of(request), watch_id=watch_id)
    return done(request, to="critical:worklist", message=_("Given back."))


@require_POST
def conclude(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Conclude a round."""
    actor = actor_of(request)
    actor.need(ROUND)
    form = ConclusionForm(request.POST)

    def run(_typed: Values) -> None:
        rounds.conclude_round(actor, watch_id=watch_id, draft=form.draft(), now=timezone.now())

    if not has_run(form, run):
        context = watch_context(actor, watch_id) | {"form": form}
        return again(request, PAGE, context, fragment="record")
    discard_draft(actor, form=draft_name(watch_id))
    return done(request, to="critical:worklist", message=_("Conclusion recorded."))


@require_POST
def keep_draft(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Keep the conclusion that is being written."""
    actor = actor_of(request)
    actor.need(ROUND)
    watch_context(actor, watch_id)
    values = typed_now(request.POST, ConclusionForm.base_fields)
    save_draft(actor, form=draft_name(watch_id), values=values)
    return saved()


def _profile(request: HttpRequest) -> str:
    asked = request.GET.get("profile", "")
    return asked if asked in Profile.values else ""


def _tabs(actor: Actor, profile: str, due: dict[str, int]) -> list[Tab]:
    """Return the profiles of the viewer's own work, or all, each with what is due."""
    here = reverse("critical:worklist")
    scope = actor.scope_of(ROUND)
    own = profiles_of(scope.profiles) if scope.profiles and not scope.nation else tuple(Profile)
    first = Tab(pgettext("profiles", "All"), here, not profile, sum(due.values()))
    return [
        first,
        *(Tab(one.label, f"{here}?profile={one}", one == profile, due.get(one, 0)) for one in own),
    ]
