"""A month is replayed on the deployed shop by a program that is ended in the middle, once politely and once not."""

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from infra.client.http import Json
from infra.replay.month import COLUMNS
from tests.e2e.shop import Shop, until

pytestmark = pytest.mark.local_cloud

CASES = Path(__file__).parents[1] / "cases"
ORDERS, CODES = 60, 130
NO_GOODS, CANCELLED = 5, 3


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month of sixty orders, one of them larger than a transaction, with rejects and cancellations among them."""
    path = tmp_path_factory.mktemp("month") / "month.csv"
    rows: list[Sequence[object]] = []

    def sell(invoice: object, code: str, quantity: int, price: str, minute: int) -> None:
        rows.append((invoice, code, f"THING {code}", quantity, f"2010-12-01T09:{minute:02d}", price, "", "Utopia"))

    for number in range(ORDERS):
        codes = range(CODES) if number == 30 else range(number, CODES, 40)
        for code in codes:
            sell(700_000 + number, f"{60_000 + code}", 1 + code % 5, f"{1 + (number + code) % 3}.50", number)
    for number in range(NO_GOODS):
        sell(710_000 + number, "POST", 1, "5.00", 59)
    for number in range(CANCELLED):
        sell(f"C{720_000 + number}", "60001", -1, "1.50", 59)
    with path.open("w", newline="") as text:
        csv.writer(text).writerows([COLUMNS, *rows])
    return path


def claims(shop: Shop) -> int:
    """Orders of the month that are there or on their way, read by their keys: soon told, however full the table is."""
    client = shop.stack.storefront["client_id"]
    keys = [
        {"pk": {"S": f"EXTERNAL#storefront:{client}#{700_000 + number}"}, "sk": {"S": "EXTERNAL"}}
        for number in range(ORDERS)
    ]
    table = shop.stack.tables["order_dispatch"]
    found = shop.aws("dynamodb").batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    assert not found["UnprocessedKeys"]
    return len(found["Responses"][table])


def begin(shop: Shop, program: str, file: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", program, str(file), "--stack", str(shop.state / "stack.json"), "--workers", "4"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def last_line(replay: "subprocess.Popen[str]") -> Json:
    said, _ = replay.communicate(timeout=240)
    figures: Json = json.loads(said.splitlines()[-1])
    return figures


def test_ended_in_any_way_and_begun_again_it_places_every_order_once(shop: Shop, file: Path) -> None:
    before = claims(shop)
    for at, sign in ((10, signal.SIGTERM), (30, signal.SIGKILL)):
        replay = begin(shop, "infra.replay", file)
        until(lambda at=at: claims(shop) >= at, seconds=120)  # type: ignore[misc]
        replay.send_signal(sign)
        said, _ = replay.communicate(timeout=60)
        assert replay.returncode == (128 + sign if sign is signal.SIGTERM else -sign)
        assert bool(said) == (sign is signal.SIGTERM)
        assert claims(shop) < ORDERS
    assert before == 0

    third = last_line(begin(shop, "infra.replay", file))
    assert (third["invoices"], third["rejected"], third["cancellations_seen"]) == (
        ORDERS + NO_GOODS,
        NO_GOODS,
        CANCELLED,
    )
    assert third["placed"] + third["already_placed"] == ORDERS
    assert third["already_placed"] >= 30 - 4
    assert third["lines_placed"] + third["lines_rejected"] == third["lines"]
    assert third["lines_rejected"] == NO_GOODS

    again = last_line(begin(shop, "infra.replay", file))
    assert (again["placed"], again["already_placed"], again["amount_minor"]) == (0, ORDERS, third["amount_minor"])

    books = last_line(begin(shop, "infra.replay.verify", file))
    assert (books["skus"], books["checked"], books["wrong"]) == (CODES, CODES, 0)
    assert books["reserved"] == books["units_sold"] == books["units_in_file"] == third["units_placed"]


@pytest.mark.parametrize("case", ["csv-newline-description.csv", "csv-fullwidth-code.csv"])
def test_a_bad_row_costs_itself_and_the_rest_of_its_file_is_placed(shop: Shop, case: str) -> None:
    assert last_line(begin(shop, "infra.replay", CASES / case))["placed"] == 2


def test_an_invoice_changed_after_it_was_placed_is_reported_as_the_shop_holds_it(shop: Shop) -> None:
    last_line(begin(shop, "infra.replay", CASES / "csv-edit-before.csv"))
    figures = last_line(begin(shop, "infra.replay", CASES / "csv-edit-after.csv"))
    assert (figures["already_placed"], figures["changed"], figures["units_placed"]) == (1, 1, 6)
    level = shop.manager.get("/stock/skus/11801")
    assert (level["on_hand"], level["reserved"]) == (6, 6)
