"""Change parameters: a new dated version, a confirmation, an end."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.outbox import announce
from qanat.foundation.parameters.declarations import DECLARED, Declaration
from qanat.foundation.parameters.events import ParameterChanged
from qanat.foundation.parameters.models import (
    Parameter,
    ParameterQuerySet,
    ParameterToken,
)
from qanat.foundation.parameters.permissions import CHANGE, VERIFY
from qanat.foundation.parameters.queries import forget
from qanat.foundation.parameters.rules import Value, is_value, is_within
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.foundation.turns import wait_for_turn


class WrongValue(Invalid):
    """The value is not of the parameter's kind or out of its bounds."""

    code = "wrong_value"
    text = _("This value does not fit the parameter. Look at its kind, unit and bounds.")


class OutOfBounds(WrongValue):
    """The number is smaller or greater than makes sense."""

    code = "out_of_bounds"
    text = _("This value does not fit the parameter: it lies between %(least)s and %(most)s.")


class SourceMissing(Invalid):
    """A norm without a source can't be checked by anybody."""

    code = "source_missing"
    text = _("Name the act or publication from which the value comes.")


class SameEyes(Conflict):
    """Who entered a value does not confirm it."""

    code = "same_eyes"
    text = _("You entered this value yourself. Somebody else has to confirm it.")


class BackdatingUnconfirmed(Conflict):
    """What held on days which are over changes only by an explicit word and a reason."""

    status = 422
    code = "backdating_unconfirmed"
    text = _(
        "This version begins on a day which is over. Confirm that too, and say why; or have it"
        " entered again from today."
    )


class EndsInThePast(Invalid):
    """What held on days which are over is not undone."""

    code = "ends_in_the_past"
    text = _("It held until now. Choose today or a later day.")


class AlreadyVerified(Conflict):
    """Somebody confirmed it before."""

    code = "already_verified"
    text = _("This value is confirmed already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What somebody enters."""

    value: Value
    valid_from: date
    source: str
    evidence: Evidence
    source_url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading the declarations did."""

    added: int
    renewed: int


@command(needs=CHANGE)
def set_parameter(actor: Actor, *, key: str, scope: str = "", version: NewVersion) -> int:
    """Enter a version which is to hold from a day until the next known one; return its id.

    Of a person it waits: the version before it acts until somebody else confirms this one.
    What waited in its place is set aside and kept as history.
    """
    declaration = _declaration(key)
    _need_scope(actor, CHANGE, scope)
    if not is_value(declaration.kind, version.value):
        raise WrongValue
    if not is_within(version.value, declaration.least, declaration.most):
        raise OutOfBounds(least=_told(declaration.least), most=_told(declaration.most))
    if declaration.refuse is not None:
        declaration.refuse(version.value)
    if not version.source.strip():
        raise SourceMissing
    wait_for_turn("parameter", key, scope)
    rows = Parameter.objects.filter(key=key, scope=scope)
    for before in rows.waiting():
        _replace(before)
    ends = _make_room(rows, version.valid_from) if actor.is_all else None
    return _insert(actor, declaration, scope, version, ends)


@command(needs=VERIFY)
def verify_parameter(actor: Actor, *, parameter_id: int, backdating: str = "") -> None:
    """Confirm that a version agrees with its source; by somebody else than who entered it.

    One which a person entered acts from now on: the version before it ends on its first day,
    one of the same first day is replaced and kept as history. ``backdating`` says why it is to
    hold on days which are over.

    Raises:
        BackdatingUnconfirmed: if it begins on such a day and nothing says why.
    """
    row = _locked_row(actor, VERIFY, parameter_id)
    today = national_day(timezone.now())
    if row.verified_by is not None:
        raise AlreadyVerified
    if row.entered_by == actor.id:
        raise SameEyes
    if row.entered_by and row.valid_from < today and not backdating.strip():
        raise BackdatingUnconfirmed
    if row.entered_by:
        rows = Parameter.objects.filter(key=row.key, scope=row.scope)
        row.valid_to = _make_room(rows, row.valid_from)
        row.backdating = backdating.strip()[:300] if row.valid_from < today else ""
    row.verified_by, row.verified_on = actor.id, today
    row.save(update_fields=["verified_by", "verified_on", "valid_to", "backdating"])
    _changed(row)


@command(needs=CHANGE)
def set_parameter_aside(actor: Actor, *, parameter_id: int) -> None:
    """Take back a version which waits, or refuse it; it is kept as history."""
    row = _locked_row(actor, CHANGE, parameter_id)
    if row.verified_by is not None or row.entered_by == 0:
        raise AlreadyVerified
    _replace(row)
    _changed(row)


@command(needs=CHANGE)
def end_parameter(actor: Actor, *, parameter_id: int, valid_to: date) -> None:
    """End a version of a part of the country: from that day the national one holds there."""
    row = _locked_row(actor, CHANGE, parameter_id)
    if not row.scope or valid_to <= row.valid_from or row.verified_by is None:
        raise WrongValue
    if valid_to < national_day(timezone.now()):
        raise EndsInThePast
    if row.valid_to is not None and row.valid_to < valid_to:
        raise WrongValue
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    _changed(row)


@command(needs=CHANGE)
def load_parameters(actor: Actor) -> Loaded:
    """Store the declared defaults as unverified versions; what people entered stays.

    A default which nobody has touched is renewed when its declaration changed.
    """
    added = renewed = 0
    for key in sorted(DECLARED):
        declared = DECLARED[key]
        wait_for_turn("parameter", key, "")
        rows = list(Parameter.objects.acting().filter(key=key, scope="")[:2])
        if not rows:
            added += 1
        elif len(rows) == 1 and _is_outdated_default(rows[0], declared):
            renewed += 1
            _replace(rows[0])
        else:
            continue
        _insert(actor, declared, "", _as_version(declared), None)
    return Loaded(added, renewed)


def _declaration(key: str) -> Declaration:
    try:
        return DECLARED[key]
    except KeyError:
        raise NotFound from None


def _need_scope(actor: Actor, permission: str, scope: str) -> None:
    """Refuse unless the permission reaches the scope: a nation's or the region's own."""
    reach = actor.scope_of(permission)
    if not reach.nation and scope not in reach.regions:
        raise NotAllowed(permission=permission)


def _locked_row(actor: Actor, permission: str, parameter_id: int) -> Parameter:
    found = Parameter.objects.current().filter(pk=parameter_id).first()
    if found is None:
        raise NotFound
    _need_scope(actor, permission, found.scope)
    wait_for_turn("parameter", found.key, found.scope)
    row = Parameter.objects.current().select_for_update().filter(pk=parameter_id).first()
    if row is None:
        raise Conflict
    return row


def _make_room(of_place: ParameterQuerySet, first_day: date) -> date | None:
    """End or replace the version which acts on a day; return when the one from then on ends."""
    rows = of_place.acting()
    before = rows.filter(valid_from__lte=first_day).order_by("-valid_from").first()
    after = rows.filter(valid_from__gt=first_day).order_by("valid_from").first()
    ends = after.valid_from if after else None
    if before is not None:
        covers = before.valid_to is None or before.valid_to > first_day
        ends = before.valid_to if covers else ends
        if before.valid_from == first_day:
            _replace(before)
        elif covers:
            before.valid_to = first_day
            before.save(update_fields=["valid_to"])
    return ends


def _replace(row: Parameter) -> None:
    row.replaced_at = timezone.now()
    row.save(update_fields=["replaced_at"])


def _insert(
    actor: Actor,
    declaration: Declaration,
    scope: str,
    version: NewVersion,
    valid_to: date | None,
) -> int:
    row = Parameter.objects.create(
        key=declaration.key,
        scope=scope,
        kind=declaration.kind,
        value=version.value,
        unit=declaration.unit,
        valid_from=version.valid_from,
        valid_to=valid_to,
        source_act=version.source.strip(),
        source_url=version.source_url.strip(),
        evidence=version.evidence,
        note=version.note.strip(),
        entered_by=actor.id,
        entered_at=timezone.now(),
    )
    _changed(row)
    return row.pk


def _changed(row: Parameter) -> None:
    """Tell every process that its copy is old, now and once more after commit."""
    # A random token, not a counter: one that was rolled back never comes again.
    ParameterToken.objects.update_or_create(one=True, defaults={"token": secrets.randbits(62)})
    announce(ParameterChanged(parameter_id=row.pk, key=row.key, scope=row.scope))
    forget()
    transaction.on_commit(forget)


def _as_version(declared: Declaration) -> NewVersion:
    return NewVersion(
        value=declared.default,
        valid_from=declared.valid_from,
        source=declared.source,
        evidence=declared.evidence,
        source_url=declared.source_url,
        note=declared.note,
    )


def _is_outdated_default(row: Parameter, declared: Declaration) -> bool:
    """Tell whether a row is a loaded default nobody has touched, and no longer as declared."""
    if row.entered_by != 0 or row.verified_by is not None or row.valid_to is not None:
        return False
    stored = (row.value, row.unit, row.kind, row.valid_from, row.source_act, row.evidence)
    wanted = (
        declared.default,
        declared.unit,
        declared.kind,
        declared.valid_from,
        declared.source,
        declared.evidence,
    )
    return stored != wanted


def _told(bound: float | None) -> str:
    return "…" if bound is None else f"{bound:g}"
