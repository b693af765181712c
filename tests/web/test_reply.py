"""Answers: whole pages for a plain browser, fragments for htmx, from one template."""

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from tests.web.conftest import VIEWER, Ask

from qanat.web import reply

PAGE = "web/kit_drawer.html"
FACTS = {"facts": (("Label", "Value & more"),), "events": ()}


class ReasonForm(forms.Form):
    reason = forms.CharField()


def test_a_plain_browser_gets_the_whole_page(ask: Ask) -> None:
    answer = reply.page(ask(), PAGE, FACTS, fragment="drawer")
    assert answer.status_code == 200
    assert b"<!DOCTYPE html>" in answer.content
    assert b"Value &amp; more" in answer.content


def test_htmx_gets_the_fragment_alone(ask: Ask) -> None:
    answer = reply.page(ask(htmx=True), PAGE, FACTS, fragment="drawer")
    assert answer.content.strip().startswith(b"<section>")
    assert b"Value &amp; more" in answer.content
    assert b"<main" not in answer.content


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_htmx_that_turns_pages_gets_the_whole_page(ask: Ask, header: str) -> None:
    answer = reply.page(ask(htmx=True, **{header: "true"}), PAGE, FACTS, fragment="drawer")
    assert b"<!DOCTYPE html>" in answer.content


def test_caches_keep_page_and_fragment_apart(ask: Ask) -> None:
    assert "HX-Request" in reply.page(ask(), PAGE, FACTS)["Vary"]


def test_a_fragment_that_is_not_there_is_a_mistake(ask: Ask) -> None:
    with pytest.raises(TemplateDoesNotExist, match="nowhere"):
        reply.page(ask(htmx=True), PAGE, FACTS, fragment="nowhere")


def test_a_fragment_may_be_a_template_of_its_own(ask: Ask) -> None:
    answer = reply.page(ask(htmx=True), PAGE, FACTS, fragment="web/parts/facts.html")
    assert answer.content.startswith(b'<dl class="facts">')


def test_after_a_command_a_plain_browser_is_sent_on(ask: Ask) -> None:
    request = ask(data={})
    answer = reply.done(request, to="web:kit_refusal", args=(409,), message="Accepted")
    assert (answer.status_code, answer["Location"]) == (303, "/kit/refusal/409/")
    assert [str(m) for m in request._messages] == ["Accepted"]  # type: ignore[attr-defined]


def test_after_a_command_htmx_is_sent_on_by_header(ask: Ask) -> None:
    answer = reply.done(ask(data={}, htmx=True), to="web:kit")
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/kit/")


def test_after_a_command_htmx_may_get_the_fresh_fragment(ask: Ask) -> None:
    answer = reply.done(
        ask(data={}, htmx=True), to="web:kit", template=PAGE, fragment="drawer", context=FACTS
    )
    assert b"Value" in answer.content
    assert "HX-Redirect" not in answer


def test_a_bad_form_comes_back_with_422(ask: Ask) -> None:
    assert reply.again(ask(data={}), PAGE, FACTS).status_code == 422
    part = reply.again(ask(data={}, htmx=True), PAGE, FACTS, fragment="drawer")
    assert (part.status_code, part.content.strip()[:9]) == (422, b"<section>")


def question(request: HttpRequest, form: forms.Form | None = None) -> bytes:
    asked = reply.Question("Decline?", details="<b>Ann</b>", label="Decline", danger=True)
    return reply.ask(request, asked, action="/x/", back="/back/", form=form).content


def test_a_question_is_a_page_with_a_form_and_a_way_back(ask: Ask) -> None:
    text = question(ask(actor=VIEWER)).decode()
    assert 'method="post" action="/x/"' in text
    assert 'href="/back/"' in text
    assert "&lt;b&gt;Ann" in text
    assert "csrfmiddlewaretoken" in text
    assert "<!DOCTYPE html>" in text


def test_a_question_in_a_dialog_is_the_form_alone(ask: Ask) -> None:
    text = question(ask(htmx=True)).decode()
    assert text.strip().startswith('<form class="confirm')


def test_a_question_with_a_wrong_answer_is_asked_again(ask: Ask) -> None:
    form = ReasonForm({"reason": ""})
    asked = reply.Question("Decline?")
    answer = reply.ask(ask(data={}), asked, action="/x/", back="/", form=form)
    assert answer.status_code == 422
    assert b'class="errors"' in answer.content


@pytest.mark.parametrize(("banner", "name"), [("", "a-b.csv"), ("synthetic", "synthetic-a-b.csv")])
def test_a_file_of_made_up_data_says_so_in_its_name(settings: Any, banner: str, name: str) -> None:
    settings.QANAT_BANNER = banner
    answer = reply.download("x", "text/csv", "a/b.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
