"""The shop as a Chalice app: every request reaches its room as from the gateway straight, by `chalice local` too."""

import base64
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from infra import house
from infra.chalice import here
from shop.roles import Caller, Role
from shop.web.api import Api
from tests.gateway import Context, gateway_event
from tests.harness import House, on_moto
from tests.people import BY_ROLE, STOREFRONT, Person
from tests.rights import NAMES, ROWS, Row

# What `chalice local` says of every token: it verifies none.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer:UserWarning")
PLACED = "/orders?state=placed"

Local = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def app() -> Any:
    return here.shop()


@pytest.fixture(scope="module", autouse=True)
def shop() -> Iterator[House]:
    """One empty house for all: whoever is let in finds nothing."""
    with on_moto() as house:
        yield house


@pytest.fixture(scope="module")
def local(app: Any) -> Local:
    """What `chalice local` answers: to a method and a path, who asks by which claims, and the body's bytes."""
    from chalice.config import Config  # type: ignore[import-not-found]
    from chalice.local import LocalGateway  # type: ignore[import-not-found]

    def ask(method: str, path: str, claims: dict[str, Any] | None = None, body: bytes | None = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
        if claims is not None:
            token = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
            headers["Authorization"] = f"header.{token}.nobody-looks-at-this"
        config = Config.create(lambda_timeout=28)
        answer = LocalGateway(app, config).handle_request(method, path, headers, body)
        assert all(isinstance(value, str) for value in answer["headers"].values())
        return answer["statusCode"], json.loads(answer["body"])

    return ask


def with_list(person: Person, *groups: str) -> dict[str, Any]:
    """Claims as they stand in a token: groups are a list."""
    return {**person.claims, "cognito:groups": list(groups)}


def filled(row: Row) -> str:
    return row.path.format_map(NAMES)


def test_every_route_of_every_room_is_the_apps(app: Any) -> None:
    lines = {f"{method} {path}" for path, methods in app.routes.items() for method in methods}
    assert lines == set(house.routes())


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_request_is_answered_by_its_room_as_from_the_gateway_straight(app: Any, row: Row) -> None:
    person = {"staff": BY_ROLE[min(row.roles, default=Role.HR)], "storefront": STOREFRONT, "signed": None}[row.audience]
    body = None if row.method == "GET" else "{}"
    event = gateway_event(str(row), as_=person, path=NAMES, headers={"Content-Type": "application/json"}, body=body)
    straight = import_module(f"{house.routes()[str(row)].name}.handler").lambda_handler(event, Context("room"))
    headers = straight.pop("multiValueHeaders")
    answer = app(event, Context("app"))
    assert {name: [value] for name, value in answer.pop("headers").items()} == headers
    assert answer == {**straight, "multiValueHeaders": {}}


def test_a_room_whose_gate_chalice_does_not_know_is_not_served(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd:
        def admit(self, event: Mapping[str, Any]) -> Caller:
            raise AssertionError

    room = Api("odd")

    @room.get("/odd", Odd())
    def read_odd() -> BaseModel:
        raise AssertionError

    handler = SimpleNamespace(api=room, lambda_handler=None)
    monkeypatch.setitem(sys.modules, "odd.handler", handler)
    monkeypatch.setitem(sys.modules, "odd", SimpleNamespace(handler=handler, __path__=[]))
    with pytest.raises(KeyError):
        type(app)("odd", ["odd"])


def test_a_method_that_no_route_takes_is_refused(app: Any, local: Local) -> None:
    assert local("DELETE", PLACED)[0] == 405


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_locally_a_list_of_groups_is_no_failure_of_ours(local: Local, row: Row) -> None:
    body = None if row.method == "GET" else b"{}"
    everything, nothing = with_list(BY_ROLE[Role.WAREHOUSE], *Role), with_list(BY_ROLE[Role.WAREHOUSE])
    let_in, turned_away = (local(row.method, filled(row), claims, body)[0] for claims in (everything, nothing))
    assert let_in < 500
    assert turned_away == {"staff": 403}.get(row.audience, let_in)


def test_locally_staff_with_the_role_get_what_they_ask_for(local: Local) -> None:
    claims = with_list(BY_ROLE[Role.CUSTOMER_SERVICE], Role.CUSTOMER_SERVICE)
    assert local("GET", PLACED, claims) == (200, {"items": [], "next": None})
    assert local("GET", "/orders?state=never", claims)[1]["errors"][0]["field"] == "state"


def test_locally_whoever_has_no_token_is_not_known(local: Local) -> None:
    assert [local("GET", path)[0] for path in (PLACED, "/storefront/products")] == [401, 401]


def test_locally_no_storefront_is_known(local: Local) -> None:
    """Chalice hands on no claims of a token without a user."""
    assert local("GET", "/storefront/products", dict(STOREFRONT.claims))[0] == 401


def test_locally_a_body_is_read_byte_by_byte(local: Local) -> None:
    claims = with_list(BY_ROLE[Role.ADMIN], Role.ADMIN)
    opened = json.dumps({"code": "WH-CD", "name": "成都仓"}, ensure_ascii=False)
    status, told = local("POST", "/stock/warehouses", claims, opened.encode())
    assert (status, told.get("name")) == (201, "成都仓"), told
    refused = local("POST", "/stock/warehouses", claims, opened.encode("gb18030"))
    assert (refused[0], refused[1]["code"]) == (400, "malformed")


def test_locally_requests_at_once_do_not_get_each_others_answers(local: Local) -> None:
    """The server of `chalice local` has threads, and a room's resolver serves one request at a time."""
    seldom = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    claims = with_list(BY_ROLE[Role.ADMIN], Role.ADMIN)

    def refused(number: int) -> str:
        body = {"code": "WH-CD", "name": "成都仓", f"number_{number}": 1}
        (error,) = local("POST", "/stock/warehouses", claims, json.dumps(body).encode())[1]["errors"]
        return str(error["field"])

    try:
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(refused, range(200))) == [f"number_{number}" for number in range(200)]
    finally:
        sys.setswitchinterval(seldom)
