"""Units, sources and codes of the declared parameters in the reader's language."""

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.commands import load_parameters
from qanat.foundation.parameters.declarations import DECLARED
from qanat.foundation.parameters.permissions import READ
from qanat.web.languages import COOKIE
from qanat.web.wording import UNITS, source

ROLES = (Role("reader", "Reader", ScopeKind.NATION, frozenset({READ})),)
LIST = "/administration/parameters/"


@pytest.fixture
def reader(make: Accounts, settings: Settings) -> Client:
    """Read Russian, with all that is declared loaded."""
    settings.QANAT_ROLES = f"{__name__}.ROLES"
    load_parameters(SYSTEM)
    client = signed_in(make.account("reader"))
    client.cookies[COOKIE] = "ru"
    return client


def test_a_list_shows_units_and_sources_of_ours_in_the_reader_s_language(reader: Client) -> None:
    text = reader.get(LIST, {"text": "planning.trunk_kmh"}).content.decode()
    assert "75 км/ч" in text
    assert "Проектное допущение" in text
    assert "Design assumption" not in text


def test_a_table_shows_the_names_of_its_codes(reader: Client) -> None:
    card = reader.get(f"{LIST}workforce.longest_duty_h/").content.decode()
    assert "<td>лётный экипаж</td>" in card
    assert "· ч" in card
    assert "flight" not in card.partition("<main")[2].partition("<footer")[0]


def test_every_unit_has_a_word_and_every_source_of_ours_a_translation() -> None:
    ours = [row for key, row in DECLARED.items() if not key.startswith("testing.")]
    assert {row.unit for row in ours} - {""} <= set(UNITS)
    with override("kk"):
        texts = {text for row in ours for text in (row.source, row.note) if text}
        assert not [text for text in texts if source(text) == text]
