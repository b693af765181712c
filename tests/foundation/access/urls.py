"""The addresses which these tests need: other contexts are none of their business."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from qanat.foundation.access.session import actor_of


def whoami(request: HttpRequest) -> JsonResponse:
    """Answer who asks, as an address for other systems does."""
    return JsonResponse({"id": actor_of(request).id})


urlpatterns = [
    path("", include("qanat.web.urls")),
    path("", include("qanat.foundation.access.urls")),
    path("", include("qanat.desks.administration.urls")),
    path("api/whoami/", whoami),
]

handler404 = "qanat.web.refused.page_not_found"
