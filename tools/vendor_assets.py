"""Bring third-party files into the page kit, from named packages of named versions.

Run ``python -m tools.vendor_assets`` after changing a version or the list of icons. It
downloads the packages with pip, takes what is used, makes the subset of the font and the
glyph files of the map, and writes ``vendor.json`` with a checksum for each file.
"""

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from tools.vendor_glyphs import write_glyphs

ROOT: Final = Path(__file__).resolve().parent.parent
VENDOR: Final = ROOT / "src/qanat/web/static/web/vendor"
PRINTING: Final = ROOT / "src/qanat/foundation/printing/fonts"
"""The same letters for documents set in type, which take no packed fonts."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose files we take."""

    name: str
    version: str

    @property
    def pin(self) -> str:
        """The requirement of exactly this version."""
        return f"{self.name}=={self.version}"


HTMX: Final = Package("django-htmx", "1.29.0")
INTER: Final = Package("django-unfold", "0.91.0")
MAPLIBRE: Final = Package("maplibre", "0.3.6")
TABLER: Final = Package("pytablericons", "1.0.1")

PARTS: Final = {
    "htmx.min.js": ("htmx", "2.0.10", "0BSD", HTMX),
    "maplibre-gl.js": ("MapLibre GL JS", "5.3.0", "BSD-3-Clause", MAPLIBRE),
    "maplibre-gl.css": ("MapLibre GL JS", "5.3.0", "BSD-3-Clause", MAPLIBRE),
    "icons.svg": ("Tabler Icons", "3", "MIT", TABLER),
    "fonts/": ("Inter", "4.001", "OFL-1.1", INTER),
    "glyphs/": ("Inter", "4.001", "OFL-1.1", INTER),
    "licences/": ("licence texts", "", "", None),
}

WEIGHTS: Final = {"Regular": 400, "Medium": 500, "SemiBold": 600}
PRINTED: Final = frozenset({"Regular", "SemiBold"})
LETTERS: Final = (
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x18F, 0x259, 0x2BB, 0x2BC, 0x301, 0x306, 0x308,
    *range(0x400, 0x530), *range(0x2009, 0x2028), 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A,
    0x2044, *range(0x2070, 0x208F), 0x20AC, 0x20B8, 0x20BA, 0x20BD, 0x20BC, 0x2116, 0x2122,
    *range(0x2190, 0x219A), 0x21E7, 0x23CE, 0x2206, 0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265,
    0x25A0, 0x25A1, 0x25B2, 0x25B3, 0x25BC, 0x25CB, 0x25CF, 0x2713, 0x2717,
)  # fmt: skip
FEATURES: Final = (
    "kern",
    "mark",
    "mkmk",
    "ccmp",
    "locl",
    "calt",
    "case",
    "tnum",
    "cv05",
    "ss03",
    "frac",
)

ICONS: Final = """
activity adjustments alert-circle alert-octagon alert-triangle ambulance arrow-down arrow-left
arrow-right arrow-up arrows-sort arrows-split baby-carriage badge ban bed bell bell-ringing bone
bookmark brain building building-hospital calendar calendar-event car cash certificate chart-bar
chart-line check chevron-down chevron-left chevron-right chevron-up chevrons-left chevrons-right
circle circle-check circle-minus circle-plus circle-x clipboard-check clipboard-list clock cloud
cloud-off cloud-storm coin compass copy crosshair current-location database device-mobile dots
dots-vertical download droplet edit emergency-bed external-link eye eye-off file-download
file-export file-import file-text filter first-aid-kit flag flame gas-station gauge git-merge heart
heartbeat helicopter help history home hourglass id id-badge-2 info-circle key keyboard language
layers-subtract layout-list link list list-details lock lock-open login logout lungs mail man map
map-pin maximize menu-2 message message-circle microscope moon nurse octagon paperclip pencil phone
pill plane plane-arrival plane-departure plane-off player-pause player-play plus point printer
receipt refresh reload report report-analytics report-medical road rotate route scale school search
send server settings shield-check shield-lock snowflake sort-ascending sort-descending square
stack-2 star stethoscope sun sun-moon sunrise sunset table tag target temperature test-pipe tool
tools trash triangle upload urgent user user-check user-plus users vaccine versions video virus
wheelchair wifi wifi-off wind woman world x zoom-in zoom-out
""".split()  # noqa: SIM905 (as one reads it)


def main() -> int:
    """Make every file again, or only compare with ``--check``."""
    parser = argparse.ArgumentParser(description="Third-party files of the page kit.")
    parser.add_argument("--check", action="store_true", help="compare checksums, change nothing")
    if parser.parse_args().check:
        wrong = changed_files()
        sys.stdout.write("".join(f"changed: {name}\n" for name in wrong) or "unchanged\n")
        return 1 if wrong else 0
    with tempfile.TemporaryDirectory() as folder:
        wheels = {
            package: _download(package, Path(folder)) for package in (HTMX, INTER, MAPLIBRE, TABLER)
        }
        _scripts(wheels)
        _icons(wheels[TABLER])
        _fonts(wheels[INTER])
        _licences(wheels)
    _manifest()
    return 0


def changed_files() -> list[str]:
    """Return the files which differ from what ``vendor.json`` says, or are not in it."""
    listed = {
        f["path"]: f["sha256"] for f in json.loads((VENDOR / "vendor.json").read_text())["files"]
    }
    there = {str(path.relative_to(VENDOR)): _sha256(path) for path in _files()}
    return sorted(
        name for name in listed.keys() | there.keys() if listed.get(name) != there.get(name)
    )


def _download(package: Package, folder: Path) -> zipfile.ZipFile:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "-d",
        str(folder),
        package.pin,
    ]
    subprocess.run(command, check=True)
    stem = package.name.replace("-", "_")
    return zipfile.ZipFile(next(folder.glob(f"{stem}-{package.version}*.whl")))


def _scripts(wheels: dict[Package, zipfile.ZipFile]) -> None:
    maplibre = wheels[MAPLIBRE].read("maplibre/srcjs/maplibre-gl.js").decode()
    without_map = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", maplibre)
    (VENDOR / "maplibre-gl.js").write_text(without_map)
    (VENDOR / "maplibre-gl.css").write_bytes(
        wheels[MAPLIBRE].read("maplibre/srcjs/maplibre-gl.css")
    )
    (VENDOR / "htmx.min.js").write_bytes(
        wheels[HTMX].read("django_htmx/static/django_htmx/htmx-2.min.js")
    )


def _icons(wheel: zipfile.ZipFile) -> None:
    symbols = []
    for name in sorted(ICONS):
        drawing = wheel.read(f"pytablericons/icons/outline/{name}.svg").decode()
        shapes = " ".join(
            re.findall(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>", drawing)
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (VENDOR / "icons.svg").write_text(sprite)


def _fonts(wheel: zipfile.ZipFile) -> None:
    (VENDOR / "fonts").mkdir(exist_ok=True)
    for weight in WEIGHTS:
        whole = wheel.read(f"unfold/static/unfold/fonts/inter/Inter-{weight}.woff2")
        small = _subset(whole)
        (VENDOR / f"fonts/Inter-{weight}.woff2").write_bytes(small)
        if weight in PRINTED:
            font = TTFont(io.BytesIO(small), recalcTimestamp=False)
            font.flavor = None
            font.save(PRINTING / f"Inter-{weight}.ttf")
    write_glyphs((VENDOR / "fonts/Inter-Medium.woff2").read_bytes(), "Inter", VENDOR / "glyphs")


def _subset(whole: bytes) -> bytes:
    font = TTFont(io.BytesIO(whole), recalcTimestamp=False)
    options = Options(
        flavor="woff2", layout_features=list(FEATURES), hinting=False, notdef_outline=True
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    small = io.BytesIO()
    font.save(small)
    return small.getvalue()


def _licences(wheels: dict[Package, zipfile.ZipFile]) -> None:
    """Copy the licence texts which the packages carry; the others are kept by hand."""
    folder = VENDOR / "licences"
    folder.mkdir(exist_ok=True)
    unfold = wheels[INTER]
    inter = unfold.read("unfold/static/unfold/fonts/inter/LICENSE")
    (folder / "Inter.txt").write_bytes(inter)
    (PRINTING / "LICENSE.txt").write_bytes(inter)
    (folder / "htmx.txt").write_bytes(unfold.read("unfold/static/unfold/js/htmx/LICENSE"))


def _manifest() -> None:
    files = []
    for path in _files():
        name = str(path.relative_to(VENDOR))
        part = PARTS.get(name) or PARTS[name.split("/", maxsplit=1)[0] + "/"]
        title, version, licence, package = part
        entry = {"path": name, "name": title, "version": version, "licence": licence}
        entry["source"] = package.pin if package else "kept by hand"
        files.append(entry | {"sha256": _sha256(path)})
    (VENDOR / "vendor.json").write_text(json.dumps({"files": files}, indent=1) + "\n")


def _files() -> list[Path]:
    return sorted(p for p in VENDOR.rglob("*") if p.is_file() and p.name != "vendor.json")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
