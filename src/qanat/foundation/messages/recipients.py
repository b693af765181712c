"""Who is written to, about what, and in which ways."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from qanat.foundation.access.queries.contacts import Contact, find_contact
from qanat.foundation.messages.models import PushBrowser
from qanat.foundation.messages.senders import is_configured
from qanat.foundation.messages.states import Channel

LANGUAGE: Final = "ru"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person to reach: an account, in every way it has, or one address.

    Attributes:
        channel: only this way; needed with an address.
        address: telephone number or e-mail address in place of the account's own.
    """

    account_id: int | None = None
    channel: Channel | None = None
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The record a message is about, and the region by which it may be seen."""

    kind: str
    id: int
    region: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to one person."""

    channel: Channel
    address: str


def language_of(recipient: Recipient) -> str:
    """Return the language in which a person is written to."""
    if recipient.language:
        return recipient.language
    contact = find_contact(recipient.account_id) if recipient.account_id is not None else None
    return contact.language if contact else LANGUAGE


def ways_to(recipient: Recipient) -> list[Way]:
    """Return the ways to a person, at least one; its address may be empty if there is none.

    Of an account every way that is set up is taken, so that one of them gets through; when none
    is, the message is still kept where the person can see it.
    """
    if recipient.address:
        return [Way(recipient.channel or _guessed(recipient.address), recipient.address)]
    contact = find_contact(recipient.account_id) if recipient.account_id is not None else None
    ways = _ways_of(contact) if contact else []
    if recipient.channel is not None:
        ways = [way for way in ways if way.channel is recipient.channel]
        return ways or [Way(recipient.channel, "")]
    open_ways = [way for way in ways if is_configured(way.channel)]
    if settings.QANAT_DEMO:
        open_ways = open_ways[:1]
    return open_ways or ways[:1] or [Way(Channel.SMS, "")]


def _ways_of(contact: Contact) -> list[Way]:
    ways = [Way(Channel.SMS, contact.phone)] if contact.phone else []
    browsers = PushBrowser.objects.filter(account_id=contact.account_id).order_by("id")
    ways += [Way(Channel.WEB_PUSH, str(pk)) for pk in browsers.values_list("pk", flat=True)]
    ways += [Way(Channel.EMAIL, contact.email)] if contact.email else []
    return ways


def _guessed(address: str) -> Channel:
    return Channel.EMAIL if "@" in address else Channel.SMS
