"""Calls over HTTP that wait out what passes and tell the rest apart.

ShopTrouble
├── Refused      the shop said no, with a problem document
└── Unreachable  no answer came: the work may or may not have been done
"""

import random
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]

# Nothing was sent, so that any call may be tried again.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# A gateway gave up on the function behind it, which may have finished all the same.
_NO_ANSWER = frozenset({502, 504})
_PASSING = frozenset({429, 503})


class ShopTrouble(Exception):
    """A call that did not do what was asked."""


class Refused(ShopTrouble):
    """The shop said no. `document` is its problem document, `code` the stable word for programs."""

    def __init__(self, status: int, document: Json, retry_after: float = 0) -> None:
        self.status = status
        self.document = document
        self.code: str = document.get("code") or f"http_{status}"
        self.retry_after = retry_after
        super().__init__(f"{status} {self.code}: {document.get('detail') or document.get('message') or ''}")

    @property
    def errors(self) -> list[Json]:
        """What is wrong, one entry per field or line."""
        return self.document.get("errors") or []

    @property
    def passing(self) -> bool:
        """Whether nothing was decided yet and the same call will be answered later."""
        return self.status in _PASSING or self.code == "in_progress"


class Unreachable(ShopTrouble):
    """No answer came, or none that tells whether the work was done: read before repeating."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop answered. `replayed`: it had answered this request before."""

    status: int
    body: Json
    replayed: bool = False


def new_key() -> str:
    """A fresh Idempotency-Key."""
    return str(uuid.uuid4())


def _no_authorization() -> dict[str, str]:
    return {}


class Client:
    """A caller of the shop's HTTP API; one may be shared by threads.

    `patience`: seconds of trying again before a refusal that passes is raised all the same.
    `wait` pauses between tries; it may raise to give up at once.
    """

    def __init__(
        self,
        base_url: str,
        authorization: Callable[[], Mapping[str, str]] = _no_authorization,
        *,
        http: httpx.Client | None = None,
        patience: float = 120,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.patience = patience
        self.wait = wait
        self._authorization = authorization
        self._http = http or default_http()

    def get(self, path: str, **params: Any) -> Json:
        """Read one thing. Raises Refused, Unreachable."""
        return self.call("GET", path, params=_given(params)).body

    def items(self, path: str, **params: Any) -> Iterator[Json]:
        """Everything on a list, page by page. Raises Refused, Unreachable."""
        cursor: str | None = None
        while True:
            page = self.get(path, **params, cursor=cursor)
            yield from page["items"]
            cursor = page.get("next")
            if cursor is None:
                return

    def post(self, path: str, body: Json, *, key: str | None = None) -> Answer:
        """Create a thing (with an Idempotency-Key) or move one on (with its version in the body).

        With a key a lost answer is asked for again; without one it raises Unreachable.
        Raises Refused.
        """
        return self.call("POST", path, json=body, key=key)

    def patch(self, path: str, body: Json) -> Answer:
        """Change a thing. Raises Refused, Unreachable."""
        return self.call("PATCH", path, json=body)

    def call(self, method: str, path: str, *, key: str | None = None, repeatable: bool = False, **sent: Any) -> Answer:
        """One call, repeated while what stands in its way passes. `sent` is as httpx takes it.

        Reads and calls with a key may always be repeated; `repeatable` says it of others.
        """
        repeatable = repeatable or method == "GET" or key is not None
        ends = time.monotonic() + self.patience
        pause = 0.1
        while True:
            due = pause
            try:
                return self._try(method, path, key, dict(sent))
            except Refused as refused:
                if not refused.passing or time.monotonic() + max(pause, refused.retry_after) > ends:
                    raise
                due = max(pause, refused.retry_after)
            except Unreachable as lost:
                if not (repeatable or isinstance(lost.__cause__, _NOT_SENT)) or time.monotonic() + pause > ends:
                    raise
            # Spread out, so that callers who were turned away together do not come back together.
            self.wait(random.uniform(due, due * 1.5))
            pause = min(pause * 2, 5.0)

    def _try(self, method: str, path: str, key: str | None, sent: Json) -> Answer:
        headers = {**self._authorization(), **sent.pop("headers", {})}
        if key is not None:
            headers["Idempotency-Key"] = key
        try:
            response = self._http.request(method, self.base_url + path, headers=headers, **sent)
        except httpx.TransportError as error:
            raise Unreachable(f"{method} {path}: {type(error).__name__}") from error
        return answer_of(response)


def answer_of(response: httpx.Response) -> Answer:
    """The answer in a response. Raises Refused, Unreachable (a gateway that gave up)."""
    if response.status_code in _NO_ANSWER:
        raise Unreachable(f"{response.request.method} {response.request.url.path}: {response.status_code}")
    try:
        body = response.json()
    except ValueError:
        body = {"detail": response.text[:300]}
    if not isinstance(body, dict):
        body = {"detail": str(body)[:300]}
    if not response.is_success:
        raise Refused(response.status_code, body, _seconds(response.headers.get("Retry-After")))
    return Answer(response.status_code, body, response.headers.get("Idempotent-Replayed") == "true")


def default_http(**more: Any) -> httpx.Client:
    """A client whose idle connections end before a server would end them under a call."""
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=2)
    return httpx.Client(timeout=httpx.Timeout(60, connect=10), limits=limits, **more)


def _given(params: Mapping[str, Any]) -> Json:
    return {name: value for name, value in params.items() if value is not None}


def _seconds(retry_after: str | None) -> float:
    try:
        return max(0.0, float(retry_after or 0))
    except ValueError:  # a date: no shop of ours sends one
        return 0.0
