"""What call-outs say on every page: that somebody asks the viewer's hospital for a bed."""

from django.urls import reverse
from django.utils.translation import ngettext

from qanat.foundation.actors import Actor
from qanat.response.callout.queries.questions import unanswered_questions
from qanat.web.strips import Strip


def asked(actor: Actor) -> list[Strip]:
    """Return one line if questions to the actor's hospitals wait for an answer."""
    waiting = unanswered_questions(actor)
    if not waiting:
        return []
    total = len(waiting)
    words = ngettext(
        "Your hospital is asked to take a patient",
        "Your hospital is asked to take %(total)s patients",
        total,
    )
    is_exercise = all(one for _, one in waiting)
    url = reverse("callout:questions")
    return [Strip(words % {"total": total}, waiting[0][0], url, is_exercise=is_exercise)]
