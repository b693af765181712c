"""Records around a mission: bills, call-outs, alerts, shifts, casualties, published figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from tests.care.abroad.builders import (
    WORKING_BODY,
    admitted,
    contracted,
    offered,
    planned,
    somebody,
)
from tests.care.funding.builders import FINANCE, NOW, bill, committed, rate, year
from tests.foundation.access.builders import SINCE, Accounts
from tests.response.callout.builders import asked, asks
from tests.response.operators.builders import taken

from qanat.care.abroad.commands.extending import More, ask_for_more
from qanat.care.abroad.commands.gifts import GiftDraft, find_gift
from qanat.care.abroad.models import Offer, Paper, Task
from qanat.care.abroad.pages.asked import ANSWERS
from qanat.care.abroad.pages.carrying import ACTS
from qanat.care.abroad.pages.moves import STEPS
from qanat.care.clinics.commands.quotas import QuotaDraft, offer_quota, take_place
from qanat.care.clinics.commands.register import ClinicDraft, add_clinic
from qanat.care.clinics.states import CLINIC, PLACE
from qanat.care.commission.commands.bodies import establish_body
from qanat.care.commission.commands.items import Matter, place_item, put_on_agenda
from qanat.care.commission.commands.sittings import SittingDraft, plan_sitting
from qanat.care.commission.models import Member
from qanat.care.commission.pages.items import MOVES as MOVES_OF_ITEMS
from qanat.care.funding.commands.invoices import record_invoice
from qanat.care.funding.states import INVOICE as PAYABLE
from qanat.care.funding.states import OBLIGATION, YEAR
from qanat.foundation.access.commands import grant_role
from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.readiness.ledger.commands import load_ledger
from qanat.readiness.ledger.models import PublishedFigure
from qanat.response.alerts.commands.watching import raise_alert
from qanat.response.alerts.models import Alert
from qanat.response.alerts.rules import Condition
from qanat.response.alerts.states import Cause
from qanat.response.callout.states import Kind
from qanat.response.crisis.commands.casualties import CasualtyDraft, enter_casualties
from qanat.response.crisis.commands.incidents import IncidentDraft, declare_incident
from qanat.response.crisis.models import Casualty
from qanat.response.crisis.states import INCIDENT
from qanat.response.dispatch.models import Mission, Request
from qanat.response.operators.models import Difference, InvoiceFile
from qanat.response.operators.pages.invoices import ALL_MOVES
from qanat.response.operators.queries.score import Figure
from qanat.response.operators.states import DIFFERENCE, INVOICE
from qanat.response.reception.commands import Incident, hand_in
from qanat.response.shifts.commands.signing import open_shift

Records = dict[str, Sequence[object]]
NOT_FLOWN = "UP-SYN01;05.11.2026 10:00;;1:00;Рейс;1000"
UNREADABLE = "?;?;?;?;?;?"


def around(request: Request, mission: Mission, now: datetime) -> Records:
    """Return the ids of one of each, and the names which stand in their addresses."""
    around = _billed(mission) | _handed_in(now) | of_a_shift(request, mission, now)
    around |= _of_a_commission(now) | _of_treatment()
    return around | _published() | _funded()


def of_a_shift(request: Request, mission: Mission, now: datetime) -> Records:
    """Return the ids of a call-out, an alert, a shift and casualties."""
    return _called(request, mission) | _of_the_shift(mission, now) | _of_many(now)


def _billed(mission: Mission) -> Records:
    invoice = taken([NOT_FLOWN, UNREADABLE], mission.operator_id).invoice_id
    return {
        "invoice_id": [invoice],
        "difference_id": [Difference.objects.get(invoice=invoice).pk],
        "file_id": [InvoiceFile.objects.get(invoice=invoice).pk],
        "operators:invoice_move:name": [m.name for m in INVOICE.moves] + ["nothing"],
        "operators:decide_all:kind": [Difference.objects.get(invoice=invoice).kind, "nothing"],
        "operators:decide_all:name": [*ALL_MOVES, "nothing"],
        "operators:decide:name": [m.name for m in DIFFERENCE.moves] + ["nothing"],
        "operators:export:kind": ["csv", "xlsx", "nothing"],
        "operators:score_records:name": [*Figure, "nothing"],
    }


def _funded() -> Records:
    rate()
    row = committed(year())
    came = record_invoice(FINANCE, obligation_id=row.pk, bill=bill(100), now=NOW)
    return {
        "year_id": [row.appropriation_id],
        "obligation_id": [row.pk],
        "funding:invoice_move:invoice_id": [came],
        "funding:invoice_move:name": [*(m.name for m in PAYABLE.moves), "nothing"],
        "funding:move:name": [*(m.name for m in OBLIGATION.moves), "nothing"],
        "funding:year_move:name": [*(m.name for m in YEAR.moves), "nothing"],
        **_of_clinics(),
        "funding:act:name": ["bill", "advance", "refund", "raise", "reserve", "nothing"],
    }


def _of_clinics() -> Records:
    told = ClinicDraft(name="Test clinic", country="TR", city="Ankara", source="test")
    clinic = add_clinic(FINANCE, draft=told, now=NOW)
    offer = QuotaDraft(year=2026, country="TR", agreement="test", offered=2, source="test")
    quota = offer_quota(FINANCE, draft=offer, now=NOW)
    taken_place = take_place(FINANCE, quota_id=quota, matter=uuid4(), number="1", now=NOW)
    return {
        "clinic_id": [clinic],
        "quota_id": [quota],
        "clinics:place_move:place_id": [taken_place],
        "clinics:place_move:name": [*(m.name for m in PLACE.moves), "nothing"],
        "clinics:move:name": [*(m.name for m in CLINIC.moves), "nothing"],
    }


def _called(request: Request, mission: Mission) -> Records:
    callout = asked("010", request=request)
    return {
        "callout_id": [callout.pk],
        "ask_id": [asks(callout)[0].pk],
        "callout:new:kind": [*Kind.values, "nothing"],
        "record_id": [request.pk, mission.pk],
        "callout:panel:of": ["request", "mission", "nothing"],
    }


def _of_the_shift(mission: Mission, now: datetime) -> Records:
    late = Condition(
        cause=Cause.PLAN_BREACH,
        subject_kind="mission",
        subject_id=mission.pk,
        urgency=1,
        onset_at=now,
        values={"number": mission.number},
    )
    raise_alert(SYSTEM, condition=late, now=now)
    return {
        "alert_id": [Alert.objects.open().latest("id").pk],
        "shift_id": [open_shift(SYSTEM, now=now)],
        "shifts:records:code": ["requests", "nothing"],
    }


def _handed_in(now: datetime) -> Records:
    told = Incident(reference="112-1", revision=1, reported_at=now, document=b"{}", region="KZ-19")
    sender = Accounts().actor("everything", name="service112")
    return {"hand_in_id": [hand_in(sender, incident=told, now=now).id]}


def _published() -> Records:
    load_ledger(SYSTEM)
    figure = PublishedFigure.objects.exclude(measure={}).earliest("id")
    return {
        "figure_id": [figure.pk],
        "publication_id": [figure.publication_id],
        "form_of_file": ["csv", "xlsx", "html", "nothing"],
    }


def _of_many(now: datetime) -> Records:
    where = IncidentDraft(kind="road", happened_at=now, lon=77.24, lat=43.3)
    incident = declare_incident(SYSTEM, draft=where, now=now)
    enter_casualties(SYSTEM, incident_id=incident, drafts=[CasualtyDraft(category="red")], now=now)
    return {
        "incident_id": [incident],
        "casualty_id": [Casualty.objects.get(incident=incident).pk],
        "crisis:move:name": [m.name for m in INCIDENT.moves] + ["nothing"],
    }


def _of_treatment() -> Records:
    """Return a case of treatment abroad with its papers, experts and clinics."""
    case = offered()
    offer = Offer.objects.filter(case=case).earliest("id")
    _grant_everything("foreign_clinic", str(offer.clinic_id))
    return {
        "case_id": [case.pk],
        "paper_id": [Paper.objects.filter(case=case).earliest("id").pk],
        "task_id": [Task.objects.filter(case=case).earliest("id").pk],
        "offer_id": [offer.pk],
        "matter": [case.matter],
        "act": ["order-544", "nothing"],
        "abroad:move:name": [*STEPS, "nothing"],
        "abroad:do:name": [*ACTS, "nothing"],
        "abroad:do:record_id": [case.pk, offer.pk, *_under_way()],
        "abroad:answer:name": [*ANSWERS, "nothing"],
    }


def _under_way() -> list[int]:
    """Return a case under contract with its journey, and what another takes more or less."""
    case = contracted(who=somebody(name="Едущий Пациент", iin=""))
    journey = planned(case)
    treated = admitted(who=somebody(name="Лечимый Пациент", iin=""))
    more = More(why="complication", text="Sepsis", days=5, amount=0)
    wish = ask_for_more(WORKING_BODY, case_id=treated.pk, more=more, now=NOW)
    gift = GiftDraft(giver="Fund", amount=100, currency="KZT", teller="found")
    found = find_gift(WORKING_BODY, case_id=treated.pk, draft=gift, now=NOW)
    return [case.pk, journey, treated.pk, wish, found]


def _grant_everything(role: str, value: str) -> None:
    """Let who may everything act for somebody too, of whom the nation is no part."""
    account = Account.objects.filter(user_name="everything").first()
    if account is not None:
        grant_role(
            SYSTEM, account_id=account.pk, role=role, value=value, reason="test", valid_from=SINCE
        )


def _of_a_commission(now: datetime) -> Records:
    """Return a commission whose secretary may everything, with a matter which is heard."""
    keeper = Account.objects.filter(user_name="everything").values_list("pk", flat=True).first()
    body = establish_body(
        SYSTEM, name={"ru": "Комиссия"}, matter_kind="trial", secretary=keeper or 0, now=now
    )
    draft = SittingDraft(kind="ordinary", starts_at=now, ends_at=now + timedelta(hours=2))
    sitting = plan_sitting(SYSTEM, body_id=body, draft=draft, now=now)
    told = Matter(
        id=uuid4(), kind="trial", number="A-1", title={"ru": "Вопрос"}, rules_on=national_day(now)
    )
    item = put_on_agenda(SYSTEM, matter=told, now=now)
    place_item(SYSTEM, item_id=item, sitting_id=sitting, now=now)
    return {
        "body_id": [body],
        "sitting_id": [sitting],
        "item_id": [item],
        "member_id": [Member.objects.get(body=body).pk],
        "token": ["1.x"],
        "code": ["2" * 16],
        "language": ["kk", "nothing"],
        "part": ["file", "signature", "nothing"],
        "commission:item_move:name": [*MOVES_OF_ITEMS, "nothing"],
    }
