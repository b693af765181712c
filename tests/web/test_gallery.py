"""The gallery: closed to those without the right, complete, and the same in every language."""

import itertools
import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.web.conftest import VIEWER, Ask

from qanat.foundation.actors import NOBODY
from qanat.foundation.refusals import NotFound
from qanat.web import gallery
from qanat.web.languages import BY_CODE

PAGES = [
    "/kit/",
    "/kit/board/",
    "/kit/confirm/",
    "/kit/drawer/",
    "/offline/",
    "/kit/?sort=-hours&page=2",
]


@pytest.fixture
def open_kit(settings: Settings, client: Client) -> Client:
    settings.DEBUG = True
    return client


def test_the_gallery_is_closed_to_strangers(ask: Ask) -> None:
    with pytest.raises(NotFound):
        gallery.kit(ask("/kit/", actor=NOBODY))


def test_the_gallery_is_open_to_those_who_may(ask: Ask) -> None:
    assert gallery.kit(ask("/kit/", actor=VIEWER)).status_code == 200


@pytest.mark.parametrize("code", BY_CODE)
@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_the_gallery_renders_in_every_language_without_a_query(
    open_kit: Client, address: str, code: str
) -> None:
    open_kit.cookies["qanat_language"] = code
    answer = open_kit.get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{BY_CODE[code].html}"' in text
    assert "{{" not in text
    assert "{%" not in text


def test_ids_on_a_page_are_unique_and_what_is_named_exists(open_kit: Client) -> None:
    text = open_kit.get("/kit/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))
    named = {
        i
        for names in re.findall(r'aria-(?:labelledby|describedby|controls)="([^"]+)"', text)
        for i in names.split()
    }
    assert named - set(ids) == set()


def test_headings_go_down_one_step_at_a_time(open_kit: Client) -> None:
    levels = [int(n) for n in re.findall(r"<h([1-4])\b", open_kit.get("/kit/").content.decode())]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_the_viewer_and_his_way_out_stand_on_the_page(ask: Ask) -> None:
    text = gallery.kit(ask("/kit/", actor=VIEWER)).content.decode()
    assert "Viewer" in text
    assert 'action="/sign-out/"' in text
    assert "data-qanat-events=" in text


def test_a_bad_form_keeps_what_was_typed(open_kit: Client) -> None:
    answer = open_kit.post("/kit/", {"name": "Ann & Bob", "town_text": "Се"})
    assert answer.status_code == 422
    assert b"Ann &amp; Bob" in answer.content
    assert b'name="town_pick"' in answer.content


@pytest.mark.parametrize("banner", ["exercise", "synthetic"])
def test_exercise_and_made_up_data_are_marked_on_every_page(
    open_kit: Client, settings: Settings, banner: str
) -> None:
    settings.QANAT_BANNER = banner
    for address in ("/kit/", "/kit/board/"):
        assert f'class="strip {banner}"'.encode() in open_kit.get(address).content


def test_the_worker_keeps_no_page_with_data(open_kit: Client) -> None:
    answer = open_kit.get("/service-worker.js")
    kept = re.search(r"const KEPT = \[(.*)\]", answer.content.decode())
    assert kept is not None
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert "/static/" in kept[1]
    assert "/kit/" not in kept[1]


def test_the_worker_is_the_same_in_every_language(open_kit: Client) -> None:
    address = "/service-worker.js"
    texts = {open_kit.get(address, headers={"Accept-Language": one}).content for one in BY_CODE}
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/kit/points.json", "FeatureCollection"), ("/kit/regions.json", "FeatureCollection")],
)
def test_the_sample_map_has_its_objects(open_kit: Client, address: str, kind: str) -> None:
    assert open_kit.get(address).json()["type"] == kind


def test_offers_are_escaped_and_few(open_kit: Client) -> None:
    assert open_kit.get("/kit/find/?q=се").content.decode().count("<li") == 2
    assert "<script" not in open_kit.get("/kit/find/?q=<script>").content.decode()
