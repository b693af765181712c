"""Faults are told without what they hold."""

import pytest
from django.utils.translation import gettext_lazy as _

from qanat.foundation.faults import described
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.secrets import decrypt


def test_a_fault_is_told_by_its_class_and_place_only() -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 (whichever it is)
        decrypt(b"\x00\x01 Aida Bekova, born 1990")
    text = described(raised.value)
    assert "Aida" not in text
    assert text.split()[1:2] == ["at"]
    assert "secrets.py:" in text


def test_a_refusal_is_told_by_its_code() -> None:
    assert described(Conflict(who="Aida")) == "Conflict conflict"


def test_a_refusal_speaks_to_people_and_hides_values_from_logs() -> None:
    class Taken(Conflict):
        code = "taken"
        text = _("%(who)s was faster")

    refusal = Taken(who="Aida")
    assert refusal.message() == "Aida was faster"
    assert str(refusal) == "taken"
    assert "Aida" not in repr(refusal)
    assert (Invalid.status, NotFound.status, Conflict.status) == (422, 404, 409)
