"""Critical patients of the demonstration: about sixty watched, some worse, some silent."""

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from qanat.care.critical.commands.drafts import (
    ConclusionDraft,
    FindingsDraft,
    Found,
    InclusionDraft,
)
from qanat.care.critical.commands.including import include_patient
from qanat.care.critical.commands.reporting import record_findings
from qanat.care.critical.commands.rounds import conclude_round, take_round
from qanat.care.critical.queries.watches import Wanted, WatchRow, watch_count, watch_rows
from qanat.engine.scores.news2 import YOUNGEST_YEARS
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.periodic import every
from qanat.foundation.refusals import Refusal
from qanat.ops.demo.accounts import HOSPITAL
from qanat.ops.demo.people import patient
from qanat.ops.demo.requests import sending_hospitals
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import FacilityRow, find_facility

WATCHED: Final = 60
AT_HOME: Final = 4
"""So many lie in the hospital whose accounts the demonstration has."""
SILENT_EVERY: Final = 20
WORSE_EVERY: Final = 15
HOUR: Final = timedelta(hours=1)
SOON: Final = timedelta(minutes=30)
MOST_AT_ONCE: Final = 5
SEEN_BEFORE_H: Final = 4
"""So long before the last findings a specialist looked."""


@dataclass(frozen=True, slots=True)
class Case:
    """An illness, who has it, and what keeps him alive."""

    diagnosis: str
    icd10: str
    ages: tuple[int, int]
    condition: int
    support: tuple[str, ...]
    sex: str = ""
    is_pregnant: bool = False


CASES: Final = (
    Case("Ишемический инсульт, отёк мозга", "I63.4", (52, 80), 3, ("ventilation", "sedation")),
    Case("Субарахноидальное кровоизлияние", "I60.9", (38, 66), 3, ("ventilation",)),
    Case("Инфаркт миокарда, кардиогенный шок", "I21.0", (48, 78), 3, ("vasopressors", "oxygen")),
    Case("Тяжёлая преэклампсия", "O14.1", (19, 41), 2, ("oxygen",), "f", is_pregnant=True),
    Case(
        "Послеродовое кровотечение", "O72.1", (20, 40), 3, ("transfusion",), "f", is_pregnant=True
    ),
    Case("Недоношенность, дыхательные расстройства", "P22.0", (0, 0), 3, ("ventilation",)),
    Case("Неонатальный сепсис", "P36.9", (0, 0), 3, ("mask", "vasopressors")),
    Case("Тяжёлая пневмония", "J18.9", (1, 9), 2, ("mask",)),
    Case("Менингит", "G03.9", (3, 15), 2, ("oxygen",)),
    Case("Сочетанная травма, ДТП", "S06.2", (19, 60), 3, ("ventilation", "transfusion")),
    Case("Травма груди, гемоторакс", "S27.1", (20, 64), 2, ("oxygen",)),
    Case("Ожоги 45 % поверхности тела", "T31.4", (20, 62), 3, ("ventilation", "vasopressors")),
    Case("Септический шок", "A41.9", (40, 79), 3, ("vasopressors", "dialysis")),
    Case("Острый респираторный дистресс-синдром", "J80", (30, 70), 4, ("ecmo", "sedation")),
)
CONCLUSIONS: Final = (
    "Состояние стабильное. Продолжить терапию, контроль газов крови через 4 часа.",
    "Уменьшить дозу седации, оценить неврологический статус утром.",
    "Динамика положительная. Начать отлучение от аппарата ИВЛ.",
    "Коррекция инфузии и вазопрессоров, повторный осмотр вечером.",
)


def fill_critical(progress: Progress, people: Mapping[str, int], now: datetime) -> None:
    """Bring the watch up to sixty patients, with their findings and rounds."""
    chance = random.Random(int(now.timestamp()) // 3600)  # noqa: S311 (to be repeatable)
    missing = WATCHED - watch_count(SYSTEM, Wanted(), now)
    if missing <= 0:
        return
    progress("Making the critical patients")
    hospitals, home = sending_hospitals(), find_facility(HOSPITAL)
    ward = actor_of_account(people["bedside"]) if "bedside" in people else SYSTEM
    specialists = [actor_of_account(people[name]) for name in ("specialist", "intensivist")]
    for number in range(missing):
        at_home = home is not None and number < AT_HOME
        hospital = home if home is not None and at_home else chance.choice(hospitals)
        with suppress(Refusal):
            _watched(chance, number, hospital, ward if at_home else SYSTEM, specialists, now)


def _watched(
    chance: random.Random,
    number: int,
    hospital: FacilityRow,
    ward: Actor,
    specialists: list[Actor],
    now: datetime,
) -> None:
    """Include a patient hours ago, report him since, let a specialist see him."""
    case = CASES[number % len(CASES)]
    since = now - timedelta(hours=chance.randint(9, 60), minutes=chance.randint(0, 59))
    person = patient(
        chance, {"sex": case.sex, "age": case.ages}, since.date(), hospital.region_code
    )
    draft = InclusionDraft(
        facility_id=hospital.id,
        bed=str(number + 1),
        diagnosis=case.diagnosis,
        icd10=case.icd10,
        condition=case.condition,
        support=case.support,
        is_pregnant=case.is_pregnant,
        is_synthetic=True,
    )
    pk = include_patient(ward, draft=draft, person=person, now=since)
    is_silent = number % SILENT_EVERY == SILENT_EVERY - 1
    last = now - (10 if is_silent else chance.uniform(0.2, 2.5)) * HOUR
    is_worse = number % WORSE_EVERY == WORSE_EVERY - 1
    for hours in (8, SEEN_BEFORE_H, 0):
        at = last - hours * HOUR
        if at <= since:
            continue
        _report(ward, chance, pk, case, at, is_ill=is_worse and not hours)
        if hours == SEEN_BEFORE_H:
            _see(chance, specialists, pk, at + timedelta(minutes=chance.randint(5, 11)))


def _report(
    actor: Actor, chance: random.Random, watch_id: int, case: Case, at: datetime, *, is_ill: bool
) -> None:
    draft = FindingsDraft(at=at, found=_found(chance, case, is_ill=is_ill), condition=None)
    record_findings(actor, watch_id=watch_id, draft=draft, now=at)


def _found(chance: random.Random, case: Case, *, is_ill: bool) -> Found:
    """Return findings which fit an age; of who is worse the pulse and the breaths rise."""
    is_newborn, is_child = case.ages[1] == 0, case.ages[1] < YOUNGEST_YEARS
    pulse = 140 if is_newborn else 105 if is_child else 88
    breaths = 44 if is_newborn else 26 if is_child else 17
    systolic = 68 if is_newborn else 98 if is_child else 122
    worse = 1.4 if is_ill else 1.0
    is_shocked = "vasopressors" in case.support
    return Found(
        respiratory_rate=round(chance.uniform(0.95, 1.1) * breaths * worse),
        spo2=chance.randint(88, 91) if is_ill else chance.randint(94, 98),
        is_on_oxygen=True,
        fio2=60 if is_ill else 30,
        systolic=round(chance.uniform(0.95, 1.08) * systolic * (0.8 if is_ill else 1)),
        diastolic=round(systolic * 0.55),
        heart_rate=round(chance.uniform(0.92, 1.1) * pulse * (1.3 if is_ill else 1)),
        temperature_c=round(chance.uniform(36.4, 38.2), 1),
        consciousness="" if "sedation" in case.support else "V" if is_ill else "A",
        capillary_refill_s=2.0 if is_child else None,
        effort="mild" if is_child else "",
        pao2=float(chance.randint(70, 88)),
        platelets=float(chance.randint(160, 260)),
        bilirubin=float(chance.randint(9, 18)),
        creatinine=float(chance.randint(70, 105)),
        noradrenaline=0.3 if is_shocked and is_ill else 0.08 if is_shocked else None,
        support=tuple(dict.fromkeys((*case.support, *(("ventilation",) if is_ill else ())))),
    )


def _see(chance: random.Random, specialists: list[Actor], watch_id: int, at: datetime) -> None:
    """Let the first specialist whose profile it is make a round."""
    draft = ConclusionDraft(text=chance.choice(CONCLUSIONS), advice="stay")
    for one in specialists:
        with suppress(Refusal):
            take_round(one, watch_id=watch_id, now=at)
            conclude_round(one, watch_id=watch_id, draft=draft, now=at)
            return


@every(seconds=120)
def watch_goes_on(now: datetime) -> None:
    """Report the demonstration's critical patients on, but for those who are silent."""
    if not settings.QANAT_DEMO:
        return
    chance = random.Random(int(now.timestamp()))  # noqa: S311 (synthetic data)
    due = [row for row in watch_rows(SYSTEM, Wanted(), now, count=200) if _is_reported(row, now)]
    for row in due[:MOST_AT_ONCE]:
        case = next((c for c in CASES if c.diagnosis == row.diagnosis), CASES[0])
        with suppress(Refusal):
            _report(SYSTEM, chance, row.id, case, now, is_ill=False)


def _is_reported(row: WatchRow, now: datetime) -> bool:
    return row.is_synthetic and now - SOON < row.findings_due_at < now + SOON
