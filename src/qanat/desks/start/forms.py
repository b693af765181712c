"""The one field of the search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qanat.web.forms import Form, TextField


class SearchForm(Form):
    """Whatever one remembers of what one is looking for."""

    text = TextField(
        label=_("Name, number, diagnosis, place"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "data-qanat-search": "",
                "autofocus": "",
                "autocomplete": "off",
            }
        ),
    )
