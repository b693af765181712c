"""Texts in several languages, and search keys across scripts."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language

LocalText = dict[str, str]
"""A name in several languages: ``{"kk": …, "ru": …, "en": …, "uz": …, "uz-cyrl": …}``."""

LANGUAGES: Final = ("kk", "ru", "en", "uz", "uz-cyrl")
FALL_BACK: Final = {
    "kk": ("ru", "en"),
    "ru": ("kk", "en"),
    "en": ("ru", "kk"),
    "uz": ("uz-cyrl", "en", "ru"),
    "uz-cyrl": ("uz", "ru", "en"),
}


def local(value: Mapping[str, str] | None, language: str | None = None) -> str:
    """Return a text in a language, or in the nearest one there is."""
    return value[nearest(value, language)] if value else ""


def nearest(value: Mapping[str, str], language: str | None = None) -> str:
    """Return in which language a text is read: in a wanted one, or the nearest one there is."""
    wanted = language or get_language() or "ru"
    for key in (wanted, *FALL_BACK.get(wanted, ("en", "ru", "kk"))):
        if value.get(key):
            return key
    return next(iter(value))


class LocalTextField(models.JSONField):
    """A text in several languages, stored as jsonb."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # mirrors Django's own Field
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Stand in migrations as the plain field it is in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse anything but a mapping of language codes to texts."""
        super().validate(value, model_instance)
        if not isinstance(value, dict) or not all(
            isinstance(k, str) and isinstance(v, str) for k, v in value.items()
        ):
            raise ValidationError("a mapping of languages to texts is needed")


_LETTERS: Final = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e",
    "ж": "zh", "җ": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m",
    "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ұ": "u", "ү": "u", "ў": "o", "ф": "f", "х": "h", "ҳ": "h", "һ": "h", "ц": "ts", "ч": "sh",
    "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "і": "i", "ї": "i", "ь": "", "э": "e", "є": "e",
    "ю": "iu", "я": "ia", "ј": "i", "ı": "i", "ğ": "g", "ş": "sh", "ç": "sh", "ə": "a", "ñ": "n",
    "ŋ": "n", "ø": "o", "æ": "a", "ł": "l", "ß": "s", "№": " ",
}  # fmt: skip
_DROPPED: Final = frozenset("ʻʼ‘’ˈˌ'`´")
_SPELLINGS: Final = (
    ("shch", "sh"), ("ch", "sh"), ("dzh", "zh"), ("j", "zh"), ("kh", "h"), ("gh", "g"),
    ("ph", "f"), ("ng", "n"), ("yo", "e"), ("y", "i"), ("w", "v"), ("q", "k"), ("x", "h"),
    ("c", "k"), ("ei", "i"),
)  # fmt: skip
"""Ways to write one sound, levelled in this order; most-used romanisations of our names."""


def search_key(text: str) -> str:
    """Fold a text of any of our scripts so that spellings of one name meet.

    Cyrillic (Kazakh, Russian, Uzbek), Latin of the Turkic languages, case, accents, doubled
    letters and punctuation are levelled: "Семей", "Semey", "SEMEI" and "семй" give one key.
    Folding a key again changes nothing.
    """
    lower = unicodedata.normalize("NFC", text).casefold()
    latin = "".join(_LETTERS.get(ch, ch) for ch in lower if ch not in _DROPPED)
    plain = "".join(
        ch for ch in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(ch)
    )
    letters = "".join(_LETTERS.get(ch, ch) if ch.isalnum() else " " for ch in plain.casefold())
    return " ".join(filter(None, (_level(word) for word in letters.split())))


def _level(word: str) -> str:
    """Level the spellings of one word until nothing changes any more."""
    before = ""
    while word != before:
        before = word
        for spelling, one in _SPELLINGS:
            word = word.replace(spelling, one)
        if word.startswith("ie"):
            word = word[1:]
        word = "".join(
            ch for i, ch in enumerate(word) if i == 0 or ch != word[i - 1] or ch.isdigit()
        )
    return word
