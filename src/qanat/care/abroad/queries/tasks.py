"""What an expert sees: an anonymous file and his own opinion, nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.care.abroad.models import Case, Paper, Task, TaskQuerySet
from qanat.care.abroad.queries.rights import age_on
from qanat.care.abroad.states import TaskState
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.registry.patients.queries import patients_by_id

OVER: Final = (TaskState.GIVEN, TaskState.DECLINED)


@dataclass(frozen=True, slots=True)
class OwnTask:
    """One line of an expert's list: no name, no hospital, no region, no number of the case."""

    id: int
    number: str
    state: str
    diagnosis: str
    treatment: str
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    verdict: str


@dataclass(frozen=True, slots=True)
class FilePaper:
    """A paper in which nobody can be recognised."""

    id: int
    kind: str
    version: int
    form: str
    pages: int
    language: str


@dataclass(frozen=True, slots=True)
class AnonymousFile:
    """The file of a case in which nobody can be recognised: for experts, and for who decides."""

    diagnosis: str
    treatment: str
    age_years: int | None
    sex: str
    icd10: str
    disease: str
    summary: str
    is_pregnant: bool | None
    is_transportable: bool | None
    can_benefit: bool | None
    is_available_at_home: bool | None
    papers: tuple[FilePaper, ...]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What an expert is asked, with the file of the case."""

    task: OwnTask
    question: str
    text: str
    about: AnonymousFile


def own_tasks(actor: Actor, *, is_over: bool, first: int = 0, count: int = 50) -> list[OwnTask]:
    """Return the tasks of an expert: those open by when they are due, those over newest first."""
    rows = _of(actor, is_over=is_over).select_related("case")
    order = ("-ended_at", "-id") if is_over else ("due_at", "id")
    return [_row(row) for row in rows.order_by(*order)[first : first + count]]


def own_task_count(actor: Actor, *, is_over: bool) -> int:
    """Return how many there are."""
    return _of(actor, is_over=is_over).count()


def own_file(actor: Actor, task_id: int) -> OwnFile:
    """Return the file of a case about which an expert is asked.

    Raises:
        NotFound: if he is not.
    """
    task = Task.objects.of_expert(actor).filter(pk=task_id).select_related("case").first()
    if task is None:
        raise NotFound
    return OwnFile(_row(task), task.question, task.text, file_of(task.case))


def file_of(case: Case) -> AnonymousFile:
    """Return the file of a case without anybody's name."""
    age = age_on(case.patient_id, national_day(case.registered_at or case.made_at))
    papers = Paper.objects.filter(case=case, is_anonymous=True).order_by("kind", "-version")
    return AnonymousFile(
        diagnosis=case.diagnosis,
        treatment=case.treatment,
        age_years=None if age is None else int(age),
        sex=patients_by_id(SYSTEM, [case.patient_id])[case.patient_id].sex,
        icd10=case.icd10,
        disease=case.disease,
        summary=case.summary,
        is_pregnant=case.is_pregnant,
        is_transportable=case.is_transportable,
        can_benefit=case.can_benefit,
        is_available_at_home=case.is_available_at_home,
        papers=tuple(
            FilePaper(r.pk, r.kind, r.version, r.form, r.pages, r.language) for r in papers
        ),
    )


def _of(actor: Actor, *, is_over: bool) -> TaskQuerySet:
    rows = Task.objects.of_expert(actor)
    return rows.filter(state__in=OVER) if is_over else rows.filter(state=TaskState.ASKED)


def _row(r: Task) -> OwnTask:
    return OwnTask(
        id=r.pk,
        number=r.number,
        state=r.state,
        diagnosis=r.case.diagnosis,
        treatment=r.case.treatment,
        asked_at=r.asked_at,
        due_at=r.due_at,
        ended_at=r.ended_at,
        verdict=r.verdict,
    )
