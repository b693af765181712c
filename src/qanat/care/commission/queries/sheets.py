"""What the papers of a commission say: the agenda in a bundle, minutes, a letter of decision."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qanat.care.commission.ports import Addressee, find_owner
from qanat.care.commission.queries.items import ItemRecord, ItemRow, record_for_papers
from qanat.care.commission.queries.papers import Part, Sheet, joined, lines
from qanat.care.commission.queries.sittings import SittingRecord
from qanat.care.commission.rules.procedure import Procedure
from qanat.care.commission.states import NOT_CAST, Group, Heard, ItemState, Kind, Outcome, Seat, Why
from qanat.foundation.actors import Actor
from qanat.registry.terminology.queries import names_of
from qanat.web import wording

DECIDED: Final = {
    Outcome.ABROAD: lambda: _("The commission decided to send the patient for treatment abroad."),
    Outcome.SPECIALIST: lambda: _("The commission decided to invite a foreign specialist."),
    Outcome.HOME: lambda: _("The commission decided that the treatment is given at home."),
    Outcome.REFUSE: lambda: _("The commission refused to send the patient abroad."),
    Outcome.DEFER: lambda: _("The commission deferred its decision."),
    Outcome.MORE: lambda: _("The commission granted a longer or dearer treatment."),
    Outcome.NO_MORE: lambda: _("The commission did not grant a longer or dearer treatment."),
}


def agenda_sheet(actor: Actor, record: SittingRecord) -> Sheet:
    """Return the agenda with what the owners of its matters say of each."""
    parts = [
        Part(
            title=_("Agenda"),
            heads=("№", _("Number"), _("Matter")),
            rows=tuple(
                (str(place), row.matter_number, row.title)
                for place, row in enumerate(record.items, start=1)
            ),
        ),
        _voters(record, _("With a vote"), is_everybody=True),
    ]
    parts += [
        part
        for place, row in enumerate(record.items, start=1)
        for part in _bundled(actor, place, row)
    ]
    return Sheet(
        title=_("Agenda of the sitting %(number)s") % {"number": record.row.number},
        subtitle=record.body.name,
        facts=_facts(record),
        parts=tuple(parts),
        source=record.row.number,
    )


def minutes_sheet(record: SittingRecord) -> Sheet:
    """Return the minutes of a sitting."""
    items = [record_for_papers(row.id) for row in record.items]
    signed_by = record.row.signed_by
    signers = [one.member for one in record.voters if one.member.account_id == signed_by]
    return Sheet(
        title=_("Minutes %(number)s") % {"number": record.row.number},
        subtitle=record.body.name,
        facts=_facts(record),
        parts=(
            _voters(record, _("Present"), is_everybody=False),
            *(_minuted(place, one) for place, one in enumerate(items, start=1)),
        ),
        sign=tuple(f"{Seat(one.seat).label}: {one.name}" for one in signers),
        source=record.row.number,
    )


def letter_sheet(record: ItemRecord, body: str, to: Addressee, rules: Procedure) -> Sheet:
    """Return the letter which tells a decision to whom it concerns."""
    row, item = record.row, record.item
    what = [DECIDED[Outcome(row.outcome)]()]
    parts = [
        Part(
            title=_("Decision"),
            text=tuple(what),
            facts=lines(
                (_("Where"), row.facility),
                (_("Ground"), item.ground_label),
                (_("Votes"), _counted(record)),
            ),
        ),
        Part(title=pgettext("decision", "Reasons"), text=_paragraphs(wording.said(item.reasons))),
    ]
    if item.heard:
        parts.append(Part(title=_("Hearing"), text=(_heard(record),)))
    parts.append(Part(title=_("How to appeal"), text=_appeal(rules)))
    return Sheet(
        title=_("Decision %(number)s") % {"number": row.number},
        subtitle=body,
        to=to.lines,
        facts=lines(
            (_("Date"), wording.moment(row.decided_at, "date") if row.decided_at else ""),
            (_("Case"), row.matter_number),
            (_("Patient"), to.patient),
            (_("About"), row.title),
        ),
        parts=tuple(parts),
        source=row.number,
    )


def _facts(record: SittingRecord) -> tuple[tuple[str, str], ...]:
    row = record.row
    return lines(
        (_("How"), str(Kind(row.kind).label)),
        (pgettext("sitting", "Begins"), wording.moment(row.starts_at)),
        (pgettext("sitting", "Ends"), wording.moment(row.ends_at) if row.is_written else ""),
        (_("Place"), row.place),
    )


def _voters(record: SittingRecord, title: str, *, is_everybody: bool) -> Part:
    rows = tuple(
        (
            one.member.name,
            joined((str(Seat(one.member.seat).label), str(Group(one.member.group).label))),
            one.member.facility or "–",
        )
        for one in record.voters
        if one.is_there or is_everybody
    )
    heads = (_("Who"), pgettext("member", "Seat"), pgettext("member", "Works at"))
    return Part(title=title, heads=heads, rows=rows)


def _bundled(actor: Actor, place: int, row: ItemRow) -> Iterable[Part]:
    owner = find_owner(row.matter_kind)
    about = (str(owner.label) if owner else "") + (
        f" · {pgettext('matter', 'urgent')}" if row.is_urgent else ""
    )
    yield Part(
        title=f"{place}. {row.title}",
        facts=lines(
            (_("Number"), row.matter_number),
            (_("Kind"), about),
            (_("Under the rules of"), wording.day(row.rules_on)),
            (_("On the agenda since"), wording.moment(row.put_at)),
            (_("Entitled"), str(row.base)),
            (_("Quorum"), str(row.quorum)),
        ),
        new_page=True,
    )
    for section in owner.summary(actor, row.matter) if owner else ():
        yield Part(title=section.title, text=_paragraphs(section.text))


def _minuted(place: int, record: ItemRecord) -> Part:
    row, item = record.row, record.item
    if row.state != ItemState.DECIDED:
        told = (_("Not decided."), *_earlier(record))
        return Part(title=f"{place}. {row.matter_number}", text=told)
    votes = tuple(
        (v.member.name, str(Outcome(v.outcome).label), v.reasons) for v in record.votes or ()
    )
    text = list(_paragraphs(wording.said(item.reasons)))
    text += [
        _("Minority opinion, %(name)s: %(text)s") % {"name": member.name, "text": said}
        for member, said, _at in record.opinions
    ]
    text += _earlier(record)
    return Part(
        title=f"{place}. {row.matter_number} · {row.title}",
        facts=lines(
            (_("Under the rules of"), wording.day(row.rules_on)),
            (_("Did not vote"), _without_vote(record)),
            (_("Hearing"), _heard(record) if item.heard else ""),
            (_("Decision"), f"{Outcome(row.outcome).label} · {row.number}"),
            (_("Where"), row.facility),
            (_("Ground"), item.ground_label),
            (_("Votes"), _counted(record)),
        ),
        text=tuple(text),
        heads=(_("Who"), _("Vote"), pgettext("decision", "Reasons")),
        rows=votes,
    )


def _earlier(record: ItemRecord) -> list[str]:
    """Return the votes after which a matter was discussed again, in words, the first one first."""
    reasons = names_of("reason.reconsider_item")
    return [
        _("Vote %(number)s, discussed again (%(why)s). %(votes)s.")
        % {
            "number": one.round,
            "why": joined((reasons.get(one.reason, one.reason), one.note)),
            "votes": "; ".join(
                [f"{v.member.name}: {Outcome(v.outcome).label}" for v in one.votes or ()]
                + [f"{member.name}: {NOT_CAST[why]}" for member, why in one.without]
            ),
        }
        for one in reversed(record.earlier)
    ]


def _counted(record: ItemRecord) -> str:
    told = _("%(favour)s of %(cast)s, %(base)s entitled, quorum %(quorum)s") % {
        "favour": record.item.favour,
        "cast": record.item.cast,
        "base": record.row.base,
        "quorum": record.row.quorum,
    }
    tie = _("the chair's vote broke the tie")
    return f"{told}; {tie}" if record.item.is_by_chair else told


def _without_vote(record: ItemRecord) -> str:
    barred = [f"{member.name} ({Why(why).label})" for member, why in record.conflicts]
    return "; ".join([*barred, *(member.name for member in record.silent)])


def _heard(record: ItemRecord) -> str:
    item = record.item
    at = wording.moment(item.heard_at) if item.heard_at else ""
    return joined((str(Heard(item.heard).label), at, item.heard_note))


def _appeal(rules: Procedure) -> tuple[str, ...]:
    days = ngettext(
        "The decision may be appealed within %(n)s day from the day one learns of it.",
        "The decision may be appealed within %(n)s days from the day one learns of it.",
        rules.appeal_days,
    ) % {"n": rules.appeal_days}
    where = _(
        "The complaint is handed in at the body which decided; a higher body considers it. After"
        " that the court is open (Administrative Procedural Code)."
    )
    term = "" if rules.is_verified else _("The term is not verified against the act yet.")
    return tuple(one for one in (days, where, term) if one)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n") if part.strip())
