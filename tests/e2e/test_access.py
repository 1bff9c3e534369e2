"""Who is let in: every route with every wrong role and every wrong token, and other people's parcels."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace

import pytest

from infra.client import Client, Staff, StorefrontClient, new_key
from infra.client.http import Json
from infra.client.tokens import SIGN_IN, claims_of
from infra.local.stack import Storefront
from shop.roles import Role
from tests.e2e import goods, orders
from tests.e2e.routes import FOR_STAFF, WITH_TOKEN, Route
from tests.e2e.shop import GZ, SH, Shop, refusal, until

pytestmark = [pytest.mark.local_cloud, pytest.mark.by_chalice]

UNKNOWN, FORBIDDEN, NOT_FOUND = (401, "unauthenticated"), (403, "forbidden"), (404, "not_found")


def call(client: Client, route: Route) -> tuple[int, str]:
    return refusal(client.call, route.method, route.address, key=new_key(), **route.body)


def bearer(shop: Shop, token: str) -> Client:
    """Whoever comes with this token."""
    return Client(shop.stack.api_url, lambda: {"Authorization": f"Bearer {token}"}, http=shop.http, patience=0)


@pytest.mark.parametrize("route", FOR_STAFF, ids=str)
def test_no_other_role_gets_past_the_door(shop: Shop, route: Route) -> None:
    """Two others at each route, the next two at the next; each route with every role is `tests.deploy.test_matrix`."""
    wrong = [role for role in Role if role not in route.roles]
    turn = 2 * FOR_STAFF.index(route)
    tried = [wrong[(turn + more) % len(wrong)] for more in range(min(2, len(wrong)))]
    refused = [call(shop.staff[shop.stack.accounts[role][0]["username"]], route) for role in tried]
    assert refused == [FORBIDDEN] * len(tried)


@pytest.fixture(scope="module")
def wrong_tokens(shop: Shop) -> Mapping[str, Mapping[str, Client]]:
    """For staff routes and for storefront routes: those whose token is not of the kind that is needed."""
    pool = shop.stack.aws.client("cognito-idp", config=SIGN_IN)
    account = shop.stack.accounts[Role.SPECIALIST][0]
    signed_in = pool.initiate_auth(
        ClientId=shop.stack.staff_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": account["username"], "PASSWORD": account["password"]},
    )["AuthenticationResult"]
    pool.close()
    staff, storefront = str(shop.specialist.token), str(shop.storefront.token)
    bad = {
        "none": shop.nobody,
        "no token at all": bearer(shop, "let-me-in"),
        "a staff token with more groups written in": bearer(shop, _with_groups(staff)),
        "a staff token without its signature": bearer(shop, staff.rpartition(".")[0] + "."),
        "the access token of staff": bearer(shop, signed_in["AccessToken"]),
    }
    return {
        "staff": {**bad, "the storefront's token": bearer(shop, storefront)},
        "storefront": {**bad, "the ID token of staff": bearer(shop, staff)},
    }


def _with_groups(token: str) -> str:
    header, _, signature = token.split(".")
    claims = claims_of(token) | {"cognito:groups": list(Role)}
    return f"{header}.{urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.{signature}"


@pytest.mark.parametrize("route", WITH_TOKEN, ids=str)
def test_a_wrong_token_is_no_token(shop: Shop, wrong_tokens: Mapping[str, Mapping[str, Client]], route: Route) -> None:
    callers = wrong_tokens[route.audience]
    assert {what: call(client, route) for what, client in callers.items()} == dict.fromkeys(callers, UNKNOWN)


@pytest.fixture(scope="module")
def parcel(shop: Shop) -> Json:
    """A parcel of Shanghai's, checked and ready to leave."""
    order = orders.place(shop, goods.in_stock(shop))
    return orders.verify(shop, orders.allocate(shop, orders.confirm(shop, order)))


@pytest.mark.parametrize("path", ["", "/history"])
def test_a_warehouse_cannot_read_anothers_parcel(shop: Shop, parcel: Json, path: str) -> None:
    assert refusal(shop.warehouse_gz.get, f"/orders/{parcel['order_id']}{path}") == NOT_FOUND


def test_a_warehouse_cannot_move_anothers_parcel(shop: Shop, parcel: Json) -> None:
    assert refusal(orders.move, shop.warehouse_gz, parcel, "verify") == NOT_FOUND
    assert refusal(orders.move, shop.warehouse_gz, parcel, "dispatch", **orders.parcel(shop)) == NOT_FOUND
    assert shop.warehouse_sh.get(f"/orders/{parcel['order_id']}")["version"] == parcel["version"]


def test_a_warehouse_does_not_find_anothers_parcel_on_its_list(shop: Shop, parcel: Json) -> None:
    def listed(keeper: Staff) -> bool:
        return parcel["order_id"] in [entry["order_id"] for entry in keeper.items("/orders/parcels", state="verified")]

    until(lambda: listed(shop.warehouse_sh))
    assert not listed(shop.warehouse_gz)


def test_a_warehouse_takes_no_goods_in_for_another(shop: Shop) -> None:
    lines = [{"sku": sku, "quantity": 1, "unit_cost_minor": 1} for sku in goods.on_sale(shop)]
    receipt = {"document": f"DN-{shop.run}-GZ", "warehouse": SH, "currency": "CNY", "lines": lines}
    assert shop.warehouse_gz.party == GZ
    assert refusal(shop.warehouse_gz.post, "/stock/receipts", receipt, key=new_key()) == (403, "other_warehouse")


def test_another_storefront_does_not_see_the_order(shop: Shop) -> None:
    order = orders.place(shop, goods.in_stock(shop))
    pool, cognito = shop.output("UserPoolId"), shop.aws("cognito-idp")
    made = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="another-storefront",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["shop/storefront"],
    )["UserPoolClient"]
    ours = shop.stack.storefront
    theirs = Storefront(client_id=made["ClientId"], client_secret=made["ClientSecret"], token_url=ours["token_url"])
    stack = replace(shop.stack, storefront=theirs)
    stranger = StorefrontClient(stack, http=shop.http, patience=0)
    assert stranger.get("/storefront/products", limit=1)["items"]
    assert refusal(stranger.get, f"/storefront/orders/{order['order_id']}") == NOT_FOUND
    cognito.delete_user_pool_client(UserPoolId=pool, ClientId=made["ClientId"])
