"""After everything else has happened: customers stand in the table of contacts and nowhere else (PIPL art. 6 and 47).

So they can be erased while ledger and evidence stay. Runs last of all tests of this folder.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from infra.client.http import Json
from infra.demo import script
from tests.e2e import goods, logs, orders
from tests.e2e.attempts import QUEUES
from tests.e2e.ledger import items
from tests.e2e.shop import Shop, until
from tests.e2e.trouble import letters

pytestmark = pytest.mark.local_cloud

# A customer's own words and the carrier's scans can tell of people: those may as well.
PERSONAL = re.compile(r"ORDER#REQUEST#.*|SCANS")
# What every contact of the tests is made of: a few words to look for instead of thousands. Then those of the replay,
# and the buyers of the demo day.
MADE_OF = ("欧阳闻莺", "云梦泽市", "听雨巷", "Q7Z 9XJ", "wenying.", "Buyer 70", "Sampleton", "insider-")
BUYERS = tuple(
    word
    for order in script.read().orders
    for name, word in order.body("", defaultdict(int))["contact"].items()
    if name in ("name", "phone", "email")
)
WORDS = [re.escape(form) for word in (*MADE_OF, *BUYERS) for form in {word, json.dumps(word)[1:-1]}]
WRITTEN = re.compile("|".join([*WORDS, r"139\d+7781"]))


def told(customer: Json) -> list[str]:
    """Everything that tells who a customer is."""
    where = customer["address"]
    return [customer["name"], customer["phone"], customer["email"], where["city"], where["street"], where["postcode"]]


@pytest.fixture(scope="module", autouse=True)
def _somebody_to_find(shop: Shop) -> None:
    """An order on its way, should this file be run alone."""
    order = orders.place(shop, goods.in_stock(shop))
    orders.request(shop, order, f"请打电话给{shop.customers[-1]['name']}")
    until(lambda: orders.told(shop, order) == orders.on_both_channels(["OrderPlaced"]))


def found_in(texts: Iterator[str]) -> list[str]:
    """The texts that tell of a customer, shortened."""
    return [text[max(0, hit.start() - 200) : hit.end() + 50] for text in texts if (hit := WRITTEN.search(text))]


def test_the_search_would_find_every_customer_of_the_run(shop: Shop) -> None:
    assert shop.customers
    for customer in shop.customers:
        assert all(found_in(iter([text, json.dumps(text)])) for text in told(customer))


@pytest.mark.parametrize(
    "room", ["listing", "stock_control", "stock_alerts", "order_dispatch", "notices", "appraisal_rounds", "sku"]
)
def test_no_item_but_those_that_are_for_it_tells_of_a_customer(shop: Shop, room: str) -> None:
    """Events, idempotency records, notices, heads, lines, parcels, movements: everything."""
    others = (json.dumps(item, default=str) for item in items(shop, room) if not PERSONAL.fullmatch(item["sk"]))
    assert found_in(others) == []


def test_the_items_that_are_for_it_hold_it(shop: Shop) -> None:
    kept = [*items(shop, "contacts")]
    assert kept
    assert len(found_in(json.dumps(item) for item in kept)) == len(kept)


def test_neither_bus_nor_notices_tell_of_a_customer(shop: Shop) -> None:
    assert shop.bus.texts()
    assert shop.notices.texts()
    assert found_in(iter(shop.bus.texts())) == []
    assert found_in(iter(shop.notices.texts())) == []


def test_no_message_that_waits_tells_of_a_customer(shop: Shop) -> None:
    assert found_in(letter for queue in QUEUES for letter in letters(shop, queue)) == []


def test_no_log_tells_of_a_customer(shop: Shop) -> None:
    groups = logs.groups(shop)
    assert {group: found_in(logs.lines(shop, group)) for group in groups} == {group: [] for group in groups}


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("Listing", "POST /listing/products"),
        ("StockControl", "POST /stock/receipts"),
        ("OrderDispatch", "POST /storefront/orders"),
        ("EventRelay", "relayed"),
        ("NoticesReactions", "reacted"),
        ("StockAlertsReactions", "looked"),
    ],
)
def test_those_logs_are_there_to_be_searched(shop: Shop, function: str, line: str) -> None:
    assert logs.group_of(shop, function) in logs.groups(shop)
    assert logs.logged(shop, function, line)


def test_nor_does_what_the_local_cloud_wrote_down_about_itself(shop: Shop) -> None:
    for name in ("cloud.log", "deploy.log"):
        assert found_in(iter((shop.state / name).read_text(errors="replace").splitlines())) == []
