"""The README of the kit says what is there."""

import re
from pathlib import Path

import qanat.web
from qanat.web import charts, forms, maps, marks, reply, search_field
from qanat.web.templatetags import qanat as tags

KIT = Path(qanat.web.__file__).parent
README = (KIT / "README.md").read_text()


def test_every_part_it_names_is_there_and_every_part_is_named() -> None:
    named = set(re.findall(r"^\| `([\w]+\.html)` \|", README, flags=re.MULTILINE))
    there = {path.name for path in (KIT / "templates/web/parts").glob("*.html")}
    assert named - there == set()
    of_the_base = {
        "access.html", "actions.html", "banner.html", "dialogs.html", "field.html", "fields.html",
        "field_errors.html", "messages.html", "navigation.html", "offers.html", "strips.html",
        "tools.html", "wing.html",
    }  # fmt: skip
    assert there - named - of_the_base == set()


def test_every_tag_and_filter_it_names_is_there() -> None:
    section = README.split("## 3.")[1].split("## 4.")[0]
    used = set(re.findall(r"\{% (\w+)", section))
    filters = set(re.findall(r"\\\|(\w+)", section))
    assert used - set(tags.register.tags) == {"load"}
    assert filters - set(tags.register.filters) == set()


def test_every_attribute_of_behaviour_is_known_to_a_script_or_style() -> None:
    named = set(re.findall(r"data-qanat-[a-z-]+[a-z]", README))
    scripts = "".join(path.read_text() for path in (KIT / "static/web/js").rglob("*.js"))
    camel = {re.sub(r"-(\w)", lambda m: m[1].upper(), name.removeprefix("data-")) for name in named}
    unknown = {
        name
        for name in named
        if name not in scripts
        and re.sub(r"-(\w)", lambda m: m[1].upper(), name.removeprefix("data-")) not in scripts
    }
    assert camel
    assert unknown == set()


def test_every_function_and_field_it_names_is_there() -> None:
    for name in re.findall(r"`charts\.(\w+)`", README):
        assert hasattr(charts, name)
    for name in re.findall(r"`maps\.(\w+)`", README):
        assert hasattr(maps, name)
    for name in ("page", "done", "again", "ask", "Question"):
        assert hasattr(reply, name)
    section = README.split("## 7.")[1].split("## 8.")[0]
    fields = re.findall(r"`([A-Z]\w+)\b", section)
    assert len(fields) > 8
    assert [f for f in fields if not hasattr(forms, f) and not hasattr(search_field, f)] == []
    assert callable(marks.urgency)
