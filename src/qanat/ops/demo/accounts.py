"""The accounts of the demonstration: one a role, and a second one where four eyes are asked."""

from typing import Final

from qanat.care.clinics.queries.brief import active_clinics
from qanat.foundation.access.sign_in.demo import DemoAccount
from qanat.foundation.actors import SYSTEM
from qanat.registry.facilities.queries import find_facility
from qanat.registry.fleet.queries.operators import operator_rows

REGION: Final = "KZ-19"
HOSPITAL: Final = "076"
PROFILES: Final = ("cardiology", "neurology", "obstetrics", "neonatology", "traumatology")
"""Of the demonstration's consultant: one person, several specialties."""
INTENSIVE: Final = ("intensive_care", "paediatric_intensive_care", "burns")
"""Of the second one, who makes rounds of the critical patients of the other profiles."""
AIRLINE: Final = "demo-e"
"""The operator with most aircraft in the demonstration's fleet."""
CLINIC: Final = "Example Hospital, Delhi"


def accounts() -> list[DemoAccount]:
    """Return accounts for every role, at places which exist in this installation."""
    hospital = find_facility(HOSPITAL)
    operator_id = airline()
    rows = [
        ("dispatcher", "Диспетчер центра", "dispatcher", "", "ru"),
        ("dispatcher2", "Второй диспетчер центра", "dispatcher", "", "kk"),
        ("coordinator", "Врач-координатор Алматинской области", "coordinator", REGION, "kk"),
        ("chief", "Старший врач смены", "chief_physician", "", "ru"),
        ("team", "Мобильная бригада", "team", REGION, "ru"),
        ("road", "Диспетчер 103", "road_dispatcher", REGION, "kk"),
        *(("specialist", "Специалист-консультант", "specialist", p, "ru") for p in PROFILES),
        *(("intensivist", "Реаниматолог-консультант", "specialist", p, "ru") for p in INTENSIVE),
        ("fleet", "Менеджер парка", "fleet_manager", "", "ru"),
        ("analyst", "Аналитик министерства", "analyst", "", "ru"),
        ("region", "Аналитик области", "region_analyst", REGION, "kk"),
        ("finance", "Финансист лечения за рубежом", "finance", "", "ru"),
        ("finance2", "Второй финансист лечения за рубежом", "finance", "", "ru"),
        ("partner", "Partner centre", "partner", "UZ", "uz"),
        ("admin", "Администратор", "administrator", "", "en"),
        ("norms", "Хранитель норм", "norm_keeper", "", "ru"),
        ("department", "Денсаулық сақтау басқармасы", "health_department", REGION, "kk"),
        ("fund", "Рабочий орган (фонд)", "working_body", "", "ru"),
        ("secretary", "Секретарь комиссии", "commission_secretary", "", "ru"),
        ("chair", "Комиссия төрағасы", "commission_chair", "", "kk"),
        ("deputy", "Заместитель председателя комиссии", "commission_chair", "", "ru"),
        ("member", "Член комиссии, НПО", "commission_member", "", "ru"),
        ("member2", "Член комиссии, хирург", "commission_member", "", "ru"),
        ("member3", "Комиссия мүшесі, педиатр", "commission_member", "", "kk"),
        ("expert", "Эксперт, нейрохирург", "abroad_expert", "neurosurgery", "ru"),
        ("expert2", "Сарапшы, хирург", "abroad_expert", "surgery", "kk"),
        ("verifier", "Нормаларды растаушы", "norm_keeper", "", "kk"),
    ]
    if hospital:
        rows.append(("hospital", "Координатор больницы", "hospital", str(hospital.id), "ru"))
        rows.append(("bedside", "Врач реанимации", "bedside", str(hospital.id), "ru"))
        ward = str(hospital.id)
        rows.append(("referring", "Врач, готовящий дела", "referring", ward, "ru"))
    if operator_id:
        rows.append(("airline", "Диспетчер авиакомпании", "operator", str(operator_id), "ru"))
    return [
        DemoAccount(user_name=name, full_name=full, role=role, value=value, language=language)
        for name, full, role, value, language in rows
    ]


def clinic_accounts() -> list[DemoAccount]:
    """Return the account of a clinic abroad, once it is in the register."""
    return [
        DemoAccount(
            user_name="clinic",
            full_name=row.name,
            role="foreign_clinic",
            value=str(row.id),
            language="en",
        )
        for row in active_clinics()
        if row.name == CLINIC
    ]


def airline() -> int | None:
    """Return the operator for which the account ``airline`` works, whoever else flies here."""
    found = (row.id for row in operator_rows(SYSTEM) if row.code == AIRLINE)
    return next(found, None)
