"""A commission whose members are signed in, and its pages."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.care.commission.builders import GROUND, KIND, NAME, matter
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser, typed_moment

from qanat.care.commission.commands.items import put_on_agenda
from qanat.care.commission.models import Body, Member, Sitting
from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM

BALLOT = {"outcome": "refuse", "ground": GROUND, "reasons": "Not on the list at all."}
REASONS = {"kk": "Тізімде жоқ.", "ru": "Не входит.", "en": "Not listed.", "ground": GROUND}


told_in: list[str | None] = []
"""In which language the owner of a matter was asked to whom its letter goes."""


def at(name: str, *args: object) -> str:
    return reverse(f"commission:{name}", args=args)


class Commission:
    """A commission whose members are signed in."""

    def __init__(self, people: Accounts) -> None:
        self.accounts: dict[str, Account] = {}
        for name, role in (
            ("secretary", "commission_secretary"),
            ("chair", "commission_chair"),
            ("ngo", "commission_member"),
            ("surgeon", "commission_member"),
        ):
            self.accounts[name] = people.account(role, name=name)
        self.of = {name: browser(account) for name, account in self.accounts.items()}
        self.secretary, self.chair = self.of["secretary"], self.of["chair"]

    def established(self) -> int:
        sent = self.secretary.post(
            at("new_body"), {"kk": NAME["kk"], "ru": NAME["ru"], "en": "", "matter_kind": KIND}
        )
        assert sent.status_code == 303
        body = Body.objects.get().pk
        for name, seat, group in (
            ("chair", "chair", "ministry"),
            ("ngo", "member", "ngo"),
            ("surgeon", "member", "physician"),
        ):
            typed = {
                "account": self.accounts[name].pk, "seat": seat, "group": group,
                "from_on": "2026-01-01", "to_on": "2030-01-01",
            }  # fmt: skip
            assert self.secretary.post(at("appoint", body), typed).status_code == 303
        return body

    def open_sitting(self, *, kind: str = "ordinary") -> int:
        now = timezone.now()
        typed = {
            "kind": kind,
            "starts_at": typed_moment(now),
            "ends_at": typed_moment(now + timedelta(hours=48)),
            "place": "Астана",
        }
        sent = self.secretary.post(at("new_sitting", self.established()), typed)
        assert sent.status_code == 303
        here = Sitting.objects.get().pk
        assert self.secretary.post(at("open_sitting", here)).status_code == 303
        return here

    def in_vote(self, here: int) -> int:
        made = put_on_agenda(SYSTEM, matter=matter(), now=timezone.now())
        placed = self.secretary.post(at("place_item", made), {"sitting": here})
        assert placed.status_code == 303
        for name in ("chair", "ngo", "surgeon"):
            seat = Member.objects.get(account_id=self.accounts[name].pk).pk
            self.secretary.post(at("presence", here, seat), {"there": "1"})
        for name in ("hear", "vote"):
            assert self.chair.post(at("item_move", made, name)).status_code == 303
        return made

    def voted(self, made: int, ballot: dict[str, str] | None = None) -> None:
        for name in ("chair", "ngo", "surgeon"):
            assert self.of[name].post(at("cast", made), ballot or BALLOT).status_code == 303


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()
