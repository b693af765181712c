"""Bring the demonstration up to now: accounts, fleet, people, a live shift."""

from dataclasses import replace

from django.utils import timezone, translation

from qanat.foundation.access.sign_in.demo import ensure_demo_accounts
from qanat.foundation.actors import NOBODY, SYSTEM
from qanat.ops.demo import shift
from qanat.ops.demo.accounts import REGION, accounts, clinic_accounts
from qanat.ops.demo.beds import fill_beds
from qanat.ops.demo.callouts import fill_callouts
from qanat.ops.demo.carried import fill_decided
from qanat.ops.demo.critical import fill_critical
from qanat.ops.demo.leading import lead_requests, own_alerts
from qanat.ops.demo.messages import fill_messages
from qanat.ops.demo.money import fill_money
from qanat.ops.demo.ringing import ring_dispatcher
from qanat.ops.demo.shifts import fill_crisis, fill_shifts
from qanat.ops.demo.team import place_team
from qanat.ops.demo.treatment import fill_treatment
from qanat.ops.demo.weather import fill_weather
from qanat.ops.progress import Progress
from qanat.registry.facilities.commands import load_demo_phones
from qanat.registry.fleet.commands.demo import keep_demo_fleet, load_demo_fleet
from qanat.registry.workforce.commands.demo import keep_demo_duties, load_demo_workforce
from qanat.response.dispatch.queries.missions import current_mission

SEED = 2026


def live_shift(progress: Progress) -> None:
    """Make what is missing; a second start only fills up what has ended meanwhile."""
    now = timezone.now()
    progress("Making the synthetic fleet")
    load_demo_fleet(SYSTEM, seed=SEED, now=now)
    load_demo_phones(SYSTEM)
    keep_demo_fleet(SYSTEM, now=now)
    progress("Making the synthetic crews")
    load_demo_workforce(SYSTEM, seed=SEED, now=now)
    keep_demo_duties(SYSTEM, now=now)
    fill_weather(now)
    fill_beds(now)
    progress("Making the demonstration's accounts")
    people = ensure_demo_accounts(SYSTEM, accounts=accounts())
    with translation.override("ru"):  # names of places in plans, as a dispatcher writes them
        shift.fill(progress, now, SEED + int(now.timestamp()) // 3600)
        lead_requests(people["dispatcher"], timezone.now(), but_one=True)
        own_alerts(people["dispatcher"], timezone.now())
        fill_crisis(people, now)
        fill_shifts(people, now)
        if current_mission(replace(NOBODY, id=people["team"])) is None:
            place_team(people["team"], REGION, now)
        fill_callouts(progress)
        fill_messages(progress, people)
        ring_dispatcher(timezone.now())
        fill_critical(progress, people, timezone.now())
        fill_money(progress, people, timezone.now())
        ensure_demo_accounts(SYSTEM, accounts=clinic_accounts())
        fill_treatment(progress, people, timezone.now())
        fill_decided(progress, people, timezone.now())
