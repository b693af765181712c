"""What the plans of a page do not use, each thing once, grouped by its strongest reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.engine.planning.plans import Code, Exclusion, Family, Reason, Subject
from qanat.foundation.refusals import Text
from qanat.response.dispatch.pages.reasons import reason_detail, reason_head
from qanat.response.dispatch.suggest import Proposals
from qanat.response.dispatch.templatetags.dispatch import FAMILIES

NAMES_SHOWN: Final = 200
AMBULANCES_SHOWN: Final = 30
TITLES: Final[dict[Subject, Text]] = {
    Subject.AIRCRAFT: _("Aircraft left out"),
    Subject.HOSPITAL: _("Hospitals left out"),
    Subject.PLACE: _("Landing places left out"),
    Subject.AMBULANCE: _("Ambulances left out"),
}
FAMILIES_OF: Final = {
    Subject.AIRCRAFT: (Family.DIRECT, Family.RELAY, Family.SPECIALIST),
    Subject.HOSPITAL: (Family.GROUND, Family.DIRECT, Family.RELAY, Family.SPECIALIST),
    Subject.PLACE: (Family.DIRECT, Family.RELAY, Family.SPECIALIST),
    Subject.AMBULANCE: (Family.GROUND,),
}
"""Where a thing has a plan of its own; ambulances that only meet aircraft are no plan of theirs."""
STRENGTH: Final[dict[Code, int]] = {
    code: place for place, code in enumerate(Code) if code is not Code.NO_TEAM
}
"""The codes are declared in the order in which a dispatcher asks; the team comes last."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things left out for one reason."""

    words: str
    names: tuple[str, ...]
    count: int

    @property
    def unnamed(self) -> int:
        """How many are counted and not named."""
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """All of one kind that was left out."""

    title: Text
    impossible: tuple[tuple[Text, str], ...]
    """Kinds of plan that none of them can have, and why."""
    groups: tuple[Group, ...]
    """Left out of every kind of plan."""
    partly: tuple[tuple[Text, tuple[Group, ...]], ...]
    """Left out of one kind of plan, and part of another."""


def left_out(answer: Proposals) -> list[LeftOut]:
    """Return what was left out, by kind; aircraft and hospitals also where it is nothing."""
    excluded = answer.excluded  # found when it is asked for
    impossible = {Family(one.id): one for one in excluded if one.subject is Subject.FAMILY}
    every = (_of_subject(answer, excluded, subject, impossible) for subject in TITLES)
    always = {TITLES[Subject.AIRCRAFT], TITLES[Subject.HOSPITAL]}
    return [one for one in every if one.groups or one.partly or one.title in always]


def _of_subject(
    answer: Proposals,
    excluded: Sequence[Exclusion],
    subject: Subject,
    impossible: dict[Family, Exclusion],
) -> LeftOut:
    searched = [family for family in FAMILIES_OF[subject] if family in answer.searched]
    none = [f for f in searched if f in impossible] if subject is Subject.AIRCRAFT else []
    possible = {family for family in searched if family not in none}
    by_id: defaultdict[str, list[Exclusion]] = defaultdict(list)
    for one in excluded:
        if one.subject is subject and one.reasons and (not possible or possible & {*one.families}):
            by_id[one.id].append(one)
    entirely = [own for own in by_id.values() if possible <= _families(own)]
    partly = [own for own in by_id.values() if not possible <= _families(own)]
    return LeftOut(
        title=TITLES[subject],
        impossible=tuple(
            (FAMILIES[family], reason_head(impossible[family].reasons[0].code)) for family in none
        ),
        groups=_groups(answer, entirely),
        partly=tuple(_by_family(answer, partly, searched)),
    )


def _families(own: Iterable[Exclusion]) -> set[Family]:
    return {family for one in own for family in one.families}


def _by_family(
    answer: Proposals, partly: list[list[Exclusion]], searched: Sequence[Family]
) -> Iterator[tuple[Text, tuple[Group, ...]]]:
    told: set[str] = set()
    for family in searched:
        own = [[one for one in things if family in one.families] for things in partly]
        if groups := _groups(answer, [things for things in own if things]):
            words = " / ".join(group.words + "".join(group.names) for group in groups)
            if words not in told:
                yield FAMILIES[family], groups
            told.add(words)


def _groups(answer: Proposals, things: Collection[list[Exclusion]]) -> tuple[Group, ...]:
    """Group things by their strongest reason, the most frequent first."""
    told: defaultdict[Code, list[tuple[str, str, Reason]]] = defaultdict(list)
    for own in things:
        reasons = [reason for one in own for reason in one.reasons]
        strongest = min(reasons, key=lambda reason: STRENGTH.get(reason.code, len(STRENGTH)))
        told[strongest.code].append((answer.names.of(own[0].id), own[0].id, strongest))
    groups = []
    for code, named in told.items():
        is_many = named[0][1].startswith(Subject.AMBULANCE.value)
        most = AMBULANCES_SHOWN if is_many else NAMES_SHOWN
        shown = sorted(named, key=lambda one: one[:2])[:most]
        words = tuple(_named(answer, *one) for one in shown)
        groups.append(Group(reason_head(code), words, len(named)))
    return tuple(sorted(groups, key=lambda group: (-group.count, group.words)))


def _named(answer: Proposals, name: str, key: str, reason: Reason) -> str:
    """Return a name with what its reason says of it, unless that is the name again."""
    is_itself = reason.values.get("place") == key
    detail = "" if is_itself else reason_detail(reason, answer.names, answer.at)
    return f"{name} ({detail})" if detail else name
