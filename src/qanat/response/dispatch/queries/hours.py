"""Flight hours used."""

from collections.abc import Collection

from django.db.models import Sum

from qanat.response.dispatch.models import Mission


def flown_under(contract_id: int) -> int:
    """Return the seconds flown under a contract, exercises included: they are paid too."""
    flown = Mission.objects.filter(contract_id=contract_id)
    return flown.aggregate(total=Sum("flown_s"))["total"] or 0


def flown_by_contract(contract_ids: Collection[int]) -> dict[int, int]:
    """Return the seconds flown under each of some contracts, in one query."""
    flown = Mission.objects.filter(contract_id__in=contract_ids).values_list("contract_id")
    return {pk: total or 0 for pk, total in flown.annotate(total=Sum("flown_s")) if pk}
