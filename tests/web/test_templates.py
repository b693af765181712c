"""Templates: they compile, and hold nothing which the content policy refuses."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import qanat.web

SOURCE = Path(qanat.web.__file__).parents[1]
OURS = sorted((SOURCE / "web/templates").rglob("*.html"))
ALL = sorted(SOURCE.rglob("templates/**/*.html"))
INLINE = re.compile(r"""<[^>]*\s(on\w+|style|hx-on[:\w-]*)\s*=\s*["']""")


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.name)
def test_every_template_of_the_kit_compiles(path: Path) -> None:
    name = str(path.relative_to(SOURCE / "web/templates"))
    assert get_template(name).template.name == name  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ALL, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_template_has_an_inline_handler_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert INLINE.search(text) is None
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))
    assert "<style" not in text


@pytest.mark.parametrize("path", ALL, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_form_which_posts_carries_its_token(path: Path) -> None:
    for form in re.findall(
        r'<form\b[^>]*method="post".*?</form>', path.read_text(), flags=re.DOTALL
    ):
        assert "{% csrf_token %}" in form
