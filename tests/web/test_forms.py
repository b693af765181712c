"""Forms: what people type is taken as they mean it; what deceives is refused; nothing is lost."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from qanat.web.forms import (
    BirthField,
    DayField,
    FileField,
    Form,
    LongTextField,
    MomentField,
    NumberField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
    YesNoUnknown,
    whole_number,
)
from qanat.web.typed import in_turn, last_before, moment_of


class Sample(Form):
    name = TextField(max_length=20, label="Name")
    plain = forms.CharField(required=False)
    note = LongTextField(required=False, max_length=100, help_text="Say more")
    at = MomentField(required=False, not_after_now=True)
    on = DayField(required=False)
    weight = NumberField(required=False, unit="kg", min_value=0, max_value=500)
    age = WholeField(required=False, min_value=0)
    channel = OneOf(required=False, choices=(("phone", "Phone"), ("fax", "Fax")))
    support = SomeOf(required=False, choices=(("o2", "Oxygen"), ("iv", "Drip")))
    pregnant = YesNoUnknown()


@pytest.fixture(autouse=True)
def almaty() -> Iterator[None]:
    with timezone.override(ZoneInfo("Asia/Almaty")), translation.override("en"):
        yield


def errors(**typed: Any) -> dict[str, list[str]]:
    form = Sample({"name": "Ann"} | typed)
    return {name: [e["code"] for e in found] for name, found in form.errors.get_json_data().items()}


def cleaned(**typed: Any) -> dict[str, Any]:
    form = Sample({"name": "Ann"} | typed)
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "a\x1bb", "a\x7fb", "a\u202eb", "\ufeffa", "a\u2066b", "a\ue000b", "a\udfffb"],
)
@pytest.mark.parametrize("field", ["name", "plain", "note"])
def test_characters_nobody_types_are_refused(field: str, text: str) -> None:
    assert set(errors(**{field: text})) == {field}


@pytest.mark.parametrize(
    "text", ["Ғалымжан Әбдіқұлов", "Oʻgʻiloy", "Ülkü Şahin", "O'Neil-Смит", "🚑"]
)
def test_names_of_all_our_peoples_pass(text: str) -> None:
    assert cleaned(name=text)["name"] == text


def test_equal_names_are_equal_texts() -> None:
    assert cleaned(name="И\u0306")["name"] == "Й"


def test_every_text_has_a_longest_length() -> None:
    assert errors(name="x" * 21) == {"name": ["max_length"]}
    assert errors(plain="x" * 201) == {"plain": ["max_length"]}
    assert "At most 200 characters fit here. These are 201." in str(Sample({"plain": "x" * 201}))


def test_what_is_too_long_stays_and_no_browser_cuts_it() -> None:
    assert "maxlength" not in str(Sample())
    assert "x" * 201 in str(Sample({"plain": "x" * 201})["plain"])


def test_a_date_of_birth_is_neither_ahead_nor_too_long_ago() -> None:
    today = timezone.localdate()
    field = BirthField()
    assert field.clean(today.isoformat()) == today
    for on, code in (
        (today + timedelta(days=1), "future"),
        (today.replace(year=today.year - 131, day=1), "too_long_ago"),
    ):
        with pytest.raises(ValidationError) as told:
            field.clean(on.isoformat())
        assert told.value.code == code


def test_line_ends_are_written_in_one_way() -> None:
    assert cleaned(note="a\r\nb\rc")["note"] == "a\nb\nc"


def test_a_moment_is_typed_in_the_viewers_zone_and_kept_in_utc() -> None:
    assert cleaned(at="2026-01-05T14:30")["at"] == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    assert '<span class="unit">UTC+5</span>' in str(Sample())


@pytest.mark.parametrize(
    ("days", "now", "typed", "meant"),
    [
        ((0, -1), "05 00:30", "23:50", "04 23:50"),
        ((0, -1), "05 09:00", "23.50", "04 23:50"),
        ((0, -1), "05 14:05", "15:05", "05 15:05"),  # a slip, which is refused, not a day ago
        ((0, -1), "05 14:05", "00:10", "05 00:10"),
        ((0, 1), "05 23:50", "00:30", "06 00:30"),
        ((0, 1), "05 14:05", "13:50", "05 13:50"),
        ((0,), "05 00:30", "23:50", "05 23:50"),
    ],
)
def test_a_time_alone_is_the_nearest_that_can_be_meant(
    days: tuple[int, ...], now: str, typed: str, meant: str
) -> None:
    def at(text: str) -> datetime:
        return datetime.strptime(f"2026-01-{text}", "%Y-%m-%d %H:%M")  # noqa: DTZ007

    assert moment_of(typed, at(now), days) == at(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "05.01.2026 21:40,22:05,23:55,00:40,06:10",
            "05 21:40,05 22:05,05 23:55,06 00:40,06 06:10",
        ),
        ("05.01.2026 08:10,08:10,08:05", "05 08:10,05 08:10,05 08:05"),
        ("05.01.2026 18:30,09:00", "05 18:30,06 09:00"),
        ("05.01.2026 08:10,06.01.2026 02:00,02:30", "05 08:10,06 02:00,06 02:30"),
        ("01:30,02:10", "07 01:30,07 02:10"),
        ("05.01.2026 08:10,soon,09:00", "05 08:10,soon,05 09:00"),
        ("05.01.2026 08:10,31.12.9999 23:59,09:00", "05 08:10,31.12.9999 23:59,05 09:00"),
    ],
)
def test_a_time_alone_on_a_sheet_is_the_first_such_after_the_one_above_it(
    typed: str, meant: str
) -> None:
    dated = in_turn(typed.split(","), datetime(2026, 1, 7, 20, 0))  # noqa: DTZ001
    assert [re.sub(r"(\d\d)\.01\.2026", r"\1", text) for text in dated] == meant.split(",")


def test_a_time_alone_before_another_is_the_last_such() -> None:
    at = datetime(2026, 1, 5, 8, 10)  # noqa: DTZ001
    assert last_before("07:30", at) == "05.01.2026 07:30"
    assert last_before("23:50", at) == "04.01.2026 23:50"
    assert last_before("yesterday", at) == "yesterday"
    assert last_before("07:30", datetime(1, 1, 1)) == "07:30"  # noqa: DTZ001


def test_a_time_alone_of_a_minute_ago_is_meant_so_also_just_after_midnight() -> None:
    ago = (timezone.localtime() - timedelta(minutes=1)).replace(second=0, microsecond=0)
    form = Sample({"name": "Ann", "at": f"{ago:%H:%M}"})
    assert form.is_valid()
    assert form.cleaned_data["at"] == ago
    assert f'value="{ago:%d.%m.%Y %H:%M}"' in str(form["at"])


def test_a_moment_in_the_future_is_refused_where_it_makes_no_sense() -> None:
    tomorrow = timezone.localtime() + timedelta(days=1)
    assert errors(at=f"{tomorrow:%Y-%m-%dT%H:%M}") == {"at": ["future"]}


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05T14:30",
        "2026-01-05 14:30:00",
        "05.01.2026 14:30",
        "5.1.2026 14:30",
        "05/01/2026, 14.30",
        "05-01-26 1430",
        "050120261430",
        "05.01.2026\u00a014:30",
    ],
)
def test_a_moment_is_read_in_every_way_people_write_it(text: str) -> None:
    assert cleaned(at=text)["at"] == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    assert 'value="05.01.2026 14:30"' in str(Sample({"at": text})["at"])


@pytest.mark.parametrize("text", ["2026-01-05", "05.01.2026", "5/1/26", "05012026", "5 1 2026"])
def test_a_day_is_read_in_every_way_people_write_it(text: str) -> None:
    assert cleaned(on=text)["on"] == date(2026, 1, 5)
    assert 'value="05.01.2026"' in str(Sample({"on": text})["on"])


@pytest.mark.parametrize("text", ["31.02.2026 10:00", "05.13.2026 10:00", "05.01.2026 25:00", "?"])
def test_what_is_no_moment_is_refused_and_stays(text: str) -> None:
    assert errors(at=text) == {"at": ["invalid"]}
    assert f'value="{text}"' in str(Sample({"at": text})["at"])


def test_a_time_alone_is_todays_and_a_day_without_a_year_this_years() -> None:
    today = timezone.localdate()
    assert timezone.localtime(cleaned(at="00:00")["at"]).date() == today
    assert cleaned(on="01.01")["on"] == date(today.year, 1, 1)


def test_the_pattern_is_shown_and_the_keyboard_is_numeric() -> None:
    at, on = str(Sample()["at"]), str(Sample()["on"])
    assert 'placeholder="dd.mm.yyyy hh:mm"' in at
    assert 'placeholder="dd.mm.yyyy"' in on
    for control in (at, on):
        assert 'type="text"' in control
        assert 'inputmode="numeric"' in control


def test_an_hour_that_came_twice_is_asked_again() -> None:
    assert errors(at="2024-02-29T23:30") == {"at": ["ambiguous_timezone"]}


@pytest.mark.parametrize("text", ["2026-13-01T00:00", "yesterday", "0000-00-00T00:00", "9" * 400])
def test_nonsense_is_not_a_moment(text: str) -> None:
    assert errors(at=text) == {"at": ["invalid"]}


def test_a_value_goes_back_into_the_control_of_the_browser() -> None:
    form = Sample(initial={"at": datetime(2026, 1, 5, 9, 30, tzinfo=UTC)})
    assert 'value="05.01.2026 14:30"' in str(form["at"])


@pytest.mark.parametrize(
    ("text", "value"),
    [("36,6", "36.6"), ("36.6", "36.6"), ("1 234,5", None), ("\u00a071,50", "71.50")],
)
def test_comma_and_point_both_divide(text: str, value: str | None) -> None:
    if value is None:
        assert errors(weight=text) == {"weight": ["max_value"]}
    else:
        assert cleaned(weight=text)["weight"] == Decimal(value)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", "1,2,3", "--1", "٣٤x"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert set(errors(weight=text)) == {"weight"}


@pytest.mark.parametrize("text", ["1e2", "1E+2", "1_0", "٣٤"])
def test_a_number_is_written_in_digits(text: str) -> None:
    form = Sample(data={"weight": text})
    assert form.errors["weight"] == ["Write the number in digits, such as 1 234,56."]
    assert errors(weight=text) == {"weight": ["invalid"]}


def test_whole_numbers_fit_the_database() -> None:
    assert errors(age=str(2**31)) == {"age": ["max_value"]}


@pytest.mark.parametrize(("answer", "value"), [("yes", True), ("no", False), ("", None)])
def test_not_known_is_an_answer(answer: str, value: bool | None) -> None:  # noqa: FBT001
    assert cleaned(pregnant=answer)["pregnant"] is value


@pytest.mark.parametrize(("known", "shown"), [(True, "yes"), (False, "no"), (None, "")])
def test_what_is_known_is_chosen_when_a_form_is_opened_again(known: object, shown: str) -> None:
    field = Sample(initial={"pregnant": known})["pregnant"]
    chosen = [one.data["value"] for one in field.subwidgets if one.data["selected"]]
    assert chosen == [shown]


def test_a_choice_that_is_not_offered_is_refused() -> None:
    assert errors(channel="pigeon", support=["o2", "x"]) == {
        "channel": ["invalid_choice"],
        "support": ["invalid_choice"],
    }


def test_a_file_is_refused_by_size_and_kind() -> None:
    class Upload(Form):
        file = FileField(accept=".pdf,.jpg", largest_bytes=10)

    def code(name: str, size: int) -> list[str]:
        form = Upload({}, {"file": SimpleUploadedFile(name, b"x" * size)})
        return [e["code"] for e in form.errors.get_json_data().get("file", [])]

    assert (code("a.PDF", 10), code("a.pdf", 11), code("a.exe", 5)) == ([], ["too_large"], ["kind"])


def test_errors_stand_at_their_field_and_what_was_typed_stays() -> None:
    form = Sample({"name": "x" * 21, "note": "kept & safe"})
    text = str(form)
    assert "kept &amp; safe" in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_name_error"' in text
    assert 'aria-describedby="id_note_helptext"' in text
    assert '<a href="#id_name_field">Name</a>' in text


def test_every_control_has_its_label() -> None:
    text = str(Sample())
    for bound in Sample():
        if bound.use_fieldset:
            assert f"<legend>{bound.label}" in text
        else:
            assert f'for="{bound.id_for_label}"' in text


@pytest.mark.parametrize("year", ["0001", "1799", "2200", "9999"])
def test_a_year_that_nobody_can_mean_is_refused(year: str) -> None:
    form = Sample({"name": "A", "on": f"{year}-01-01", "at": f"{year}-01-01T10:00"})
    assert set(form.errors) == {"on", "at"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("12", 12), ("", None), ("-1", None), ("²", None), ("٣", None), ("9" * 5000, None)],
)
def test_a_number_sent_outside_of_a_form_fits_or_is_none(typed: str, meant: int | None) -> None:
    assert whole_number(typed) == meant
