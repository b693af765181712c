"""The text of the national report: paragraphs of sentences in the active language.

Numbers agree with their nouns by the plural forms of the catalogues (one, few, many in Russian;
one form after numerals in Kazakh and Uzbek).
"""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qanat.readiness.nation.queries.counts import Told
from qanat.readiness.nation.queries.wording import (
    Part,
    Sentence,
    Value,
    named,
    phrase,
    sentence,
    within,
)
from qanat.readiness.statistics.queries.keys import Dimension, Figure
from qanat.readiness.statistics.queries.labels import key_names
from qanat.web import wording

MOST_NAMED: Final = 5
FEW_NAMED: Final = 2
REST: Final = "other"
"""Whatever belongs to no group is none of its own."""
Paragraph = tuple[Sentence, ...]


def requests_text(told: Told) -> Paragraph:
    """Say how many requests came in and how many were not flown."""
    count, rest = told.count(Figure.REQUESTS), told.count(Figure.REQUESTS_NOT_FLOWN)
    pattern = ngettext(
        "%(when)s the dispatch of the centre received %(requests)s request for medical aviation.",
        "%(when)s the dispatch of the centre received %(requests)s requests for medical aviation.",
        count,
    )
    words: dict[str, Value] = {
        "when": within(told.period),
        "requests": told.shown(Figure.REQUESTS),
    }
    first = sentence(pattern, words)
    pattern = ngettext(
        "%(requests)s request was not flown.",
        "%(requests)s requests were not flown.",
        rest,
    )
    second = sentence(pattern, {"requests": told.shown(Figure.REQUESTS_NOT_FLOWN)})
    return (first, second) if rest else (first,)


def flights_text(told: Told) -> Paragraph:
    """Say how many flights were flown, by whom, and how that compares."""
    pattern = ngettext(
        "%(flights)s flight was flown: with medical services %(served)s, without them %(rest)s.",
        "%(flights)s flights were flown: with medical services %(served)s, without them %(rest)s.",
        told.count(Figure.FLIGHTS),
    )
    words = {
        "flights": told.shown(Figure.FLIGHTS),
        "served": told.shown(Figure.FLIGHTS_WITH_SERVICES),
        "rest": told.shown(Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE),
    }
    levels = _(
        "The regional level took %(share)s of the flights (%(regional)s); from Astana %(astana)s,"
        " from Almaty %(almaty)s, international %(international)s."
    )
    of_levels: dict[str, Value] = {
        "share": told.share(Figure.FLIGHTS_REGIONAL, Figure.FLIGHTS),
        "regional": told.shown(Figure.FLIGHTS_REGIONAL),
        "astana": told.shown(Figure.FLIGHTS_ASTANA),
        "almaty": told.shown(Figure.FLIGHTS_ALMATY),
        "international": told.shown(Figure.FLIGHTS_INTERNATIONAL),
    }
    grown = _grown(told, Figure.FLIGHTS)
    return (sentence(pattern, words), *grown, sentence(levels, of_levels))


def _grown(told: Told, figure: Figure) -> Paragraph:
    """Say by how much a figure is more or less than in the period compared with."""
    change = told.grown(figure)
    if change is None or told.base is None:
        return ()
    if change.percent is None:
        pattern = _("There is nothing to compare with: %(base)s has no such records.")
    elif change.absolute > 0:
        pattern = _("That is %(percent)s more than for %(base)s.")
    elif change.absolute < 0:
        pattern = _("That is %(percent)s less than for %(base)s.")
    else:
        pattern = _("That is as many as for %(base)s.")
    percent = wording.percent(abs(change.percent or 0))
    return (sentence(pattern, {"percent": percent, "base": named(told.base)}),)


def evacuations_text(told: Told) -> Paragraph:
    """Say how many citizens were to be brought home, and from where they were."""
    asked, done = told.count(Figure.EVACUATION_REQUESTS), told.count(Figure.EVACUATIONS)
    pattern = ngettext(
        "%(requests)s request came in to bring a citizen home from a clinic abroad.",
        "%(requests)s requests came in to bring citizens home from clinics abroad.",
        asked,
    )
    first = sentence(pattern, {"requests": told.shown(Figure.EVACUATION_REQUESTS)})
    if not done:
        return (first,) if asked else ()
    pattern = ngettext(
        "%(evacuations)s evacuation was done: %(countries)s.",
        "%(evacuations)s evacuations were done: %(countries)s.",
        done,
    )
    words: dict[str, Value] = {
        "evacuations": told.shown(Figure.EVACUATIONS),
        "countries": _listed(told, Dimension.COUNTRY, Figure.EVACUATIONS, 20),
    }
    return first, sentence(pattern, words)


def services_text(told: Told) -> Paragraph:
    """Say how many people were helped, by which services."""
    pattern = ngettext(
        "Medical aviation helped %(patients)s patient.",
        "Medical aviation helped %(patients)s patients.",
        told.count(Figure.PATIENTS),
    )
    first = sentence(pattern, {"patients": told.shown(Figure.PATIENTS)})
    pattern = ngettext(
        "%(services)s medical service was given: patients transported %(moved)s, on-site"
        " consultations %(onsite)s, operations on the spot %(operations)s.",
        "%(services)s medical services were given: patients transported %(moved)s, on-site"
        " consultations %(onsite)s, operations on the spot %(operations)s.",
        told.count(Figure.SERVICES),
    )
    words = {
        "services": told.shown(Figure.SERVICES),
        "moved": told.shown(Figure.PATIENTS_TRANSPORTED),
        "onsite": told.shown(Figure.ONSITE_CONSULTATIONS),
        "operations": told.shown(Figure.OPERATIONS),
    }
    return first, sentence(pattern, words)


def remote_text(told: Told) -> Paragraph:
    """Say which share of the services was remote."""
    count = told.count(Figure.REMOTE_CONSULTATIONS)
    if not count:
        return ()
    pattern = ngettext(
        "%(remote)s remote consultation made up %(share)s of all services.",
        "%(remote)s remote consultations made up %(share)s of all services.",
        count,
    )
    words: dict[str, Value] = {
        "remote": told.shown(Figure.REMOTE_CONSULTATIONS),
        "share": told.share(Figure.REMOTE_CONSULTATIONS, Figure.SERVICES),
    }
    return (sentence(pattern, words), *_grown(told, Figure.REMOTE_CONSULTATIONS))


def organs_text(told: Told) -> Paragraph:
    """Say how many flights carried organs or teams."""
    count = told.count(Figure.ORGAN_MISSIONS)
    if not count:
        return ()
    pattern = ngettext(
        "%(flights)s flight carried donor organs or transplant teams.",
        "%(flights)s flights carried donor organs or transplant teams.",
        count,
    )
    found: list[Sentence] = [sentence(pattern, {"flights": told.shown(Figure.ORGAN_MISSIONS)})]
    if organs := _listed(told, Dimension.ORGAN, Figure.ORGAN_MISSIONS, 20):
        found.append(sentence(_("Organs: %(organs)s."), {"organs": organs}))
    return tuple(found)


def road_text(told: Told) -> Paragraph:
    """Say what vehicles on the road did."""
    count = told.count(Figure.ROAD_TRIPS)
    if not count:
        return ()
    pattern = ngettext(
        "Sanitary vehicles made %(trips)s trip: services %(services)s, patients %(patients)s.",
        "Sanitary vehicles made %(trips)s trips: services %(services)s, patients %(patients)s.",
        count,
    )
    words = {
        "trips": told.shown(Figure.ROAD_TRIPS),
        "services": told.shown(Figure.ROAD_SERVICES),
        "patients": told.shown(Figure.ROAD_PATIENTS),
    }
    return (sentence(pattern, words),)


def structure_text(told: Told) -> Paragraph:
    """Say which groups of requests and which regions were the largest."""
    found: list[Sentence] = []
    if groups := _listed(told, Dimension.NOSOLOGY, Figure.REQUESTS, MOST_NAMED):
        found.append(sentence(_("Largest groups of requests: %(groups)s."), {"groups": groups}))
    if regions := _listed(told, Dimension.REGION, Figure.REQUESTS, FEW_NAMED):
        found.append(sentence(_("Most requests came from: %(regions)s."), {"regions": regions}))
    if regions := _listed(told, Dimension.REGION, Figure.ROAD_TRIPS, FEW_NAMED):
        found.append(sentence(_("Most road trips were in: %(regions)s."), {"regions": regions}))
    return tuple(found)


def _listed(told: Told, by: Dimension, figure: Figure, most: int) -> Sentence:
    """Write the largest keys of a dimension with their counts; a place, then its number."""
    pairs = _largest([pair for pair in told.keys(by, figure) if pair[0] != REST], most)
    names = key_names(by, [key for key, _count in pairs])
    pattern = pgettext("list", "%(name)s – %(count)s")
    parts: list[Part] = []
    for key, count in pairs:
        shown = Part(wording.number(count), told.url(figure, by, key))
        parts += [Part("; ")] if parts else []
        parts += phrase(pattern, {"name": _small(names[key], by), "count": shown})
    return tuple(parts)


def _largest(pairs: Sequence[tuple[str, int]], most: int) -> Sequence[tuple[str, int]]:
    """Return the largest; of those as large as the first that is left out none is named."""
    least = pairs[most][1] if len(pairs) > most else 0
    return [pair for pair in pairs[:most] if pair[1] > least]


def _small(name: str, by: Dimension) -> str:
    """Begin a common noun with a small letter within a sentence; names keep theirs."""
    is_common = by in {Dimension.NOSOLOGY, Dimension.ORGAN}
    return name[:1].lower() + name[1:] if is_common else name


def paragraphs(told: Told) -> Sequence[tuple[str, Paragraph]]:
    """Return the paragraphs with their headings, those alone which say something."""
    every = (
        (_("Requests"), requests_text(told)),
        (_("Flights"), flights_text(told)),
        (_("Evacuations from abroad"), evacuations_text(told)),
        (_("Help given"), (*services_text(told), *remote_text(told))),
        (_("Donor organs"), organs_text(told)),
        (_("Sanitary vehicles"), road_text(told)),
        (_("Structure"), structure_text(told)),
    )
    return [(heading, text) for heading, text in every if text]
