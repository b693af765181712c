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
    if not value:
        return ""
    wanted = language or get_language() or "ru"
    for key in (wanted, *FALL_BACK.get(wanted, ("en", "ru", "kk"))):
        if text := value.get(key):
            return text
    return next(iter(value.values()))


class LocalTextField(models.JSONField):
    """A text in several languages, stored as jsonb."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # mirrors Django's own Field
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse anything but a mapping of language codes to texts."""
        super().validate(value, model_instance)
        if not isinstance(value, dict) or not all(
            isinstance(k, str) and isinstance(v, str) for k, v in value.items()
        ):
            raise ValidationError("a mapping of languages to texts is needed")


_FOLD: Final = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e",
    "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n",
    "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
    "ү": "u", "ў": "o", "ф": "f", "х": "h", "ҳ": "h", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "sh", "ъ": "", "ы": "i", "і": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ı": "i", "ğ": "g", "ş": "sh", "ç": "ch", "ə": "a", "ñ": "n",
    "ʻ": "", "ʼ": "", "’": "", "'": "", "`": "", "y": "i", "w": "v", "q": "k",
}  # fmt: skip
_PAIRS: Final = (("kh", "h"), ("yo", "e"), ("iy", "i"), ("x", "h"), ("c", "k"))


def search_key(text: str) -> str:
    """Fold a text of any of our scripts so that spellings of one name meet.

    Cyrillic (Kazakh, Russian, Uzbek), Latin of the Turkic languages, case, accents and
    punctuation are levelled: "Семей", "Semey" and "СЕМЕЙ" give one key.
    """
    folded = "".join(_FOLD.get(ch, ch) for ch in unicodedata.normalize("NFC", text).casefold())
    plain = "".join(
        ch for ch in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(ch)
    )
    words = "".join(_FOLD.get(ch, ch) if ch.isalnum() else " " for ch in plain).split()
    return " ".join(_level(word) for word in words)


def _level(word: str) -> str:
    for spelling, one in _PAIRS:
        word = word.replace("ch", "\x00").replace(spelling, one).replace("\x00", "ch")
    out = [ch for i, ch in enumerate(word) if i == 0 or ch != word[i - 1]]
    return "".join(out)
