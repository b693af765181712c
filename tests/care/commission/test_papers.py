"""Minutes and letters: that they are signed, and that anybody can check them."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings
from tests.care.commission.builders import (
    CHAIR,
    DEPUTY,
    EVERYBODY,
    GROUND,
    NGO,
    ONCOLOGIST,
    SECRETARY,
    SURGEON,
    body,
    drafted,
    fresh,
    heard,
    in_vote,
    item,
    opened,
    vote,
)
from tests.response.dispatch.builders import NOW

from qanat.care.commission.commands.papers import (
    Letter,
    NoSuchLanguage,
    NothingToTell,
    make_letter,
    sign_minutes,
)
from qanat.care.commission.commands.seats import NotYourSeat
from qanat.care.commission.commands.sittings import close_sitting
from qanat.care.commission.commands.voting import add_opinion, decide, declare_conflict
from qanat.care.commission.models import Paper
from qanat.care.commission.ports import Addressee
from qanat.care.commission.queries.items import record_for_papers
from qanat.care.commission.queries.papers import digest_of, file_of, find_paper
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.sheets import letter_sheet, minutes_sheet
from qanat.care.commission.queries.sittings import sitting_record
from qanat.care.commission.rules.codes import LENGTH, code_from, read_code, written
from qanat.care.commission.states import SittingState, Why
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.signing import SigningNotSetUp, sign

pytestmark = pytest.mark.usefixtures("world", "db")

OPENSSL = shutil.which("openssl") or "/usr/bin/openssl"
TO = Addressee(("Ахметова Айгүл", "Астана, Абай даңғылы, 1"), "Ахметов Ерлан, 2015")


def refused() -> int:
    """Return a matter which was refused, one of five being of another opinion."""
    made = in_vote(opened(body()))
    heard(made)
    for actor in EVERYBODY:
        vote(made, actor, "defer" if actor is SURGEON else "refuse")
    decide(CHAIR, item_id=made, draft=drafted(ground=GROUND), now=NOW)
    add_opinion(SURGEON, item_id=made, text="Let us wait for the scan.", now=NOW)
    return made


def letter(item_id: int, language: str = "ru", to: Addressee = TO) -> Letter:
    return make_letter(SECRETARY, item_id=item_id, to=to, language=language, now=NOW)


def verified(content: bytes, signature: bytes, signer: Path, folder: Path) -> str:
    """Check a signature with OpenSSL against the authority, the last of the signer's file."""
    authority = "-----BEGIN" + signer.read_text().rpartition("-----BEGIN")[2]
    files = {"ca.pem": authority.encode(), "paper.pdf": content, "paper.p7s": signature}
    for name, held in files.items():
        (folder / name).write_bytes(held)
    found = subprocess.run(  # noqa: S603
        [OPENSSL, "cms", "-verify", "-binary", "-inform", "DER", "-in", "paper.p7s",
         "-content", "paper.pdf", "-CAfile", "ca.pem", "-purpose", "any", "-out", "/dev/null"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stderr


def test_minutes_are_signed_in_three_languages_and_stay(signer: Path, tmp_path: Path) -> None:
    here = refused()
    sitting = _sitting_of(here)
    close_sitting(SECRETARY, sitting_id=sitting, now=NOW)
    for _twice in range(2):
        sign_minutes(CHAIR, sitting_id=sitting, now=NOW)
    assert fresh(sitting).state == SittingState.SIGNED
    papers = list(Paper.objects.order_by("id"))
    assert [p.language for p in papers] == ["kk", "ru", "en"]
    for paper in papers:
        row, held, proof = file_of(SURGEON, paper.pk)
        assert held.startswith(b"%PDF")
        assert digest_of(held) == row.digest
        assert "Verification successful" in verified(held, proof, signer, tmp_path)
    _row, content, signature = file_of(SURGEON, papers[0].pk)
    assert "Verification failure" in verified(content + b" ", signature, signer, tmp_path)


def test_papers_say_who_broke_a_tie_who_did_not_vote_and_who_signed(signer: Path) -> None:
    sitting = opened(body())
    tied, plain = in_vote(sitting), in_vote(sitting)
    declare_conflict(ONCOLOGIST, item_id=tied, why=Why.KIN, note="", now=NOW)
    for actor in (CHAIR, NGO, DEPUTY, SURGEON):
        vote(tied, actor, "abroad" if actor in (CHAIR, NGO) else "defer")
        vote(plain, actor, "abroad")
    for made in (tied, plain):
        decide(CHAIR, item_id=made, draft=drafted(), now=NOW)
    close_sitting(SECRETARY, sitting_id=sitting, now=NOW)
    sign_minutes(DEPUTY, sitting_id=sitting, now=NOW)
    with override("en"):
        minutes = minutes_sheet(sitting_record(SYSTEM, sitting))
        told = letter_sheet(record_for_papers(tied), "", TO, procedure_on(date(2026, 11, 1)))
    assert minutes.sign == (f"Deputy chair: account {DEPUTY.id}",)
    _present, first, second = (dict(part.facts) for part in minutes.parts)
    silent = f"account {ONCOLOGIST.id}"
    assert first["Did not vote"] == f"{silent} (Related to somebody concerned)"
    assert second["Did not vote"] == silent
    votes = "2 of 4, 4 entitled, quorum 3; the chair's vote broke the tie"
    assert first["Votes"] == dict(told.parts[0].facts)["Votes"] == votes


def test_only_who_presides_signs_and_nothing_is_signed_without_a_certificate() -> None:
    sitting = _sitting_of(refused())
    close_sitting(SECRETARY, sitting_id=sitting, now=NOW)
    with pytest.raises(SigningNotSetUp):
        sign_minutes(CHAIR, sitting_id=sitting, now=NOW)


def test_a_letter_is_signed_and_of_the_patient_nothing_stays(signer: Path, tmp_path: Path) -> None:
    made = refused()
    first = letter(made)
    assert "Verification successful" in verified(first.content, first.signature, signer, tmp_path)
    assert letter(made) == first
    other = letter(made, to=Addressee(("Another",), "Somebody"))
    assert other.code != first.code
    assert letter(made, "kk").content != first.content
    assert not Paper.objects.exclude(content=None).exists()
    stored = str(list(Paper.objects.values()))
    assert "Ахмет" not in stored
    assert "Another" not in stored
    with pytest.raises(NotFound):
        file_of(SECRETARY, first.paper_id)


def test_letters_tell_decisions_in_the_languages_of_papers(signer: Path) -> None:
    made = in_vote(opened(body()))
    with pytest.raises(NothingToTell):
        letter(made)
    for actor in EVERYBODY:
        vote(made, actor, "abroad")
    decide(CHAIR, item_id=made, draft=drafted(), now=NOW)
    with pytest.raises(NoSuchLanguage):
        letter(made, "uz")
    with pytest.raises(NotYourSeat):
        make_letter(_keeping(), item_id=made, to=TO, language="ru", now=NOW)


def test_anybody_learns_whether_a_paper_is_genuine_and_nobody_s_name(signer: Path) -> None:
    made = letter(refused())
    client = Client(headers={"accept-language": "en"})
    address = reverse("commission:verify", args=(made.code,))
    page = client.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert "Letter of decision" in text
    assert made.number in text
    assert "trial" in text
    assert "Ахмет" not in text
    typed = client.get(reverse("commission:verify_any"), {"code": written(made.code).lower()})
    assert typed.headers["Location"].lower() == address.lower()
    missing = client.get(reverse("commission:verify", args=("2" * LENGTH,)))
    assert "No paper with this code" in missing.content.decode()
    number = client.get(reverse("commission:verify_any"), {"code": made.number}, follow=True)
    assert "The number of the paper is something else." in number.content.decode()
    assert "not genuine" not in number.content.decode()
    dashes = client.get(reverse("commission:verify_any"), {"code": "---"}, follow=True)
    assert "This is no code" in dashes.content.decode()


@pytest.mark.parametrize("code", ["a", "x" * 200, "<b>", "ЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖ", "0" * LENGTH])
def test_nonsense_is_no_paper(code: str) -> None:
    assert find_paper(code) is None
    answer = Client().get("/verify/" + code + "/")
    assert answer.status_code in (200, 404)


def test_who_asks_too_often_waits(settings: Settings) -> None:
    client = Client()
    answers = {client.get("/verify/222222/").status_code for _n in range(32)}
    assert answers == {200, 429}


def test_a_code_is_read_however_it_is_typed() -> None:
    code = code_from(bytes(range(LENGTH)))
    assert read_code(f" {written(code).lower()} ") == code
    assert read_code(code[:-1]) == read_code(code + "2") == read_code("0" + code[1:]) == ""


def test_a_key_which_can_not_be_read_signs_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.QANAT_SIGNING_CERTIFICATE = settings.QANAT_SIGNING_KEY = str(tmp_path / "none.pem")
    with pytest.raises(SigningNotSetUp):
        sign(b"x")


def _sitting_of(item_id: int) -> int:
    found = item(item_id).sitting_id
    assert found is not None
    return found


def _keeping() -> Actor:
    return replace(CHAIR, grants=SECRETARY.grants)
