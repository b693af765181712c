"""The order of names in the reader's alphabet; code points put Ә, Қ and Ў in wrong places."""

import re
from typing import Final

from django.utils.translation import get_language

KAZAKH: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""Holds all Russian letters in their own order too: Kazakh names stand among Russian ones."""
UZBEK_CYRILLIC: Final = "абвгдеёжзийклмнопрстуфхцчшъьыэюяўқғҳ"
UZBEK_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ORDERS: Final = {
    "kk": KAZAKH,
    "ru": KAZAKH,
    "uz-cyrl": UZBEK_CYRILLIC,
    "uz": (*UZBEK_LATIN, "oʻ", "gʻ", "sh", "ch"),
}
_RANKS: Final = {
    language: {letter: place for place, letter in enumerate(letters)}
    for language, letters in _ORDERS.items()
}
_LETTER: Final = re.compile("oʻ|gʻ|sh|ch|.", re.DOTALL)
_KINDS: Final = re.compile(
    r"\b(область|город|облысы|қаласы|region|viloyati|shahri|вилояти|шаҳри)\b|\(city\)"
)


def name_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return the key by which a name is sorted in the active language."""
    ranks = _RANKS.get(get_language() or "", {})
    letters = _LETTER.findall(text.casefold()) if "oʻ" in ranks else text.casefold()
    return tuple(
        (ranks[letter] + 1, "") if letter in ranks else (0 if not letter.isalpha() else 99, letter)
        for letter in letters
    )


def place_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return the key of a place's name: what kind of place it is does not count."""
    own = " ".join(_KINDS.sub(" ", text.casefold()).split())
    return name_order(own)
