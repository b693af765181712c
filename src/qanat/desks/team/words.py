"""The words which the browser says by itself, in the viewer's language."""

import json

from django.utils.translation import gettext as _


def browser_words() -> str:
    """Return them as JSON."""
    words = {
        "at": _("%(time)s · not yet sent"),
        "not_accepted": _("%(time)s · not accepted"),
        "waiting": _("Not yet sent: %(count)s"),
        "offline": _("No connection. You go on as usual: everything is kept on this device."),
        "sending": _("Sending: %(count)s left"),
        "refused": _("Not accepted: %(count)s. Look at it below."),
        "sign_in": _("Sign in again, then what is kept here is sent."),
        "locked": _(
            "Locked: sign in when there is a connection. What was written here is sealed and safe."
        ),
        "others": _(
            "Sealed entries of others on this device: %(count)s. Only who wrote them sends them."
        ),
        "clock": _(
            "This device's clock is wrong by %(time)s. Times are corrected by that. Set it right."
        ),
        "checked": _(
            "The clock was changed after this was written. Look at the time, then send it."
        ),
        "unsure": _(
            "Tried more than two days ago: perhaps it is stored. Compare, then send or withdraw."
        ),
        "gone": _("This mission is not open to you any more. What was written here stays sealed."),
        "elsewhere": _("Of another mission, not sent or not accepted: %(count)s"),
        "all_sent": _("Everything is sent."),
        "nothing": _("Enter at least one finding."),
        "number": _("Enter a number."),
        "missing": _("Fill this in."),
        "range": _("From %(least)s to %(most)s."),
        "least": _("At least %(least)s."),
        "too_long": _("Too long by %(count)s characters. Write the rest in another note."),
        "stands": _("What stands now"),
        "yours": _("Yours"),
        "mend": _("Mend"),
        "withdraw": _("Withdraw"),
        "withdraw_sure": _("Press again to erase it"),
        "send": _("Send"),
        "keep_theirs": _("Keep what stands"),
        "take_mine": _("Correct it to mine"),
        "persisted": _("This device keeps what is written until it is sent."),
        "not_persisted": _(
            "This browser may clear what is kept. Install the page as an application."
        ),
        "cannot": _("Nothing can be kept in this browser. Without a connection write on paper."),
        "full": _("The storage of this device is full: this was NOT kept. Write it on paper."),
        "not_sent": _("not yet sent"),
        "no_mission": _("No mission is kept on this device."),
    }
    return json.dumps(words, ensure_ascii=False)
