"""Forms of the administrator's desk."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.desks.administration.record_kinds import record_choices
from qanat.foundation.access.places import Place
from qanat.foundation.access.states import AccountKind, GlassReason, GlassState
from qanat.foundation.refusals import NotFound, Refusal, Text
from qanat.foundation.texts import local
from qanat.web.forms import (
    DayField,
    Form,
    LongTextField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
    choices_of,
)

T = TypeVar("T")

ZONES: Final = (
    "Asia/Almaty",
    "Asia/Aqtau",
    "Asia/Aqtobe",
    "Asia/Atyrau",
    "Asia/Oral",
    "Asia/Qostanay",
    "Asia/Qyzylorda",
    "Asia/Ashgabat",
    "Asia/Baku",
    "Asia/Bishkek",
    "Asia/Samarkand",
    "Asia/Tashkent",
    "Europe/Budapest",
    "Europe/Istanbul",
    "UTC",
)
"""The zones of the alliance; others are given through the command."""

DAYS: Final = 365


def tried(form: forms.Form, run: Callable[[], T]) -> T | None:
    """Run a command; what it refuses is said in the form, so that what was typed stays.

    Raises:
        NotFound: if the record is not there, which is a page of its own.
    """
    try:
        return run()
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error(None, refusal.message())
        return None


def zones(present: str = "") -> list[tuple[str, str]]:
    """Return the zones to choose from, a present one among them."""
    known = ZONES if not present or present in ZONES else (present, *ZONES)
    return [(zone, zone.replace("_", " ")) for zone in known]


class ProfileForm(Form):
    """One's own language and zone."""

    language = OneOf(label=_("Language"), choices=settings.LANGUAGES)
    zone = OneOf(label=_("Time zone"), choices=zones())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["zone"]
        if isinstance(zone, OneOf):
            zone.choices = zones(str(self.initial.get("zone", "")))


class PasswordForm(Form):
    """A new password."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters; no name, no common word, not only digits."),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Compare the two.

        Raises:
            ValidationError: if they differ.
        """
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise ValidationError(_("This is not the same as the new password."))
        return again


class AccountForm(ProfileForm):
    """What is known of the person or system behind an account."""

    field_order = ("user_name", "full_name", "email", "phone", "language", "zone")

    user_name = TextField(
        label=_("User name"),
        max_length=60,
        help_text=_("Used to sign in; without “@”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = TextField(label=_("Full name"))
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    phone = TextField(label=_("Telephone"), required=False, max_length=20)

    def clean_user_name(self) -> str:
        """Say at once, and at the field, what is wrong with a user name."""
        name = str(self.cleaned_data["user_name"])
        if "@" in name:
            raise forms.ValidationError(
                _("A user name has no “@”: that is how an e-mail address is told from it.")
            )
        return name


class NewAccountForm(AccountForm):
    """A new account."""

    kind = OneOf(
        label=_("Who stands behind it"),
        choices=choices_of(AccountKind),
        coerce=AccountKind,
        initial=AccountKind.PERSON,
        radio=True,
    )


class AccountSearchForm(Form):
    """Which accounts are looked for."""

    text = TextField(label=pgettext_lazy("person", "Name"), required=False)
    role = OneOf(label=_("Role"), required=False)
    state = OneOf(
        label=_("State"),
        required=False,
        choices=(
            ("", pgettext_lazy("accounts", "All")),
            ("open", pgettext_lazy("accounts", "In use")),
            ("closed", pgettext_lazy("accounts", "Closed")),
        ),
    )

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "role", [("", _("Every role")), *roles])


class RoleForm(Form):
    """Which role is to be given."""

    role = OneOf(label=_("Role"))

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "role", [("", _("Choose a role")), *roles])


class GrantForm(Form):
    """Where, why and until when a role is given."""

    value = OneOf(label=_("Where"))
    reason = TextField(label=_("Reason"), max_length=300, help_text=_("Kept with the role."))
    until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until it is taken away.")
    )

    def __init__(self, *args: Any, places: Sequence[Place] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places is None:
            del self.fields["value"]
        elif places:
            named = sorted((local(place.name), place.value) for place in places)
            _choose(self, "value", [(value, name) for name, value in named])
        else:
            self.fields["value"] = TextField(label=_("Where"), max_length=20)


class ReasonForm(Form):
    """Why something is done."""

    reason = TextField(label=_("Reason"), max_length=300)


class TokenForm(Form):
    """What a key allows, where, and for how long."""

    name = TextField(
        label=_("Name of the key"),
        max_length=100,
        help_text=_("What it is for, so that it can be told from others."),
    )
    permissions = SomeOf(label=_("What it allows"))
    limit = OneOf(label=_("Only in"), required=False)
    days = WholeField(
        label=_("Valid for"), unit=_("days"), min_value=1, max_value=DAYS, initial=DAYS
    )

    def __init__(
        self,
        *args: Any,
        permissions: Sequence[tuple[str, Text]],
        places: Sequence[Place],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        allowed = self.fields["permissions"]
        if isinstance(allowed, SomeOf):
            allowed.choices = permissions
        regions = [(place.value, local(place.name)) for place in places]
        _choose(self, "limit", [("", _("Everywhere its account reaches")), *regions])

    def ends_at(self) -> Any:
        """Return when the key ends."""
        return timezone.now() + timedelta(days=self.cleaned_data["days"])


class GlassForm(Form):
    """Why a record is opened in an emergency."""

    reason = OneOf(label=_("Reason"), choices=choices_of(GlassReason), radio=True)
    note = LongTextField(label=_("In words"), required=False, max_length=500)


class ReviewForm(Form):
    """A judgement."""

    verdict = OneOf(
        label=_("Judgement"),
        radio=True,
        choices=(
            ("justified", pgettext_lazy("verdict", "Justified")),
            ("unjustified", pgettext_lazy("verdict", "Not justified")),
        ),
    )
    note = LongTextField(
        label=_("In words"),
        required=False,
        max_length=500,
        help_text=_("Needed if it was not justified."),
    )


class GlassSearchForm(Form):
    """Which emergency accesses are looked for."""

    state = OneOf(
        label=_("State"),
        required=False,
        choices=choices_of(GlassState, pgettext_lazy("reviews", "All")),
    )


class TrailForm(Form):
    """Which changes are looked for."""

    table = OneOf(label=_("Kind of record"), required=False)
    row = TextField(label=_("Number of the record"), required=False, max_length=60)
    person = TextField(label=_("Who"), required=False)
    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "table", [("", _("Every kind")), *record_choices()])


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Text]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
