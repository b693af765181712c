"""Forms that come back as they were typed."""

from qanat.web.drafts import typed_before
from qanat.web.forms import Form, MomentField, SomeOf, TextField
from qanat.web.search_field import Found, SearchField, Typed


def get(key: str) -> Found | None:
    return Found(key, f"Place {key}") if key else None


class Sample(Form):
    text = TextField()
    at = MomentField()
    some = SomeOf(choices=[("a", "A"), ("b", "B")], required=False)
    place = SearchField(find=lambda _text: [], get=get, required=False)
    untouched = TextField(required=False)


KEPT = {
    "text": ["words"],
    "at": ["half a date"],
    "some": ["a", "b"],
    "place": ["7"],
    "place_text": ["Pla"],
    "nonsense": ["x"],
}


def test_what_was_typed_comes_back_and_nothing_is_judged() -> None:
    initial = typed_before(Sample(), KEPT)
    assert initial["text"] == "words"
    assert initial["at"] == "half a date"
    assert initial["some"] == ["a", "b"]
    assert initial["place"] == Typed("7", "Pla")
    assert "untouched" not in initial
    assert "nonsense" not in initial


def test_a_form_shows_it_without_errors() -> None:
    form = Sample(initial=typed_before(Sample(), KEPT))
    page = str(form)
    assert not form.errors
    assert 'value="words"' in page
    assert 'value="half a date"' in page
    assert 'value="Pla"' in page
