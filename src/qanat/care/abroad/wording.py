"""The words of messages to applicants and the working body; no personal data."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.states import News
from qanat.foundation.messages.wording import Wording, declare_wording
from qanat.foundation.refusals import Text

PASSWORD: Final = declare_wording(
    Wording(
        key="abroad.password",
        subject=_("One-time password"),
        text=_(
            "One-time password to see where the case of treatment abroad stands: %(code)s."
            " It holds for %(minutes)s minutes. Tell it to nobody."
        ),
    )
)
OFFER_CORRECTED: Final = declare_wording(
    Wording(
        key="abroad.offer_corrected",
        subject=_("Case %(number)s: a clinic corrected its offer"),
        text=_(
            "%(clinic)s has corrected its offer for case %(number)s. Compare the offers on the page"
            " of the case."
        ),
    )
)


def _news(news: News, text: Text) -> str:
    subject = _("News of case %(number)s")
    return declare_wording(Wording(key=f"abroad.news_{news}", subject=subject, text=text))


NEWS: Final[Mapping[News, str]] = {
    News.RETURNED: _news(
        News.RETURNED,
        _("Your case %(number)s was returned: something is missing. See what: %(where)s"),
    ),
    News.AGENDA: _news(
        News.AGENDA,
        _("Your case %(number)s comes before the commission. You may be heard there: %(where)s"),
    ),
    News.SITTING: _news(
        News.SITTING,
        _(
            "The commission looks at your case %(number)s on %(when)s. You may be heard; tell the"
            " hospital or the health department how: %(where)s"
        ),
    ),
    News.DECIDED: _news(
        News.DECIDED, _("The commission decided on your case %(number)s. See what: %(where)s")
    ),
    News.APPEAL: _news(
        News.APPEAL, _("Your appeal in case %(number)s was answered. See how: %(where)s")
    ),
    News.JOURNEY: _news(
        News.JOURNEY, _("The journey of your case %(number)s is planned. See when: %(where)s")
    ),
    News.LONGER: _news(
        News.LONGER,
        _("There is news of the treatment in your case %(number)s. See what: %(where)s"),
    ),
}
"""Of what the applicant is told: the number of the case, and where he looks."""
