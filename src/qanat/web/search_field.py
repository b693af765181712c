"""A field that finds a record by typing.

The visible control holds the text; a hidden one holds the id chosen from the list of the
browser. Without JavaScript only the text arrives: the server finds the record, and where
several fit it asks "which of these?" with radio buttons. What was typed is never lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from qanat.foundation.texts import search_key
from qanat.web.forms import SHORT, refuse_control_characters

OFFERED: Final = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A record that was found: its id, its name, and a second line to tell it from others."""

    id: str
    label: str
    note: str = ""


Find = Callable[[str], Sequence[Found]]
Get = Callable[[str], Found | None]


@dataclass(frozen=True, slots=True)
class Typed:
    """What arrived: the id chosen and the text typed."""

    id: str = ""
    text: str = ""


class SearchWidget(forms.TextInput):
    """The two controls of a search field."""

    template_name = "web/widgets/search.html"
    input_type = "search"

    def __init__(
        self, url_name: str = "", beside: str = "", attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.url_name = url_name
        self.beside = beside
        self.offers: Sequence[Found] = ()
        self.get: Get | None = None

    def value_from_datadict(
        self,
        data: Any,
        files: MultiValueDict[str, Any],  # noqa: ARG002 (Django's signature)
        name: str,
    ) -> Typed:
        """Read the radio button if one was chosen, else the hidden id and the text."""
        text = str(data.get(f"{name}_text", data.get(name, "")) or "")
        picked = str(data.get(f"{name}_pick", "") or "")
        return Typed(picked or str(data.get(name, "") or ""), text)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 (Django)
        """Tell whether the field was not in the form at all."""
        return name not in data and f"{name}_text" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template the id, the text, and what may be meant."""
        typed = value if isinstance(value, Typed) else self._typed(value)
        context = super().get_context(name, typed.text, attrs)
        context["widget"] |= {
            "id_value": typed.id,
            "offers": self.offers,
            "url": reverse_lazy(self.url_name) if self.url_name else "",
            "beside": self.beside,
        }
        return context

    def _typed(self, value: Any) -> Typed:
        found = self.get(str(value)) if self.get and value not in (None, "") else None
        if found:
            return Typed(found.id, found.label)
        # A code that leads to nothing is shown, so that somebody says what was meant.
        return Typed(text="" if value is None or str(value).isdigit() else str(value))


class SearchField(forms.Field):
    """A record found by typing; cleans to its ``Found``.

    Attributes:
        find: records whose names fit a text, best first.
        get: the record of an id, ``None`` if there is none or it is not open.
        beside: name of a field of the form whose value is asked along while one types.
    """

    widget = SearchWidget

    def __init__(
        self, *, find: Find, get: Get, url_name: str = "", beside: str = "", **kwargs: Any
    ) -> None:
        super().__init__(widget=SearchWidget(url_name, beside), **kwargs)
        self.find = find
        self.get = get
        self._wire()

    def _wire(self) -> None:
        self._control().get = self.get

    def offer(self, found: Sequence[Found]) -> None:
        """Offer records before anything is typed."""
        self._control().offers = found

    def _control(self) -> SearchWidget:
        return cast("SearchWidget", self.widget)

    def __deepcopy__(self, memo: dict[int, Any]) -> "SearchField":
        copied: SearchField = super().__deepcopy__(memo)
        copied._wire()
        return copied

    def clean(self, value: Any) -> Found | None:
        """Find the record meant.

        Raises:
            ValidationError: if nothing fits, or several records do.
        """
        typed = value if isinstance(value, Typed) else Typed(text=str(value or ""))
        text = typed.text.strip() or ("" if typed.id.isdigit() else typed.id)
        refuse_control_characters(text)
        if len(text) > SHORT:
            raise ValidationError(_("This is too long."), code="max_length")
        chosen = self.get(typed.id) if typed.id else None
        if chosen is not None and (not text or _fits(chosen, text)):
            return chosen
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self._only_one(text)

    def _only_one(self, text: str) -> Found:
        found = list(self.find(text))
        same = [f for f in found if search_key(f.label) == search_key(text)]
        if len(same) == 1:
            return same[0]
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Nothing of this name was found."), code="unknown")
        self._control().offers = found[:OFFERED]
        raise ValidationError(_("Several fit: choose one of these."), code="several")


def _fits(chosen: Found, text: str) -> bool:
    """Tell whether the text still names the record chosen, or was typed over."""
    if text in (chosen.label, chosen.id):
        return True
    return search_key(text) in {search_key(chosen.label), search_key(chosen.id)} or (
        search_key(text) in search_key(f"{chosen.label} {chosen.note}")
    )
