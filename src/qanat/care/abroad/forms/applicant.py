"""What an applicant types: the code of the case, then the password."""

from django.utils.translation import gettext_lazy as _

from qanat.web.forms import Form, TextField


class CodeForm(Form):
    """The code which the hospital gave."""

    code = TextField(
        label=_("Code of the case"),
        max_length=20,
        help_text=_("Ten letters and digits; the hospital or the health department gave it."),
    )

    def clean_code(self) -> str:
        """Read it however it is spelled."""
        typed: str = self.cleaned_data["code"]
        return "".join(filter(str.isalnum, typed.upper()))


class PasswordForm(Form):
    """The one-time password of the message."""

    password = TextField(label=_("One-time password"), max_length=20)
