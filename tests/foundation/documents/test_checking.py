"""What is taken of what people hand in, and what is not, with the word that helps."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.foundation.documents import builders as made

from qanat.foundation.documents import checking
from qanat.foundation.documents.checking import look
from qanat.foundation.refusals import Invalid


@pytest.mark.parametrize(
    ("content", "name", "kind", "pages"),
    [
        (made.pdf(3), "выписка.pdf", "pdf", 3),
        (made.linked(), "a.PDF", "pdf", 1),
        (made.picture("JPEG"), "скан.jpeg", "jpeg", 1),
        (made.picture("PNG"), "scan.png", "png", 1),
        (made.dicom(), "IM000001", "dicom", 1),
    ],
)
def test_what_hospitals_and_people_send_is_taken(
    content: bytes, name: str, kind: str, pages: int
) -> None:
    found = look(content, name)
    assert (found.kind.code, found.pages) == (kind, pages)


def test_a_study_says_of_whom_it_is() -> None:
    found = look(made.dicom(name="IVANOV^IVAN"), "1.dcm")
    assert (found.about_name, found.about_number) == ("IVANOV^IVAN", "900101300017")


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.pdf", checking.FileEmpty),
        (b"MZ\x90\x00", "a.pdf", checking.FileUnknown),
        (b"<html><script>", "a.pdf", checking.FileUnknown),
        (made.pdf(), "a.exe", checking.FileMisnamed),
        (made.picture(), "a.pdf", checking.FileMisnamed),
        (b"%PDF-1.7\n%%EOF", "a.pdf", checking.FileBroken),
        (made.pdf()[:200], "a.pdf", checking.FileBroken),
        (made.pdf() + b"MZ tail", "a.pdf", checking.FileMixed),
        (made.with_archive_behind(), "a.pdf", checking.FileMixed),
        (made.scripted(), "a.pdf", checking.FileActive),
        (made.hidden_script(), "a.pdf", checking.FileActive),
        (made.launching(), "a.pdf", checking.FileActive),
        (made.with_file_within(), "a.pdf", checking.FileActive),
        (made.linked(" JavaScript:alert(1)"), "a.pdf", checking.FileActive),
        (made.locked(), "a.pdf", checking.FileLocked),
        (made.picture("JPEG") + b"PK\x03\x04", "a.jpg", checking.FileMixed),
        (made.picture()[:60] + b"IEND\xaeB`\x82", "a.png", checking.FileBroken),
        (made.picture_bomb(), "a.png", checking.FileBomb),
        (made.pdf_of_picture(20_000, 20_000), "a.pdf", checking.FileBomb),
        (made.dicom(preamble=b"MZ" + b"\0" * 126), "a.dcm", checking.FileMixed),
        (made.dicom(kind=made.ENCAPSULATED_PDF), "a.dcm", checking.FileActive),
        (b"\0" * 128 + b"DICM" + b"\xff" * 50, "a.dcm", checking.FileBroken),
    ],
)
def test_what_is_not_a_plain_document_is_refused_with_its_reason(
    content: bytes, name: str, refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal):
        look(content, name)


@pytest.mark.parametrize(("mebibytes", "times"), [(64, 1), (600, 1), (64, 2)])
def test_a_small_file_which_unpacks_to_a_huge_one_is_refused(mebibytes: int, times: int) -> None:
    content = made.bomb(mebibytes, times=times)
    assert len(content) < 2**20
    with pytest.raises(checking.FileBomb):
        look(content, "a.pdf")


def test_what_is_larger_than_allowed_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(checking.FileTooLarge) as refused:
        look(b"%PDF-" + b"\0" * checking.MOST_BYTES, "a.pdf")
    assert "51 MB" in refused.value.message()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([made.pdf, made.picture, made.dicom]),
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=40),
)
def test_whatever_is_changed_in_a_file_it_is_taken_or_refused_and_nothing_else(
    make: Callable[[], bytes], at: int, noise: bytes
) -> None:
    content = make()
    place = at % len(content)
    spoilt = content[:place] + noise + content[place + len(noise) :]
    for name in ("a.pdf", "a.png", "a.dcm"):
        try:
            look(spoilt, name)
        except Invalid:
            continue


def test_the_process_which_looks_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "QANAT_SECRET_FOR_TEST", "x")
    assert look(made.pdf(), "a.pdf").pages == 1
