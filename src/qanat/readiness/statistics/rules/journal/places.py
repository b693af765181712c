"""Regions and countries by the names people write."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from qanat.foundation.tabular.cells import word_key

HOME: Final = "KZ"

_OBLASTS: Final[Mapping[str, tuple[str, ...]]] = {
    "KZ-10": ("абай", "абайская", "abay", "abai"),
    "KZ-11": ("акмолинская", "акмола", "aqmola", "akmola"),
    "KZ-15": ("актюбинская", "актобе", "aktobe", "aqtobe", "aqtoba", "актоба", "актуба", "актўба"),
    "KZ-19": ("алматинская",),
    "KZ-23": ("атырауская", "атырау", "atyrau", "atirau", "атирау"),
    "KZ-27": (
        "западно казахстанская", "зко", "батыс казакстан", "бко", "west kazakhstan",
        "garbiy qozogiston", "гарбий козогистон", "зап казахстанская",
    ),
    "KZ-31": ("жамбылская", "жамбыл", "zhambyl", "jambyl", "jambul", "жамбул"),
    "KZ-33": ("жетису", "жетісу", "жетысу", "жетысуская", "zhetisu", "zhetysu", "jetisu",
              "yettisuv", "еттисув"),
    "KZ-35": ("карагандинская", "караганды", "караганда", "karaganda", "karagandy", "qaraghandy",
              "qaragandi", "караганди"),
    "KZ-39": ("костанайская", "костанай", "kostanay", "qostanay", "кустанайская", "қўстанай",
              "кустанай"),
    "KZ-43": ("кызылординская", "кызылорда", "kyzylorda", "qyzylorda", "qiziloʻrda", "qizilorda",
              "кизилурда"),
    "KZ-47": ("мангистауская", "мангыстауская", "мангистау", "мангыстау", "mangystau", "mangistau",
              "mangʻistau"),
    "KZ-55": ("павлодарская", "павлодар", "pavlodar"),
    "KZ-59": (
        "северо казахстанская", "ско", "солтустик казакстан", "north kazakhstan",
        "shimoliy qozogiston", "шимолий козогистон", "сев казахстанская",
    ),
    "KZ-61": ("туркестанская", "туркестан", "туркистан", "turkistan", "turkestan", "turkiston",
              "туркистон"),
    "KZ-62": ("улытау", "улытауская", "ulytau", "ulitau", "улитау"),
    "KZ-63": (
        "восточно казахстанская", "вко", "шыгыс казакстан", "шко", "east kazakhstan",
        "sharqiy qozogiston", "шаркий козогистон", "вост казахстанская",
    ),
}  # fmt: skip
_CITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "KZ-71": ("астана", "astana", "нур султан", "nur sultan", "ostona", "остона"),
    "KZ-75": ("алматы", "almaty", "алма ата", "alma ata", "olmaota", "олмаота"),
    "KZ-79": ("шымкент", "shymkent", "чимкент", "chimkent"),
}
_ALMATY_REGION: Final = "KZ-19"
_OLD_CODES: Final = {
    "akm": "KZ-11", "akt": "KZ-15", "alm": "KZ-19", "aty": "KZ-23", "zap": "KZ-27", "zha": "KZ-31",
    "kar": "KZ-35", "kus": "KZ-39", "kzy": "KZ-43", "man": "KZ-47", "pav": "KZ-55", "sev": "KZ-59",
    "yuz": "KZ-61", "vos": "KZ-63", "ast": "KZ-71", "ala": "KZ-75", "shy": "KZ-79",
}  # fmt: skip
_REGION_WORDS: Final = frozenset(
    ("область", "обл", "облысы", "облыс", "region", "oblast", "oblysy", "viloyati", "вилояти")
)
_CITY_WORDS: Final = frozenset(
    ("г", "к", "гор", "город", "кала", "каласы", "city", "qalasy", "shahri", "шахри")
)
_FOLD: Final = str.maketrans("әғқңөұүһіёҳўъ", "агкноуухиехуъ")
REGIONS: Final = frozenset((*_OBLASTS, *_CITIES))


def _tokens(text: str) -> list[str]:
    plain = text.casefold().translate(_FOLD)
    for mark in "ʻʼ'’`":
        plain = plain.replace(mark, "")
    return "".join(ch if ch.isalnum() else " " for ch in plain).split()


def _core(tokens: list[str]) -> str:
    return " ".join(t for t in tokens if t not in _REGION_WORDS and t not in _CITY_WORDS)


@cache
def _names() -> dict[str, str]:
    listed = {**_OBLASTS, **_CITIES}
    return {_core(_tokens(name)): code for code, names in listed.items() for name in names}


def find_region(text: str) -> str | None:
    """Return the ISO 3166-2 code of a region of Kazakhstan.

    Args:
        text: a name in Kazakh, Russian, English or Uzbek, in any case, with or without the
            word "region" or "city"; or a code (ISO, the older letters, KATO).

    Returns:
        The code, or ``None``. "Almaty" alone is the city; with the word "region" the region.

    Source:
        docs/sources.md#regions
    """
    tokens = _tokens(text)
    core = _core(tokens)
    code = _names().get(core) or _by_code(core.replace(" ", ""))
    if code == "KZ-75" and not _REGION_WORDS.isdisjoint(tokens):
        return _ALMATY_REGION
    return code


def _by_code(core: str) -> str | None:
    if core.isdigit() and len(core) == 9:  # noqa: PLR2004 -- KATO
        core = core[:2]
    plain = core.removeprefix("kz")
    code = f"KZ-{plain}"
    return code if code in REGIONS else _OLD_CODES.get(plain)


_ALSO: Final = {
    "KZ": ("рк", "республика казахстан", "қр"),
    "KG": ("кыргызстан", "киргизстан", "кыргызская республика"),
    "KR": ("корея", "южная корея", "south korea", "korea", "оңтүстік корея", "корея республикасы"),
    "DE": ("фрг",),
    "AE": ("оаэ", "эмираты", "uae", "бәә"),
    "US": ("сша", "usa", "united states", "америка", "ақш"),
    "RU": ("рф", "российская федерация", "ресей федерациясы"),
    "TR": ("турецкая республика", "turkey", "turkiye"),
    "CN": ("кнр",),
    "GB": ("великобритания", "англия", "uk"),
    "TH": ("тайланд",),
    "CZ": ("чешская республика", "czech republic"),
    "BY": ("белоруссия", "белорусь"),
    "MD": ("молдавия",),
    "HK": ("гонконг",),
    "CY": ("северный кипр",),
}
_LOCALES: Final = ("ru", "en", "kk", "uz", "uz_Cyrl", "tr")
_COUNTRY_LETTERS: Final = 2


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for locale in _LOCALES:
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == _COUNTRY_LETTERS and code.isalpha():
                names.setdefault(word_key(name), code)
                names.setdefault(code.casefold(), code)
    return names | {word_key(name): code for code, also in _ALSO.items() for name in also}


def find_country(text: str) -> str | None:
    """Return the ISO 3166-1 code of a country named in one of our languages, or ``None``."""
    found = _countries().get(word_key(text))
    return None if found in {"ZZ", "EU", "UN", "EZ", "QO", "XA", "XB"} else found
