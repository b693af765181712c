"""Treatment abroad as an installed part."""

from django.apps import AppConfig


class AbroadConfig(AppConfig):
    """Who is sent for treatment abroad, and when the state pays."""

    name = "qanat.care.abroad"
    label = "abroad"

    def ready(self) -> None:
        """Stand in the navigation, and where everybody may look."""
        from django.utils.translation import gettext_lazy as _

        from qanat.care.abroad import subscribers  # noqa: F401 (importing registers them)
        from qanat.care.abroad.alarms import KIND, MONEY, alarms, money_alarms
        from qanat.care.abroad.matters import CASES, way_home
        from qanat.care.abroad.permissions import ALERTED, CLINIC, FLY, FUND, OPINE, SEE
        from qanat.care.abroad.queries.experience import tell_of_clinics
        from qanat.care.abroad.queries.late import cases_of
        from qanat.care.clinics.queries.experience import register_experience
        from qanat.care.commission.ports import add_owner
        from qanat.care.funding.ports import add_warner
        from qanat.response.alerts.sources import Source, Subject, add_source
        from qanat.web.navigation import Entry, add, add_public

        add(Entry(_("Treatment abroad"), "abroad:cases", SEE, order=28, key="e", icon="plane"))
        add(
            Entry(
                _("Expert opinions"),
                "abroad:opinions",
                OPINE,
                order=28,
                key="o",
                icon="stethoscope",
            )
        )
        add(
            Entry(_("Cases to pay for"), "abroad:payables", FUND, order=61, key="k", icon="receipt")
        )
        requests = _("Requests to the clinic")
        add(Entry(requests, "abroad:asked_list", CLINIC, order=28, key="q", icon="hospital"))
        flights = _("Flights for treatment abroad")
        add(Entry(flights, "abroad:flights", FLY, order=64, icon="plane"))
        add_public(Entry(_("When does the state pay for treatment abroad?"), "abroad:check"))
        subjects = {KIND: Subject("abroad:case", cases_of)}
        add_source(Source("abroad", alarms, ALERTED, subjects))
        money = {MONEY: Subject("abroad:payable", cases_of)}
        add_source(Source("abroad_money", money_alarms, FUND, money))
        add_public(Entry(_("Where is my case of treatment abroad?"), "abroad:code"))
        add_owner(CASES)
        add_warner(way_home)
        register_experience(tell_of_clinics)
