"""Where pictures are read: by staff at signed addresses, by customers at plain ones where there is a distribution."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from listing.pictures import addresses
from listing.pictures.signing import Signer
from tests.harness import Answer, House
from tests.listing.way import PRODUCT, Mug, published
from tests.people import DESIGNER, SPECIALIST, STOREFRONT

PAGE = "GET /storefront/products/{product_id}"
PAGES = "GET /storefront/products"
DISTRIBUTION = "https://d111111abcdef8.cloudfront.net"


@pytest.fixture
def on_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a distribution in front of the bucket."""
    monkeypatch.setattr(addresses.PICTURES_AT, "value", DISTRIBUTION)


def get(house: House, line: str, product: Mug, tag: str = "") -> Answer:
    path = {"product_id": product.product_id} if "{" in line else {}
    who = STOREFRONT if "storefront" in line else DESIGNER
    query = {"state": "in_review"} if line == "GET /listing/products" else None
    return house.call(line, as_=who, path=path, query=query, headers={"If-None-Match": tag} if tag else None)


@pytest.mark.parametrize("token", [None, "a+token/with=odd characters"])
@pytest.mark.parametrize(
    ("bucket", "key"),
    [("https://b.s3.eu-central-2.amazonaws.com", "pictures/P/0a.png"), ("http://127.0.0.1:4566/b", "k")],
)
def test_an_address_is_signed_as_botocore_signs(
    monkeypatch: pytest.MonkeyPatch, bucket: str, key: str, token: str | None
) -> None:
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    monkeypatch.setattr(auth, "get_current_datetime", lambda *_: at)
    request: Any = AWSRequest(method="GET", url=f"{bucket}/{key}")
    keys: Any = Credentials("AKIDEXAMPLE", "secret/+key", token)
    auth.S3SigV4QueryAuth(keys, "s3", "eu-central-2", expires=4500).add_auth(request)
    ours = Signer("AKIDEXAMPLE", "secret/+key", token, "eu-central-2").at(at, 4500, bucket).address(key)
    assert ours.partition("?")[0] == f"{bucket}/{key}"
    assert dict(parse_qsl(urlsplit(ours).query)) == dict(parse_qsl(urlsplit(request.url).query))


def test_staff_look_at_pictures_by_addresses_that_are_signed_for_little_more_than_an_hour(house: House) -> None:
    product = published(house)
    (picture,) = product.read()["pictures"]
    url = urlsplit(picture["url"])
    assert url.path.endswith(f"/{picture['key']}")
    signed = dict(parse_qsl(url.query))
    assert (signed["X-Amz-Date"], signed["X-Amz-Expires"]) == ("20261124T020000Z", "4500")
    assert signed["X-Amz-SignedHeaders"] == "host"


def test_addresses_are_made_when_they_are_shown_and_stored_nowhere(house: House) -> None:
    published(house)
    assert "X-Amz-" not in str(house.items("listing"))


@pytest.mark.usefixtures("on_aws")
def test_on_aws_pages_show_plain_addresses_and_staff_signed_ones(house: House) -> None:
    product = published(house)
    (picture,) = product.read()["pictures"]
    assert "X-Amz-Signature" in picture["url"]
    plain = [f"{DISTRIBUTION}/{picture['key'].replace('pictures/', 'published/')}"]
    assert get(house, PAGE, product).body["pictures"] == plain
    assert [page["pictures"] for page in get(house, PAGES, product).body["items"]] == [plain]


@pytest.mark.parametrize("line", [PAGE, PAGES, f"GET {PRODUCT}", "GET /listing/products"])
def test_products_and_their_lists_that_did_not_change_are_answered_with_304(house: House, line: str) -> None:
    product = published(house)
    first = get(house, line, product)
    house.later(minutes=30)
    again = get(house, line, product, first.headers["ETag"])
    assert (first.status, again.status, again.body) == (200, 304, None)
    assert get(house, line, product).body == first.body


@pytest.mark.parametrize("line", [PAGE, PAGES, f"GET {PRODUCT}"])
def test_where_addresses_are_signed_the_tag_changes_with_the_hour(house: House, line: str) -> None:
    product = published(house)
    first = get(house, line, product)
    house.later(hours=1)
    later = get(house, line, product, first.headers["ETag"])
    assert later.status == 200
    assert later.headers["ETag"] != first.headers["ETag"]


@pytest.mark.usefixtures("on_aws")
@pytest.mark.parametrize("line", [PAGE, PAGES])
def test_where_addresses_are_plain_the_tag_stays_until_the_page_changes(house: House, line: str) -> None:
    product = published(house)
    first = get(house, line, product)
    house.later(days=30)
    assert get(house, line, product, first.headers["ETag"]).status == 304
    published(house, key="2", skus=[{"sku": "CUP", "price_minor": 1}])
    assert get(house, line, product, first.headers["ETag"]).status == (304 if line == PAGE else 200)


def test_a_changed_product_has_another_tag(house: House) -> None:
    product = published(house, description="Tea.")
    other = published(house, key="2", skus=[{"sku": "CUP", "price_minor": 1}], description="Coffee.")
    tags = {get(house, line, one).headers["ETag"] for line in (PAGE, f"GET {PRODUCT}") for one in (product, other)}
    assert len(tags) == 4


def test_no_tag_is_told_to_whoever_may_not_read(house: House) -> None:
    product = published(house)
    tag = get(house, PAGE, product).headers["ETag"]
    answer = house.call(PAGE, as_=SPECIALIST, path={"product_id": product.product_id}, headers={"If-None-Match": tag})
    assert answer.refusal == (401, "unauthenticated")
