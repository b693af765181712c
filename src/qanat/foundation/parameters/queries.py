"""Read parameters: the value that holds on a day, and its history."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from django.conf import settings

from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import DECLARED, Declaration
from qanat.foundation.parameters.models import Parameter, ParameterToken
from qanat.foundation.parameters.permissions import READ
from qanat.foundation.parameters.rules import Scalar, Value, in_order
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

CHECK_AFTER_S: Final = 2.0
"""After how many seconds a process notices what was changed in another one."""


class ParameterMissing(LookupError):  # noqa: N818 (named like its siblings)
    """No version of the parameter holds on that day, or nobody declared it."""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One version of one parameter."""

    id: int
    """0 while only the declaration is there."""
    key: str
    scope: str
    label: Text
    kind: Kind
    value: Value
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    source_url: str
    evidence: Evidence
    note: str
    entered_by: int
    entered_at: datetime | None
    verified_by: int | None
    verified_on: date | None
    backdating: str
    replaced_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether a person entered it and it does not act until another one confirms it."""
        return self.entered_by != 0 and self.verified_by is None and self.replaced_at is None

    @property
    def verified(self) -> bool:
        """Whether a second person confirmed it against its source."""
        return self.verified_by is not None

    @property
    def number(self) -> float:
        """The value of a number."""
        if isinstance(self.value, int | float):
            return self.value
        raise TypeError(f"{self.key} is not a number")

    @property
    def text(self) -> str:
        """The value of a text."""
        if isinstance(self.value, str):
            return self.value
        raise TypeError(f"{self.key} is not a text")

    @property
    def rows(self) -> list[dict[str, Scalar]]:
        """The rows of a table that is a list of rows."""
        if isinstance(self.value, list):
            return self.value
        raise TypeError(f"{self.key} is not a list of rows")

    @property
    def entries(self) -> dict[str, Scalar]:
        """The entries of a table that is a mapping of names to values."""
        if isinstance(self.value, dict):
            return self.value
        raise TypeError(f"{self.key} is not a mapping")


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """All versions which act, as this process knows them."""

    token: int
    checked_at: float
    versions: Mapping[tuple[str, str], tuple[ParameterRow, ...]]


_kept: list[_Snapshot] = []


def parameter(key: str, on: date, scope: str = "") -> ParameterRow:
    """Return the version which holds on a day, for a scope or else for the nation.

    A moment belongs to its day in national time.

    Raises:
        ParameterMissing: if there is none.
    """
    if (row := find_parameter(key, on, scope)) is not None:
        return row
    raise ParameterMissing(f"{key} on {on.isoformat()}")


def find_parameter(key: str, on: date, scope: str = "") -> ParameterRow | None:
    """Return the version which holds on a day, or None."""
    on = national_day(on) if isinstance(on, datetime) else on
    versions = _versions()
    for place in dict.fromkeys((scope, "")):
        for row in versions.get((key, place), ()):
            if row.valid_from <= on and (row.valid_to is None or on < row.valid_to):
                return row
    return None if (key, "") in versions else _as_declared(key, on)


def forget() -> None:
    """Drop what this process keeps, so that the next reading asks the database."""
    _kept.clear()


def current_rows(actor: Actor, on: date) -> list[ParameterRow]:
    """Return the version of every parameter and scope which holds on a day, by key and scope."""
    actor.need(READ)
    rows = [
        row
        for versions in _versions().values()
        for row in versions
        if row.valid_from <= on and (row.valid_to is None or on < row.valid_to)
    ]
    stored = {key for key, _ in _versions()}
    rows += [r for key in DECLARED if key not in stored and (r := _as_declared(key, on))]
    return sorted(rows, key=lambda row: (row.key, row.scope))


def waiting_keys(actor: Actor) -> frozenset[str]:
    """Return the parameters which have a version that waits for a second person."""
    rows = Parameter.objects.visible_to(actor).waiting()
    return frozenset(rows.values_list("key", flat=True))


def history(actor: Actor, key: str) -> list[ParameterRow]:
    """Return every version of a parameter in all scopes, newest first.

    Those which wait and those which were replaced are among them.
    """
    rows = Parameter.objects.visible_to(actor).filter(key=key)
    return [_row(r) for r in rows.order_by("scope", "-valid_from", "-id")]


def unverified_count(on: date) -> int:
    """Return how many parameters in force on a day nobody has confirmed."""
    return sum(
        not row.verified
        for versions in _versions().values()
        for row in versions
        if row.valid_from <= on and (row.valid_to is None or on < row.valid_to)
    )


def _versions() -> Mapping[tuple[str, str], tuple[ParameterRow, ...]]:
    now = time.monotonic()
    kept = _kept[-1] if _kept else None
    wait_s = getattr(settings, "QANAT_PARAMETERS_CHECK_S", CHECK_AFTER_S)
    if kept is not None and now - kept.checked_at < wait_s:
        return kept.versions
    # The token is read before the rows: a change in between is seen at the next check.
    token = ParameterToken.objects.values_list("token", flat=True).first() or 0
    versions = kept.versions if kept is not None and kept.token == token else _load()
    _kept[:] = [_Snapshot(token, now, versions)]
    return versions


def _load() -> Mapping[tuple[str, str], tuple[ParameterRow, ...]]:
    found: dict[tuple[str, str], list[ParameterRow]] = {}
    for r in Parameter.objects.acting().order_by("key", "scope", "valid_from"):
        found.setdefault((r.key, r.scope), []).append(_row(r))
    return {place: tuple(rows) for place, rows in found.items()}


def _row(r: Parameter) -> ParameterRow:
    declared = DECLARED.get(r.key)
    return ParameterRow(
        id=r.pk,
        key=r.key,
        scope=r.scope,
        label=declared.label if declared else r.key,
        kind=Kind(r.kind),
        value=in_order(cast("Value", r.value), declared.default) if declared else r.value,
        unit=r.unit,
        valid_from=r.valid_from,
        valid_to=r.valid_to,
        source=r.source_act,
        source_url=r.source_url,
        evidence=Evidence(r.evidence),
        note=r.note,
        entered_by=r.entered_by,
        entered_at=r.entered_at,
        verified_by=r.verified_by,
        verified_on=r.verified_on,
        backdating=r.backdating,
        replaced_at=r.replaced_at,
    )


def _as_declared(key: str, on: date) -> ParameterRow | None:
    declared: Declaration | None = DECLARED.get(key)
    if declared is None or on < declared.valid_from:
        return None
    return ParameterRow(
        id=0,
        key=key,
        scope="",
        label=declared.label,
        kind=declared.kind,
        value=declared.default,
        unit=declared.unit,
        valid_from=declared.valid_from,
        valid_to=None,
        source=declared.source,
        source_url=declared.source_url,
        evidence=declared.evidence,
        note=declared.note,
        entered_by=0,
        entered_at=None,
        verified_by=None,
        verified_on=None,
        backdating="",
        replaced_at=None,
    )
