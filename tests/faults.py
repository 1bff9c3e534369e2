"""What goes wrong between the shop and its store, put in on purpose.

    with Faults(database.client, LOST_ANSWER, CONFLICT) as faults:
        ...  # the first write happens but nobody hears of it, the second is refused as conflicting
    assert faults.tokens == [...]

One fault per call, in order; when there are none left, calls succeed. moto forgets request
tokens, so this remembers them as the real store does: a repeat of a write that succeeded succeeds.
"""

import json
from collections import deque
from collections.abc import Callable
from enum import Enum
from types import TracebackType
from typing import Any, Self

from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from tests.stores import client


class Fault(Enum):
    """One way for a call to fail."""

    NONE = "it succeeds"
    CONFLICT = "somebody else's transaction is at the same item"
    THROTTLE = "the store cannot keep up"
    BROKEN = "the store has an error of its own"
    UNREACHED = "the call does not reach the store"
    LOST_ANSWER = "the store does it, but its answer is lost"


CONFLICT, THROTTLE, BROKEN, UNREACHED, LOST_ANSWER, NONE = (
    Fault.CONFLICT,
    Fault.THROTTLE,
    Fault.BROKEN,
    Fault.UNREACHED,
    Fault.LOST_ANSWER,
    Fault.NONE,
)


Refusal = Callable[[int], dict[str, Any]]


def refused(code: str) -> Refusal:
    """The store refuses the call with this code."""
    return lambda actions: _error(code)


def cancelled(*reasons: str) -> Refusal:
    """The transaction is cancelled: its first actions for these reasons, the others for none."""

    def answer(actions: int) -> dict[str, Any]:
        codes = [*reasons, *["None"] * (actions - len(reasons))]
        return _error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])

    return answer


class Faults:
    """The faults of the next calls of an operation; `always` stands behind those that are listed."""

    def __init__(
        self, of: Any, *faults: Fault | Refusal, operation: str = "TransactWriteItems", always: Fault | Refusal = NONE
    ) -> None:
        self._events = of.meta.events
        self._event = f"before-call.dynamodb.{operation}"
        # The store itself, past all faults.
        self._perform = getattr(client("dynamodb"), xform_name(operation))
        self._coming = deque(faults)
        self._always = always
        self._done: dict[str, str] = {}
        self.calls: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._events.register(self._event, self._call)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._events.unregister(self._event, self._call)

    @property
    def tokens(self) -> list[str]:
        """The request tokens of the calls so far."""
        return [call["ClientRequestToken"] for call in self.calls]

    def _call(self, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        asked = json.loads(params["body"])
        self.calls.append(asked)
        fault = self._coming.popleft() if self._coming else self._always
        if fault is Fault.UNREACHED:
            raise ConnectTimeoutError(endpoint_url=params["url"])
        refusal = _REFUSALS.get(fault) if isinstance(fault, Fault) else fault
        if refusal:
            return _answer(refusal(len(asked.get("TransactItems", ()))))
        answer = self._once(asked, asked.get("ClientRequestToken"))
        if fault is Fault.LOST_ANSWER:
            raise ReadTimeoutError(endpoint_url=params["url"])
        return answer

    def _once(self, asked: dict[str, Any], token: str | None) -> tuple[AWSResponse, dict[str, Any]]:
        written = json.dumps(asked, sort_keys=True)
        if token in self._done:
            return _answer({} if self._done[token] == written else _error("IdempotentParameterMismatchException"))
        try:
            answer = self._perform(**asked)
        except ClientError as error:
            return _answer(dict(error.response))
        if token:
            self._done[token] = written
        return _answer(answer)


def _error(code: str, **more: Any) -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": "put in by a test"}, **more}


_REFUSALS: dict[Fault, Refusal] = {
    Fault.CONFLICT: cancelled("TransactionConflict"),
    Fault.THROTTLE: refused("ThrottlingException"),
    Fault.BROKEN: refused("InternalServerError"),
}


def _answer(answer: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    status = 400 if "Error" in answer else 200
    return AWSResponse("", status, HTTPHeaders(), None), answer
