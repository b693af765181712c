"""The page of one case: papers, what the order says, experts, offers, decisions, history."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from qanat.care.abroad.commands.examining import HEARD_ANEW
from qanat.care.abroad.commands.offers import may_ask_more
from qanat.care.abroad.forms.examining import INCLUDES
from qanat.care.abroad.pages.carried import button, carried_words
from qanat.care.abroad.pages.labels import (
    BROUGHT_BY,
    TROUBLES,
    answer,
    asked_of,
    because,
    decided_words,
    disease_words,
    ground_words,
    home_words,
    line_of,
)
from qanat.care.abroad.pages.moves import STEPS, steps_for
from qanat.care.abroad.pages.standing import standing_of
from qanat.care.abroad.pages.words import AGAINST, MISSING, OUTLOOKS
from qanat.care.abroad.parameters import ASSUMED
from qanat.care.abroad.permissions import CARRY, CHECK, PETITION, PREPARE, SEE
from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.queries.carried import carried_of
from qanat.care.abroad.queries.cases import matter_of
from qanat.care.abroad.queries.experts import expert_specialties
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.queries.norms import are_terms_verified
from qanat.care.abroad.queries.papers import EXTRACT, openings_of, paper_words
from qanat.care.abroad.queries.record import CaseRecord, case_record
from qanat.care.abroad.rules.checklist import REGION
from qanat.care.abroad.states import (
    CASE,
    CHANGEABLE,
    COLLECTING,
    OPEN,
    SEEKING,
    SENT,
    CaseState,
    OfferState,
    PaperLanguage,
    TaskState,
    Verdict,
    Whose,
)
from qanat.care.funding.permissions import SEE as MONEY
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import EntryRow
from qanat.foundation.days import national_day
from qanat.foundation.texts import local
from qanat.registry.patients.permissions import SEE as PATIENTS
from qanat.registry.patients.queries import iin_doubt
from qanat.registry.terminology.queries import names_of as names_in
from qanat.web.reply import Values, page

CASE_PAGE: Final = "abroad/case.html"
PRIMARY: Final = ("submit", "petition", "confirm_complete", "hand_in_again", "put_on_agenda")
"""What brings a case on stands out among its steps."""


@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case as far as the viewer's part of it goes."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    record = case_record(actor, case_id, now)
    context = _head(actor, record, now) | _rights(record) | _papers(actor, record)
    told = record.told
    context |= home_words(str(told["disease"]), told["is_available_at_home"], national_day(now))
    context |= _examined(actor, record)
    if record.row.decision:
        carried = carried_of(actor, case_id, now)
        row = record.row
        context |= carried_words(actor, case_id, row.state, row.decision, carried)
    return page(request, CASE_PAGE, context)


def _head(actor: Actor, record: CaseRecord, now: datetime) -> Values:
    row = record.row
    steps = [
        {
            "label": STEPS[name].label,
            "url": reverse("abroad:move", args=(row.id, name)),
            "tone": "primary" if name in PRIMARY else "danger" if STEPS[name].danger else "",
        }
        for name in steps_for(actor, row.state)
        if not _is_idle(name, record)
    ]
    return {
        "record": record,
        "row": row,
        "line": line_of(row, now),
        "because": because(row),
        "steps": steps,
        "can_edit": actor.may(PREPARE) and row.state in CHANGEABLE,
        "can_reach": actor.may(PREPARE) and row.state in OPEN,
        "can_see_patient": actor.may(PATIENTS),
        "reads_reports": True,
        "is_stopped": row.stopped_at is not None,
        "doubt": iin_doubt(row.person) if row.person and actor.may(PREPARE) else "",
        "given_back": _given_back(record),
        "why_moved": _why_moved(record),
        "moves": {m.name: CASE.past(m.name) for m in CASE.moves},
        "is_verified": are_terms_verified(national_day(now)),
        "source": ASSUMED,
    }


def _is_idle(name: str, record: CaseRecord) -> bool:
    """Tell whether a step would be refused whatever is said with it."""
    row = record.row
    if name == "close":
        is_sent = row.decision in SENT and not record.told["is_self_arranged"]
        return row.state == CaseState.DECIDED and is_sent
    if name == "resubmit":
        return row.decision not in HEARD_ANEW
    return name == "urgent" and row.is_urgent


def _why_moved(record: CaseRecord) -> dict[int, str]:
    """Return why the case was moved, by the entry of its history."""
    return {
        one.id: names_in(f"reason.{CASE.move(one.move).reasons}").get(one.reason, "")
        for one in record.moves
        if one.reason
    }


def _given_back(record: CaseRecord) -> EntryRow | None:
    """Return the move by which a case came back to the hospital, while it is there."""
    last = record.moves[-1] if record.moves else None
    return last if last and last.reason and record.row.state in CHANGEABLE else None


def _rights(record: CaseRecord) -> Values:
    """Return what the order of the case says of it; people decide."""
    act, finding = record.act, record.finding
    categories = {one.code: local(one.label) for one in act.categories}
    sex = record.row.person.sex if record.row.person else ""
    return {
        "act_title": local(act.title),
        "outlook": OUTLOOKS[finding.outlook],
        "category": categories.get(finding.category, ""),
        "against": [AGAINST[why] for why in finding.against],
        "missing": [MISSING[why] for why in finding.missing],
        "disease": disease_words(act, str(record.told["disease"])),
        "answers": [(word, answer(record.told[name])) for name, word in asked_of(sex)],
        "other_acts": [one for one in ACTS if one.code != act.code],
    }


def _papers(actor: Actor, record: CaseRecord) -> Values:
    words = paper_words(record.act)
    papers = {paper.kind: paper for paper in record.papers if paper.is_newest}
    needed = {item.needed.kind for item in record.items}
    return {
        "items": [
            {
                "kind": item.needed.kind,
                "word": words[item.needed.kind],
                "by": BROUGHT_BY[item.needed.by],
                "paper": papers.get(item.needed.kind),
                "troubles": [TROUBLES[one] for one in item.troubles],
                "is_mine": item.needed.by != REGION or actor.may(PETITION),
            }
            for item in record.items
        ],
        "further": [paper for kind, paper in papers.items() if kind not in needed],
        "older": [paper for paper in record.papers if not paper.is_newest],
        "paper_words": words,
        "languages": dict(PaperLanguage.choices),
        "whose": dict(Whose.choices),
        "can_hand_in": actor.may(PREPARE)
        and (record.row.state in COLLECTING or record.row.state == CaseState.DECIDED),
        "can_judge": actor.may(CHECK) and record.row.state == CaseState.COMPLETENESS,
    }


def _examined(actor: Actor, record: CaseRecord) -> Values:
    """Return what is decided, and what the working body alone sees."""
    state = record.row.state
    found: Values = {
        "decisions": decided_words(record.decisions),
        "grounds": ground_words(record.act),
        "is_working_body": actor.may(CHECK),
    }
    if not actor.may(CHECK):
        return found
    openings, matter = openings_of(record.row.id), matter_of(record.row.id)
    is_to_choose = state == CaseState.DECIDED and record.row.decision in PURPOSES
    return found | {
        "choices": {
            one.id: button("choose", one.id)
            for one in record.offers
            if is_to_choose and one.state == OfferState.QUOTED and actor.may(CARRY)
        },
        "standing": standing_of(record.offers, matter, str(record.told["icd10"]))
        if actor.may(MONEY)
        else None,
        "specialties": expert_specialties(timezone.now()),
        "task_states": dict(TaskState.choices),
        "verdicts": dict(Verdict.choices),
        "offer_states": dict(OfferState.choices),
        "can_correct": state in SEEKING,
        "why_corrected": names_in("reason.correct_offer"),
        "includes": dict(INCLUDES),
        "opened_words": paper_words(record.act) | {EXTRACT: gettext("FHIR extract")},
        "openings": openings,
        "openers": names_of({one.by_id for one in openings}),
        "can_ask_experts": state in (CaseState.ELIGIBILITY, CaseState.OPINIONS),
        "can_ask_clinics": state in (CaseState.OPINIONS, CaseState.OFFERS)
        or may_ask_more(state, record.row.decision),
    }
