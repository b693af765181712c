"""The languages of the interface as a viewer chooses them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language_from_request

COOKIE: Final = "qanat_language"
NATIONAL: Final = "kk"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code, its own name and its short name."""

    code: str
    name: str
    short: str
    html: str


LANGUAGES: Final = (
    Language("kk", "Қазақша", "Қаз", "kk"),
    Language("ru", "Русский", "Рус", "ru"),
    Language("en", "English", "Eng", "en"),
    Language("uz", "Oʻzbekcha", "Oʻzb", "uz-Latn"),
    Language("uz-cyrl", "Ўзбекча", "Ўзб", "uz-Cyrl"),
)
BY_CODE: Final = {language.code: language for language in LANGUAGES}


def language_of(request: HttpRequest, account_language: str = "") -> str:
    """Choose a language: the cookie, then the account, then what the browser accepts."""
    for code in (request.COOKIES.get(COOKIE, ""), account_language):
        if code in BY_CODE:
            return code
    if not request.headers.get("Accept-Language"):
        return NATIONAL
    accepted = get_language_from_request(request)
    return accepted if accepted in BY_CODE else NATIONAL


@contextmanager
def speaking_to(request: HttpRequest, language: str) -> Iterator[Language]:
    """Speak the language of whom a page is for, unless its reader has chosen another one here."""
    code = request.COOKIES.get(COOKIE) or language
    with translation.override(code if code in BY_CODE else translation.get_language()):
        yield BY_CODE[translation.get_language() or NATIONAL]
