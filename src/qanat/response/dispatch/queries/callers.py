"""Who called about a request, for those who call back."""

from qanat.foundation.actors import Actor
from qanat.foundation.secrets import decrypt
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.queries.requests import get_request


def caller_phone(actor: Actor, request_id: int) -> str:
    """Return the telephone of who called about a request; "" if none is on record.

    Raises:
        NotAllowed: if the actor takes no requests.
        NotFound: if there is none, or the actor may not see it.
    """
    actor.need(REGISTER)
    sealed = get_request(actor, request_id).caller_phone
    return decrypt(bytes(sealed)) if sealed else ""
