"""Writes of telemedicine, by noun."""

from qanat.care.telemedicine.commands.consulting import (
    NoConclusion,
    TakenByOther,
    conclude_order,
    give_order_back,
    take_next_order,
    take_order,
)
from qanat.care.telemedicine.commands.deciding import FirstAsked, consult_first, draft_of
from qanat.care.telemedicine.commands.drafts import ConclusionDraft, OrderDraft
from qanat.care.telemedicine.commands.history import (
    PastConsultation,
    PastOrder,
    store_past_consultations,
    store_past_orders,
)
from qanat.care.telemedicine.commands.orders import (
    HasRequest,
    OrderCancelled,
    cancel_order,
    link_request,
    order_consultation,
    request_flight,
)

__all__ = [
    "ConclusionDraft",
    "FirstAsked",
    "HasRequest",
    "NoConclusion",
    "OrderCancelled",
    "OrderDraft",
    "PastConsultation",
    "PastOrder",
    "TakenByOther",
    "cancel_order",
    "conclude_order",
    "consult_first",
    "draft_of",
    "give_order_back",
    "link_request",
    "order_consultation",
    "request_flight",
    "store_past_consultations",
    "store_past_orders",
    "take_next_order",
    "take_order",
]
