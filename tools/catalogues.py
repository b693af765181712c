"""Keep the translations whole: gather the marked texts, merge them, find what is missing.

    python tools/catalogues.py update            merge new texts, drop those nobody uses
    python tools/catalogues.py missing ru        print as JSON what lacks a translation
    python tools/catalogues.py fill ru FILE      take translations from such a JSON
    python tools/catalogues.py check             fail if anything is missing or odd

Source texts are English; every context keeps its own ``locale/``. Nothing but Babel is needed.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent / "src"
PACKAGE: Final = ROOT / "qanat"
LANGUAGES: Final = {"kk": "kk", "ru": "ru", "uz": "uz", "uz-cyrl": "uz_Cyrl"}
"""Codes of the interface, and the folders which Django looks for."""
OF_LATIN: Final = frozenset("ʻʼ")
"""Signs which only Uzbek in Latin letters has."""
FORMATS: Final = re.compile(r"\b(PDF|JPEG|PNG|DICOM|CSV|XLSX|DOCX|HTML|JSON|XML|FHIR)\b")
"""Names of formats, which are the same in every language."""
PLURALS: Final = {
    "kk": (1, "nplurals=1; plural=0;"),
    "uz": (1, "nplurals=1; plural=0;"),
    "uz-cyrl": (1, "nplurals=1; plural=0;"),
    "ru": (
        3,
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4"
        " && (n%100<10 || n%100>=20) ? 1 : 2);",
    ),
}
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEXT: Final = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
CALL: Final = re.compile(
    rf"(?<![\w.])(npgettext|ngettext|pgettext|gettext|_)\(\s*{TEXT}(?:\s*,\s*{TEXT})?(?:\s*,\s*{TEXT})?"
)
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]|%%")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A marked text: its context, the text, its plural."""

    context: str
    one: str
    many: str = ""


def home_of(path: Path, apps: tuple[str, ...]) -> Path:
    """Return the folder whose ``locale/`` a source file belongs to."""
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    owners = [app for app in apps if dotted == app or dotted.startswith(f"{app}.")]
    return ROOT.joinpath(*max(owners, key=len, default="qanat.config").split("."))


def gather() -> dict[Path, set[Text]]:
    """Return every marked text by the folder it belongs to."""
    from qanat.config.apps import CONTEXTS

    found: dict[Path, set[Text]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            texts = set(_in_python(path))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            texts = set(_in_template(path))
        else:
            continue
        if texts:
            found.setdefault(home_of(path, CONTEXTS), set()).update(texts)
    return found


def _in_python(path: Path) -> Iterator[Text]:
    source = path.read_bytes()
    for part in (source, *_within_strings(source)):
        for _line, message, _comments, context in extract(
            "python", BytesIO(part), keywords=KEYWORDS
        ):
            one, many = message if isinstance(message, tuple) else (message, "")
            if one:
                yield Text(context or "", one, many)


def _within_strings(source: bytes) -> Iterator[bytes]:
    """Return what stands in braces within f-strings: Babel reads those as plain strings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue):
            yield ast.unparse(node.value).encode()


def _in_template(path: Path) -> Iterator[Text]:
    plain = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for name, *raw in CALL.findall(plain):
        texts = [ast.literal_eval(text) for text in raw if text]
        if name == "npgettext":
            yield Text(texts[0], texts[1], texts[2])
        elif name == "pgettext":
            yield Text(texts[0], texts[1])
        elif name == "ngettext":
            yield Text("", texts[0], texts[1])
        else:
            yield Text("", texts[0])


def catalogue_path(home: Path, language: str) -> Path:
    """Return where the catalogue of a folder and a language lies."""
    return home / "locale" / LANGUAGES[language] / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """Return a catalogue, an empty one where there is none yet."""
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[language])


def _empty(language: str) -> Catalog:
    catalogue = Catalog(
        locale=LANGUAGES[language],
        project="Qanat",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        charset="utf-8",
        fuzzy=False,
        creation_date=datetime(2026, 1, 1, tzinfo=UTC),
        revision_date=datetime(2026, 1, 1, tzinfo=UTC),
        header_comment="# Translations of Qanat. Apache-2.0.",
    )
    plurals, rule = PLURALS[language]
    setattr(catalogue, "_num_plurals", plurals)  # noqa: B010 (Babel has no public way)
    setattr(catalogue, "_plural_expr", rule.split("plural=", 1)[1].rstrip(";"))  # noqa: B010 (the same)
    return catalogue


def merged(texts: set[Text], old: Catalog, language: str) -> Catalog:
    """Return the catalogue of some texts, with what the old one knows of them."""
    new = _empty(language)
    for text in sorted(texts, key=lambda t: (t.one, t.context)):
        known = old.get(text.one, context=text.context or None)
        new.add(
            (text.one, text.many) if text.many else text.one,
            string=_kept(known, text, language),
            context=text.context or None,
            flags=["python-format"] if PLACEHOLDER.search(text.one) else [],
        )
    return new


def _kept(known: Message | None, text: Text, language: str) -> str | tuple[str, ...]:
    plurals = PLURALS[language][0]
    if not text.many:
        return known.string if known and isinstance(known.string, str) else ""
    if known and isinstance(known.string, list | tuple) and len(known.string) == plurals:
        return tuple(known.string)
    return ("",) * plurals


def update() -> int:
    """Bring every catalogue up to the sources; return how many texts there are."""
    gathered = gather()
    for home, texts in gathered.items():
        for language in LANGUAGES:
            path = catalogue_path(home, language)
            catalogue = merged(texts, read(path, language), language)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalogue, width=100, no_location=True, omit_header=False)
    for path in PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"):
        if path.parents[3] not in gathered:
            path.unlink()
    return sum(len(texts) for texts in gathered.values())


def catalogues(language: str) -> Iterator[tuple[Path, Catalog]]:
    """Return the catalogues of a language which the sources ask for."""
    for home in sorted(gather()):
        path = catalogue_path(home, language)
        yield path, read(path, language)


def lacking(language: str) -> list[dict[str, object]]:
    """Return, each once, the texts of a language which have no translation."""
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for path, catalogue in catalogues(language):
        for message in catalogue:
            if message.id and not _is_whole(message):
                one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
                row: dict[str, object] = {"context": message.context or "", "text": one}
                if many:
                    row |= {"many": many, "forms": PLURALS[language][0]}
                row["where"] = str(path.relative_to(PACKAGE).parents[3])
                rows.setdefault((message.context or "", str(one)), row)
    return [rows[key] for key in sorted(rows)]


def _is_whole(message: Message) -> bool:
    string = message.string
    return all(string) if isinstance(string, list | tuple) else bool(string)


def fill(language: str, file: Path) -> int:
    """Take translations: a JSON list of ``{"context", "text", "to"}``; ``to`` may list forms."""
    given = {
        (row.get("context", ""), row["text"]): row["to"]
        for row in json.loads(file.read_text(encoding="utf-8"))
        if row.get("to")
    }
    taken = 0
    for path, catalogue in catalogues(language):
        changed = False
        for message in catalogue:
            one = message.id[0] if isinstance(message.id, tuple) else message.id
            to = given.get((message.context or "", one))
            if message.id and to and not _is_whole(message):
                message.string = tuple(to) if isinstance(message.id, tuple) else "".join(to)
                changed, taken = True, taken + 1
        if changed:
            with path.open("wb") as out:
                write_po(out, catalogue, width=100, no_location=True, omit_header=False)
    return taken


def faults(language: str) -> list[str]:
    """Return what is wrong with the catalogues of a language."""
    found = []
    gathered = gather()
    for home, texts in gathered.items():
        catalogue = read(catalogue_path(home, language), language)
        where = home.relative_to(ROOT)
        for text in sorted(texts):
            message = catalogue.get(text.one, context=text.context or None)
            if message is None or not _is_whole(message):
                found.append(f"{language} {where}: not translated: {text.one!r}")
            elif odd := _odd(message, text) or _mixed(message, language) or renamed(message, text):
                found.append(f"{language} {where}: {odd}: {text.one!r}")
    return found


def _odd(message: Message, text: Text) -> str:
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    wanted = {n for n in PLACEHOLDER.findall(text.one) + PLACEHOLDER.findall(text.many) if n}
    for form in forms:
        used = {n for n in PLACEHOLDER.findall(form or "") if n}
        if not text.many and used != wanted:
            return "other placeholders"
        if text.many and not used <= wanted:
            return "unknown placeholders"
    return "fuzzy" if message.fuzzy else ""


def _mixed(message: Message, language: str) -> str:
    """Tell of a sign of the Latin script which a text in Cyrillic script keeps."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    told = "".join(form or "" for form in forms)
    return "Latin sign in Cyrillic" if language == "uz-cyrl" and OF_LATIN & set(told) else ""


def renamed(message: Message, text: Text) -> str:
    """Tell of a format which a translation names otherwise than it is called everywhere."""
    lost = set(FORMATS.findall(text.one)) - set(FORMATS.findall(str(message.string)))
    return f"names {', '.join(sorted(lost))} otherwise" if lost else ""


def main(words: list[str]) -> int:
    """Do what the words say."""
    match words:
        case ["update"]:
            sys.stdout.write(f"{update()} texts\n")
        case ["missing", language]:
            sys.stdout.write(json.dumps(lacking(language), ensure_ascii=False, indent=1) + "\n")
        case ["fill", language, file]:
            sys.stdout.write(f"{fill(language, Path(file))} taken\n")
        case ["check"]:
            found = [fault for language in LANGUAGES for fault in faults(language)]
            sys.stdout.write("\n".join(found) + ("\n" if found else ""))
            return 1 if found else 0
        case _:
            sys.stdout.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
