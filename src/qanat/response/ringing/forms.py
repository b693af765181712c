"""Forms of the telephone: a number that calls, and where one sits."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from qanat.web.forms import Form, TextField


class NumberForm(Form):
    """A number as it stands on the telephone."""

    number = TextField(label=_("Number that calls"), max_length=40)


class ExtensionForm(Form):
    """At which telephone one sits."""

    extension = TextField(
        label=_("My telephone (extension)"),
        max_length=20,
        required=False,
        validators=[RegexValidator(r"^[0-9A-Za-z*#._-]+$", _("Digits and letters only."))],
    )
