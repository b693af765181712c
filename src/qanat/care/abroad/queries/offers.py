"""Whose case an offer or a task belongs to, and who was asked about a case."""

from qanat.care.abroad.models import Case, Offer, Task
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound


def find_case_of_offer(actor: Actor, offer_id: int) -> tuple[int, str]:
    """Return the case of an offer, and the clinic.

    Raises:
        NotFound: if there is none, or the actor may not see the case.
    """
    seen = Offer.objects.filter(pk=offer_id, case__in=Case.objects.visible_to(actor))
    return _one(seen.values_list("case", "name").first())


def country_of_offer(offer_id: int) -> str:
    """Return the country of the clinic which made an offer; "" if there is none."""
    found = Offer.objects.filter(pk=offer_id).values_list("country_id", flat=True).first()
    return found or ""


def version_of_offer(offer_id: int) -> int | None:
    """Return how often an offer was made, with its corrections; ``None`` if there is none."""
    return Offer.objects.filter(pk=offer_id).values_list("version", flat=True).first()


def find_case_of_task(actor: Actor, task_id: int) -> tuple[int, str]:
    """Return the case about which an expert is asked, and the number of the task.

    Raises:
        NotFound: if there is none, or the actor may not see the case.
    """
    seen = Task.objects.filter(pk=task_id, case__in=Case.objects.visible_to(actor))
    return _one(seen.values_list("case", "number").first())


def clinics_asked(case_id: int) -> set[int]:
    """Return the clinics which were asked for a case."""
    return set(Offer.objects.filter(case=case_id).values_list("clinic", flat=True))


def experts_asked(case_id: int) -> set[int]:
    """Return the accounts of the experts who were asked about a case, those who declined too."""
    return set(Task.objects.filter(case=case_id).values_list("expert_id", flat=True))


def _one(found: tuple[int, str] | None) -> tuple[int, str]:
    if found is None:
        raise NotFound
    return found
