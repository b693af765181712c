"""Reads of pathways: networks, and what they ask for a patient."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from qanat.foundation.actors import Actor
from qanat.foundation.evidence import is_verified
from qanat.foundation.kept import kept
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.icd import icd_category
from qanat.registry.pathways import rules
from qanat.registry.pathways.models import Network, RoutingRule, Target, Window
from qanat.registry.terminology.queries import names_of


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """A clinical network; its hospitals are those with ``capability``, by level."""

    code: str
    name: str
    summary: str
    capability: str
    source: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of the hospitals of a network."""

    level: int
    name: str
    meaning: str
    evidence: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A time to keep between two clocks; ``share_percent`` of the patients where one is named."""

    code: str
    name: str
    clock_from: str
    clock_from_name: str
    clock_to: str
    clock_to_name: str
    limit_s: int
    share_percent: int | None
    evidence: str
    is_verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class WindowDefinition:
    """A treatment window as defined."""

    treatment: str
    name: str
    icd_from: str
    icd_to: str
    limit_s: int
    condition: str
    is_default: bool
    evidence: str
    is_verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A routing rule as defined."""

    code: str
    name: str
    icd_from: str
    icd_to: str
    capability: str
    capability_name: str
    level: int | None
    is_required: bool
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class NetworkDetail:
    """A network with all that defines it on a day."""

    network: NetworkRow
    levels: list[LevelRow]
    targets: list[TargetRow]
    windows: list[WindowDefinition]
    rules: list[RuleRow]


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window that runs for a patient since a moment.

    ``left_s`` is negative once it has closed; a window which is not ``is_default`` depends on
    its ``condition``.
    """

    network: str
    treatment: str
    name: str
    limit_s: int
    since: datetime
    closes_at: datetime
    left_s: float
    condition: str
    is_default: bool
    is_verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What the receiving hospital must (or should) be able to do, and why."""

    capability: str
    name: str
    level: int | None
    is_required: bool
    networks: tuple[str, ...]
    reasons: tuple[str, ...]
    ask_of: str
    """Where it is not known, hospitals with this capability may be asked; "" if none may."""
    ask_level: int | None


def network_rows(actor: Actor) -> list[NetworkRow]:
    """Return the networks in their order."""
    return [_network(row) for row in Network.objects.visible_to(actor).order_by("position", "id")]


def network_detail(actor: Actor, code: str, on: date | None = None) -> NetworkDetail:
    """Return a network with all that defines it on a day.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    network = Network.objects.visible_to(actor).filter(code=code).first()
    if network is None:
        raise NotFound
    holds = _on(on or timezone.localdate())
    clocks, capabilities = names_of("clock"), names_of("capability")
    return NetworkDetail(
        network=_network(network),
        levels=[
            LevelRow(row.level, local(row.name), local(row.meaning), row.evidence)
            for row in network.levels.order_by("level")
        ],
        targets=[_target(row, clocks) for row in network.targets.filter(holds).order_by("id")],
        windows=[_definition(row) for row in network.windows.filter(holds).order_by("id")],
        rules=[
            RuleRow(
                row.code,
                local(row.name),
                row.icd_from,
                row.icd_to,
                row.capability,
                capabilities.get(row.capability, row.capability),
                row.level,
                row.is_required,
                row.evidence,
                row.source,
            )
            for row in network.rules.filter(holds).order_by("id")
        ],
    )


def target_rows(network: str, on: date) -> list[TargetRow]:
    """Return the targets of a network on a day, for measuring."""
    clocks = names_of("clock")
    rows = Target.objects.filter(_on(on), network__code=network).order_by("id")
    return [_target(row, clocks) for row in rows]


def window_for(icd10: str, onset_at: datetime, now: datetime) -> list[WindowRow]:
    """Return the treatment windows that run for a diagnosis since its onset, soonest first.

    Args:
        icd10: the diagnosis.
        onset_at: when the illness began, or when the patient was last known to be well.
        now: the time of asking.
    """
    found = []
    for row in _windows(onset_at.date()):
        rule = _window_rule(row)
        if rules.is_running(rule, icd10):
            closes = rules.closes_at(rule, onset_at)
            found.append(
                WindowRow(
                    network=row.network.code,
                    treatment=row.treatment,
                    name=local(row.name),
                    limit_s=row.limit_s,
                    since=onset_at,
                    closes_at=closes,
                    left_s=(closes - now).total_seconds(),
                    condition=local(row.condition),
                    is_default=row.is_default,
                    is_verified=is_verified(row.evidence),
                    source=row.source,
                )
            )
    return sorted(found, key=lambda row: (row.closes_at, row.network, row.treatment))


def window_rules(on: date) -> list[rules.WindowRule]:
    """Return the windows of a day as they concern diagnoses, for ordering many patients."""
    return [_window_rule(row) for row in _windows(on)]


def _window_rule(row: Window) -> rules.WindowRule:
    return rules.WindowRule(row.network.code, row.treatment, row.icd_from, row.icd_to, row.limit_s)


@kept(seconds=30)
def _windows(on: date) -> tuple[Window, ...]:
    """Return the windows of a day with their networks, as of some seconds ago."""
    return tuple(Window.objects.filter(_on(on)).select_related("network").order_by("id"))


def required_capabilities(
    icd10: str,
    age_years: float | None,
    is_pregnant: bool | None = None,  # noqa: FBT001 (a fact of the patient)
    on: date | None = None,
) -> list[NeedRow]:
    """Return what the hospital of a patient must be able to do, the required things first.

    Args:
        icd10: the diagnosis; "" if there is none yet.
        age_years: the age, fractions for infants; ``None`` if not known.
        is_pregnant: ``None`` if not known.
        on: the day whose rules hold; today if none is given.
    """
    diagnosis = icd10 if icd_category(icd10) else rules.NO_DIAGNOSIS
    named = {
        (rule.network, rule.code): (rule, name)
        for rule, name in _need_rules(on or timezone.localdate())
        if rules.fits(rule, diagnosis, age_years, is_pregnant=is_pregnant)
    }
    labels = _capability_names() if named else {}
    return [
        _need(need, labels, tuple(named[key][1] for key in need.rules))
        for need in rules.needs_of(rule for rule, _name in named.values())
    ]


def possible_needs(on: date) -> list[NeedRow]:
    """Return all that ``required_capabilities`` may require of a hospital by the rules of a day."""
    found = rules.possible_needs(rule for rule, _name in _need_rules(on))
    return [_need(need, {}, ()) for need in found]


def _need(need: rules.Need, labels: Mapping[str, str], reasons: tuple[str, ...]) -> NeedRow:
    return NeedRow(
        capability=need.capability,
        name=labels.get(need.capability, need.capability),
        level=need.level,
        is_required=need.is_required,
        networks=tuple(dict.fromkeys(network for network, _code in need.rules)),
        reasons=reasons,
        ask_of=need.ask.capability if need.ask else "",
        ask_level=need.ask.level if need.ask else None,
    )


@kept(seconds=30)
def _capability_names() -> Mapping[str, str]:
    return names_of("capability")


@kept(seconds=30)
def _need_rules(on: date) -> tuple[tuple[rules.NeedRule, str], ...]:
    """Return the routing rules of a day with their names, as of some seconds ago."""
    rows = RoutingRule.objects.filter(_on(on)).select_related("network")
    return tuple(
        (
            rules.NeedRule(
                network=row.network.code,
                code=row.code,
                capability=row.capability,
                level=row.level,
                is_required=row.is_required,
                icd_from=row.icd_from,
                icd_to=row.icd_to,
                age_from_years=row.age_from_years,
                age_to_years=row.age_to_years,
                is_pregnant=row.is_pregnant,
                ask=rules.Ask(row.ask_of, row.ask_level) if row.ask_of else None,
            ),
            local(row.name),
        )
        for row in rows.order_by("network__position", "id")
    )


def _on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def _network(row: Network) -> NetworkRow:
    return NetworkRow(row.code, local(row.name), local(row.summary), row.capability, row.source)


def _target(row: Target, clocks: Mapping[str, str]) -> TargetRow:
    return TargetRow(
        row.code,
        local(row.name),
        row.clock_from,
        clocks.get(row.clock_from, row.clock_from),
        row.clock_to,
        clocks.get(row.clock_to, row.clock_to),
        row.limit_s,
        row.share_percent,
        row.evidence,
        is_verified(row.evidence),
        row.source,
    )


def _definition(row: Window) -> WindowDefinition:
    return WindowDefinition(
        row.treatment,
        local(row.name),
        row.icd_from,
        row.icd_to,
        row.limit_s,
        local(row.condition),
        row.is_default,
        row.evidence,
        is_verified(row.evidence),
        row.source,
    )
