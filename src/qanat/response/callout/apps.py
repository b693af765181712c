"""Call-outs as an installed part."""

from django.apps import AppConfig


class CalloutConfig(AppConfig):
    """Crews, airlines, specialists and hospitals are called out and answer."""

    name = "qanat.response.callout"
    label = "callout"

    def ready(self) -> None:
        """Take answers, listen to dispatch, stand on the pages of missions and requests."""
        from django.utils.translation import gettext_lazy as _

        from qanat.foundation.messages.commands import take_answers
        from qanat.foundation.messages.links import open_door
        from qanat.response.callout import parameters, subscribers  # noqa: F401 (register themselves)
        from qanat.response.callout.commands import ABOUT, take_answer
        from qanat.response.callout.permissions import ANSWER, SEE
        from qanat.response.callout.related import (
            panel_of_mission,
            panel_of_request,
            story_of_mission,
            story_of_request,
        )
        from qanat.response.callout.telling import asked
        from qanat.web.navigation import Entry, add
        from qanat.web.related import add_panel, add_story
        from qanat.web.strips import News, add_strips

        open_door(ABOUT, "/answer/")
        take_answers(ABOUT, take_answer)
        add(Entry(_("Call-outs"), "callout:board", SEE, order=28, icon="phone"))
        label = _("Asked for a bed")
        add(Entry(label, "callout:questions", ANSWER, order=27, key="b", icon="bed"))
        add_strips("questions", asked, heard=News("callout.question", ANSWER))
        add_panel("dispatch.mission", panel_of_mission)
        add_panel("dispatch.request", panel_of_request)
        add_story("dispatch.mission", story_of_mission)
        add_story("dispatch.request", story_of_request)
