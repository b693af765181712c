"""Papers: looked at, kept sealed, compared with the patient, judged, opened on record."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from tests.care.abroad.builders import (
    DAY,
    DEPARTMENT,
    ELSEWHERE,
    IIN,
    WORKING_BODY,
    complete,
    decided,
    drafted,
    expert,
    handed,
    kept,
    paper,
    registered,
    somebody,
    ward,
)
from tests.foundation.documents import builders as files
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.experts import ask_expert
from qanat.care.abroad.commands.papers import (
    NamesPatient,
    NoteMissing,
    PapersClosed,
    PaperUnknown,
    TranslatorMissing,
    add_paper,
    judge_paper,
    open_anonymous_paper,
    open_paper,
    take_paper,
)
from qanat.care.abroad.commands.persons import are_alike
from qanat.care.abroad.commands.preparing import withdraw_case
from qanat.care.abroad.models import Judgement, Opening, Paper
from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.queries.papers import items_of, openings_of, papers_of
from qanat.care.abroad.rules.checklist import (
    Held,
    Needed,
    Trouble,
    checklist,
    is_complete,
    needed_of,
    wanting,
)
from qanat.foundation.documents.checking import FileActive
from qanat.foundation.documents.kinds import DICOM
from qanat.foundation.documents.vault import fetch
from qanat.foundation.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.QANAT_HOME = tmp_path
    return tmp_path / "documents"


def test_a_paper_is_looked_at_kept_and_handed_out_the_same() -> None:
    case, content = drafted(), files.pdf()
    draft = paper("extract", content=content)
    pk = take_paper(ward(), case_id=case.pk, draft=draft, now=NOW)
    assert take_paper(ward(), case_id=case.pk, draft=draft, now=NOW) == pk
    opened = open_paper(ward(), paper_id=pk, now=NOW)
    assert (opened.read(), opened.media_type, opened.name) == (
        content, "application/pdf", "extract-1.pdf",
    )  # fmt: skip
    assert fetch(Paper.objects.get().content) == content


def test_a_hostile_file_is_refused_and_nothing_kept(folder: Path) -> None:
    case = drafted()
    with pytest.raises(FileActive):
        take_paper(
            ward(), case_id=case.pk, draft=paper("extract", content=files.scripted()), now=NOW
        )
    assert not Paper.objects.exists()
    assert not folder.exists()


def test_nobody_puts_papers_into_a_case_he_does_not_see(folder: Path) -> None:
    case = drafted()
    draft = paper("extract", content=files.pdf())
    for actor in (ELSEWHERE, ward("001")):
        with pytest.raises(NotFound):
            take_paper(actor, case_id=case.pk, draft=draft, now=NOW)
    assert not folder.exists()


def test_a_newer_version_takes_the_place_and_the_old_one_stays() -> None:
    case = registered()
    draft = paper("extract")
    add_paper(ward(), case_id=case.pk, draft=draft, kept=kept("b" * 64), now=NOW)
    versions = [(p.version, p.is_newest) for p in papers_of(case.pk) if p.kind == "extract"]
    assert versions == [(2, True), (1, False)]


def test_a_judgement_is_of_a_version_not_of_its_successor() -> None:
    case = complete()
    assert is_complete(items_of(case, NOW))
    add_paper(ward(), case_id=case.pk, draft=paper("extract"), kept=kept("b" * 64), now=NOW)
    assert not is_complete(items_of(case, NOW))


def test_the_petition_is_the_departments() -> None:
    case = drafted()
    with pytest.raises(NotAllowed):
        handed(case, "petition", actor=ward())
    assert handed(case, "petition").by_id == DEPARTMENT.id


def test_what_no_list_knows_is_not_taken_and_other_languages_need_a_translator() -> None:
    case = drafted()
    with pytest.raises(PaperUnknown):
        handed(case, "diary")
    with pytest.raises(TranslatorMissing):
        handed(case, "extract", language="other")
    assert handed(case, "extract", language="other", translator="Бюро, № 12").version == 1


def test_no_paper_is_added_to_a_case_which_is_over() -> None:
    case = drafted()
    withdraw_case(ward(), case_id=case.pk, reason="mistake", now=NOW)
    with pytest.raises(PapersClosed):
        handed(case, "extract")
    assert handed(decided(who=somebody(name="Иной", iin="")), "other").version == 1


@pytest.mark.parametrize(
    ("name", "number", "whose"),
    [
        ("", "", "unsaid"),
        ("AKHMETOV ERLAN", "", "patient"),
        ("Ахметов Ерлан Серикович", "", "patient"),
        ("Иванов Пётр", "", "other"),
        ("", IIN, "patient"),
        ("Иванов Пётр", IIN, "patient"),
        ("Ахметов Ерлан", "850101400120", "other"),
    ],
)
def test_a_paper_is_compared_with_the_patient(name: str, number: str, whose: str) -> None:
    case = drafted()
    found = handed(case, "identity", holder_name=name, holder_number=number)
    assert found.whose == whose


def test_a_study_says_itself_whose_it_is() -> None:
    case = drafted()
    of_somebody = kept("c" * 64, "IVANOV^PETR", "123")
    study = type(of_somebody)(of_somebody.content, DICOM.code, 10, of_somebody.looked)
    pk = add_paper(ward(), case_id=case.pk, draft=paper("other"), kept=study, now=NOW)
    assert Paper.objects.get(pk=pk).whose == "other"


def test_a_paper_in_which_the_patient_is_named_is_not_shown_to_experts() -> None:
    case = drafted()
    with pytest.raises(NamesPatient):
        handed(case, "anonymous_extract", is_anonymous=True, holder_name="Akhmetov Erlan")


def test_against_the_machines_doubt_a_person_accepts_with_a_word() -> None:
    case = registered()
    other = handed(case, "identity", holder_name="Иванов Пётр")
    (item,) = [one for one in items_of(case, NOW) if one.needed.kind == "identity"]
    assert set(item.troubles) == {Trouble.UNJUDGED, Trouble.SOMEBODY_ELSES}
    for accepted in (True, False):
        with pytest.raises(NoteMissing):
            judge_paper(WORKING_BODY, paper_id=other.pk, is_accepted=accepted, now=NOW)
    judge_paper(WORKING_BODY, paper_id=other.pk, is_accepted=True, note="Девичья фамилия", now=NOW)
    (item,) = [one for one in items_of(case, NOW) if one.needed.kind == "identity"]
    assert item.troubles == ()
    assert Judgement.objects.get().note == "Девичья фамилия"


def test_each_look_at_a_paper_is_on_record_and_strangers_get_none() -> None:
    case = registered()
    pk = Paper.objects.filter(case=case, kind="extract").get().pk
    for actor in (ELSEWHERE, ward("001")):
        with pytest.raises(NotFound):
            open_paper(actor, paper_id=pk, now=NOW)
    with pytest.raises(NotAllowed):
        open_paper(expert(), paper_id=pk, now=NOW)
    assert not Opening.objects.exists()
    for actor in (ward(), DEPARTMENT, WORKING_BODY):
        open_paper(actor, paper_id=pk, now=NOW)
    assert [one.by_id for one in openings_of(case.pk)] == [
        WORKING_BODY.id, DEPARTMENT.id, ward().id,
    ]  # fmt: skip


def test_an_expert_opens_anonymous_papers_of_his_own_cases_alone() -> None:
    case, one = complete(), expert()
    named = Paper.objects.filter(case=case, kind="extract").get()
    blind = handed(case, "anonymous_extract", is_anonymous=True)
    with pytest.raises(NotFound):
        open_anonymous_paper(one, paper_id=blind.pk, now=NOW)
    ask_expert(WORKING_BODY, case_id=case.pk, expert_id=one.id, now=NOW)
    opened = open_anonymous_paper(one, paper_id=blind.pk, now=NOW)
    assert case.number not in opened.name
    with pytest.raises(NotFound):
        open_anonymous_paper(one, paper_id=named.pk, now=NOW)
    assert Opening.objects.get().by_id == one.id


def test_spellings_of_a_name_meet() -> None:
    assert are_alike("AKHMETOV^ERLAN", "Ахметов Ерлан")
    assert not are_alike("AKHMETOV", "Иванов Пётр")
    assert not are_alike("", "Иванов Пётр")


TODAY = date(2026, 11, 25)
HELD = st.builds(
    Held,
    kind=st.sampled_from(["petition", "extract", "conclusion", "identity", "guardian_consent"]),
    language=st.sampled_from(["kk", "ru", "other"]),
    is_translated=st.booleans(),
    expires_on=st.none() | st.dates(TODAY - 9 * DAY, TODAY + 9 * DAY),
    is_somebody_elses=st.booleans(),
    is_accepted=st.none() | st.booleans(),
)


@given(held=st.lists(HELD, max_size=8), is_represented=st.booleans(), act=st.sampled_from(ACTS))
def test_what_is_complete_could_be_handed_in_and_has_every_paper(
    *, held: list[Held], is_represented: bool, act: Any
) -> None:
    needed = needed_of(act, is_represented=is_represented)
    items = checklist(needed, held, TODAY)
    assert [item.needed for item in items] == list(needed)
    if is_complete(items):
        assert not wanting(items, by_region=True)
        assert {one.kind for one in needed} <= {one.kind for one in held}
    if not wanting(items, by_region=True):
        assert not wanting(items, by_region=False)


@given(HELD)
def test_nothing_is_complete_without_a_person_who_looked(held: Held) -> None:
    (item,) = checklist([Needed(held.kind, "hospital", expires=False)], [held], TODAY)
    if not item.troubles:
        assert held.is_accepted
        assert held.expires_on is None or held.expires_on >= TODAY
