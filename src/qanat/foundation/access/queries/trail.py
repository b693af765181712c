"""Read the audit trail, within one's scope."""

from dataclasses import replace

from qanat.foundation.access.models import Account
from qanat.foundation.access.permissions import READ_AUDIT
from qanat.foundation.actors import Actor
from qanat.foundation.audit.trail import Entries, Wanted, entries
from qanat.foundation.texts import search_key


def may_read_trail(actor: Actor) -> bool:
    """Tell whether the actor may read the audit trail."""
    return actor.may(READ_AUDIT)


def trail(actor: Actor, wanted: Wanted, *, person: str = "") -> Entries:
    """Return the entries which are looked for; outside the nation's scope, of his people only.

    ``person`` is any part of a name: entries of everybody who matches are meant.
    """
    actor.need(READ_AUDIT)
    scope = actor.scope_of(READ_AUDIT)
    if not person and scope.nation:
        return entries(wanted)
    people = Account.objects.within(actor, scope)
    for word in search_key(person).split():
        people = people.filter(search_key__contains=word)
    ids = frozenset(people.values_list("pk", flat=True))
    if wanted.actor_ids is not None:
        ids &= wanted.actor_ids
    return entries(replace(wanted, actor_ids=ids))
