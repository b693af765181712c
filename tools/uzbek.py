"""Write Uzbek Latin text in Cyrillic letters, for filling a missing column of a data file.

Only a first draft for an editor: loan-words differ between the scripts, so the result is stored
in the data and corrected there, never computed at run time.

    python tools/uzbek.py src/qanat/registry/terminology/data/icd10.csv
"""

import csv
import re
import sys
from io import StringIO
from pathlib import Path
from typing import Final

LETTERS: Final = {
    "oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч", "ts": "ц", "yo": "ё", "yu": "ю", "ya": "я",
    "ye": "е", "a": "а", "b": "б", "d": "д", "f": "ф", "g": "г", "h": "ҳ", "i": "и", "j": "ж",
    "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с",
    "t": "т", "u": "у", "v": "в", "x": "х", "y": "й", "z": "з", "ʼ": "ъ", "c": "с", "w": "в",
}  # fmt: skip
TOKEN: Final = re.compile(r"oʻ|gʻ|sh|ch|ts|yo(?!ʻ)|yu|ya|ye|.", re.IGNORECASE | re.DOTALL)
ROMAN: Final = re.compile(r"^[IVX]{1,5}$")
LOANS: Final = {
    "консулт": "консульт",
    "Консулт": "Консульт",
    "мултип": "мультип",
    "инсулт": "инсульт",
    "Инсулт": "Инсульт",
    "серебр": "церебр",
    "нсефал": "нцефал",
    "абссесс": "абсцесс",
    "сирроз": "цирроз",
}


def _letter(token: str, before: str) -> str:
    low = token.lower()
    if low == "e":
        cyrillic = "э" if not before.isalpha() or before.lower() in "aeiou" else "е"
    else:
        cyrillic = LETTERS.get(low, token)
    return cyrillic.capitalize() if token[:1].isupper() else cyrillic


def _word(word: str) -> str:
    if ROMAN.match(word):
        return word
    letters, before = [], " "
    for token in TOKEN.findall(word):
        letters.append(_letter(token, before))
        before = token[-1]
    written = "".join(letters)
    if word.isupper():
        return written.upper()
    for draft, right in LOANS.items():
        written = written.replace(draft, right)
    return written


def cyrillic(text: str) -> str:
    """Return Uzbek Latin text in Cyrillic letters."""
    return re.sub(r"[A-Za-zʻʼ0-9]+", lambda match: _word(match.group()), text)


KAZAKH: Final = {
    "ә": "а", "ө": "ў", "ұ": "у", "ү": "у", "ң": "нг", "ы": "и", "і": "и", "һ": "ҳ", "щ": "шч",
}  # fmt: skip
TO_LATIN: Final = {
    "ё": "yo", "ю": "yu", "я": "ya", "ш": "sh", "ч": "ch", "ц": "ts", "щ": "shch", "э": "e",
    "ў": "oʻ", "ғ": "gʻ", "х": "x", "ҳ": "h", "ъ": "ʼ", "ь": "", "ы": "i", "й": "y", "ж": "j",
    "қ": "q", "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "з": "z", "и": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "е": "e",
}  # fmt: skip


def from_kazakh(name: str) -> str:
    """Write a Kazakh proper name in Uzbek Cyrillic letters."""
    name = re.sub("ң(?=[ғгқк])", "н", name)
    return "".join(_cased(KAZAKH.get(ch.lower(), ch.lower()), ch) for ch in name)


def latin(name: str) -> str:
    """Write an Uzbek Cyrillic name in Latin letters."""
    out, before = [], " "
    for ch in name:
        low = ch.lower()
        starts = not before.isalpha() or before.lower() in "аеёиоуўэюяъь"
        out.append(_cased("ye" if low == "е" and starts else TO_LATIN.get(low, low), ch))
        before = ch
    return "".join(out)


def _cased(text: str, like: str) -> str:
    return text[:1].upper() + text[1:] if like.isupper() else text


def fill(path: Path) -> int:
    """Fill the empty ``uz-cyrl`` cells of a CSV file from its ``uz`` column."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    filled = 0
    for row in rows:
        if row["uz"] and not row["uz-cyrl"]:
            row["uz-cyrl"] = cyrillic(row["uz"])
            filled += 1
    out = StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("".join(head) + out.getvalue(), encoding="utf-8")
    return filled


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, fill(Path(name)))
