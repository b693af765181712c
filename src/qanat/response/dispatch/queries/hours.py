"""Flight hours used."""

from django.db.models import Sum

from qanat.response.dispatch.models import Mission


def flown_under(contract_id: int) -> int:
    """Return the seconds flown under a contract, exercises included: they are paid too."""
    flown = Mission.objects.filter(contract_id=contract_id)
    return flown.aggregate(total=Sum("flown_s"))["total"] or 0
