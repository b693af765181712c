"""Forms of dispatch which another context begins: it says what it knows already.

News goes up and calls go down: dispatch can't ask who telephones. So a higher context says in
``ready()`` of its ``apps.py``: ``add_prefill("ring", values_of_ring)``, and leads to the form of a
request or a call with ``?ring=12``. Nothing that names a person stands in the address.
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import QueryDict

from qanat.foundation.actors import Actor
from qanat.web.forms import whole_number

Provider = Callable[[Actor, int], Mapping[str, object]]
_PROVIDERS: Final[dict[str, Provider]] = {}


def add_prefill(word: str, provider: Provider) -> None:
    """Have a provider asked where the address has its word; a second time replaces it."""
    _PROVIDERS[word] = provider


def prefilled(actor: Actor, query: QueryDict) -> Mapping[str, object]:
    """Return what is known already of what is begun; nothing where the address says nothing.

    Raises:
        NotFound: if it names what is not there, or not the actor's.
    """
    for word, provider in _PROVIDERS.items():
        if (number := whole_number(query.get(word, ""))) is not None:
            return provider(actor, number)
    return {}
