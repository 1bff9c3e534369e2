"""The storefront tells its traffic on the deployed shop, corrects it, and staff read and see it (R2.1.6, R2.2.3)."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from infra.client import new_key
from infra.client.http import Json
from shop.business_days import business_date
from tests.e2e.shop import Shop, refusal, until

pytestmark = [pytest.mark.local_cloud, pytest.mark.by_chalice]

SEARCH = {"source": "search", "page_kind": "detail", "visits": 14, "visitors": 10, "paying_visitors": 3}
SOCIAL = {"source": "social", "page_kind": "campaign", "visits": 8, "visitors": 8, "paying_visitors": 2}


def heard(shop: Shop, day: str) -> list[Json]:
    """What the bus was told of a day, by version."""
    told = [one["detail"] for one in shop.bus.heard() if one["detail-type"] == "TrafficRecorded"]
    return sorted((one for one in told if one["data"]["day"] == day), key=lambda one: one["version"])


def test_a_day_is_told_corrected_relayed_read_and_drawn(shop: Shop) -> None:
    day = str(business_date(datetime.now(UTC)) - timedelta(days=200))
    said = {"day": day, "visits": 22, "visitors": 15, "paying_visitors": 4, "rows": [SEARCH, SOCIAL]}
    key = new_key()
    first = shop.storefront.post("/storefront/traffic", said, key=key)
    assert shop.storefront.post("/storefront/traffic", said, key=key).replayed
    corrected = shop.storefront.post("/storefront/traffic", said | {"visitors": 16, "version": 1}, key=new_key()).body
    assert (first.body["version"], corrected["version"]) == (1, 2)
    late = said | {"visitors": 17, "version": 1}
    assert refusal(shop.storefront.post, "/storefront/traffic", late, key=new_key()) == (409, "version_conflict")

    events = until(lambda: told if len(told := heard(shop, day)) == 2 else None)
    assert [event["data"]["change"]["visitors"] for event in events] == [15, 1]

    specialist = shop.specialist
    assert specialist.get(f"/traffic/{day}") == corrected
    kept = list(specialist.items(f"/traffic/{day}/history"))
    assert [event["data"]["visitors"] for event in kept] == [15, 16]
    until(lambda: specialist.get("/traffic", **{"from": day, "to": day})["visitors"] == 16)
    for person in (shop.manager, shop.designer, shop.staff["director"]):
        assert person.get(f"/traffic/{day}")["items"] == [SEARCH, SOCIAL]
    assert refusal(shop.customer_service.get, "/traffic") == (403, "forbidden")

    token = specialist.token.header()
    chart = shop.http.get(
        f"{shop.stack.api_url}/traffic/chart", params={"from": day, "to": day, "language": "zh-CN"}, headers=token
    )
    assert (chart.status_code, chart.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    drawing = ElementTree.fromstring(chart.content)
    assert "搜索" in [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    same = shop.http.get(str(chart.url), headers=token | {"If-None-Match": chart.headers["ETag"]})
    assert same.status_code == 304
    sheet = shop.http.get(f"{shop.stack.api_url}/traffic/{day}", headers=token | {"Accept": "text/csv"})
    assert sheet.content.decode("utf-8-sig").splitlines()[1].split(",")[:3] == ["14", "10", "3"]
