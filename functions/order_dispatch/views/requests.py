"""How special requests are shown: with their order, and on their department's list."""

from collections.abc import Mapping
from typing import Any

from shop.roles import Caller
from shop.web.models import ResponseModel
from shop.web.sight import REQUEST_TEXT, Scope


class RequestView(ResponseModel):
    """A special request and its answer. What was written is null for whom it does not concern."""

    request_id: str
    department: str
    text: str | None
    at: str
    answer: str | None = None
    answered_at: str | None = None


class ListedRequest(RequestView):
    """A special request by itself, for its department."""

    order_id: str


class RequestPage(ResponseModel):
    items: list[ListedRequest]
    next: str | None = None


class RequestRecorded(ResponseModel):
    order_id: str
    version: int
    request_id: str
    department: str
    at: str


def concerns(department: str, caller: Caller) -> bool:
    """Whether a department's special requests are the caller's to read, some only for a while."""
    scope = REQUEST_TEXT.scope(caller.role)
    return scope is Scope.ALL or (scope is not Scope.NONE and department == caller.role)


def listed_request(order_id: str, request: Mapping[str, Any]) -> ListedRequest:
    return ListedRequest(order_id=order_id, **request)
