"""What the money of treatment abroad adds to the page of a clinic: what was paid there."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.care.funding.permissions import SEE
from qanat.care.funding.queries.prices import PricesWanted, price_rows
from qanat.foundation.actors import Actor
from qanat.web.marks import day
from qanat.web.related import Group, Related
from qanat.web.wording import whole_tenge

SHOWN = 5


def prices_of_clinic(actor: Actor, clinic_id: int) -> Group | None:
    """Return the newest prices of a clinic, and where all of them stand."""
    if not actor.may(SEE):
        return None
    found = price_rows(actor, PricesWanted("", clinic_id), count=SHOWN)
    lines = tuple(
        Related(
            label=f"{one.icd10} · {whole_tenge(one.contract_tiyn)}",
            url=reverse("funding:obligation", args=(one.obligation_id,)),
            note=day(one.signed_on),
        )
        for one in found
    )
    everything = Related(_("All prices"), f"{reverse('funding:prices')}?clinic={clinic_id}")
    return Group(title=_("Prices"), rows=(*lines, everything) if lines else ())
