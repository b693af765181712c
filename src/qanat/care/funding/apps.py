"""The money of treatment abroad as an installed part."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Appropriations, obligations, invoices, exchange rates."""

    name = "qanat.care.funding"
    label = "funding"
