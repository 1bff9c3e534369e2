"""A shop to measure: a warehouse, a published product, stock; and as many more of them as wanted."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from infra.bench import requests
from infra.bench.copies import copied, images
from infra.bench.journey import CARRIER, COST, CURRENCY, PRICE, WAREHOUSE, Pushes, place
from infra.bench.wiring import Wiring
from infra.client.carrier import read_salt
from infra.client.pictures import png
from infra.local.stack import Stack
from shop.ids import new_id
from shop.roles import Role
from shop.storage.lists import list_name

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# More than the largest order that is measured has lines.
STOCKED = 700
_PRODUCT = "/listing/products/{product_id}"
# More than is sold, less than a second person would look at.
_MANY = 20_000
# The version of a product whose second revision waits for its review.
REVISION_IN_REVIEW = 7


def sku(number: int) -> str:
    return f"BENCH-{number:07d}"


@dataclass
class Shop:
    """What is measured. The first SKUs are the product's, the first STOCKED lie at the warehouse."""

    stack: Stack
    wiring: Wiring
    product_id: str
    things: int = 1
    order_id: str = field(default="")

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        return self.stack.aws.client("dynamodb")

    @cached_property
    def pushes(self) -> Pushes:
        return Pushes(read_salt(self.stack, CARRIER))

    def grow(self, things: int) -> None:
        """Store so many things of each kind: pages, SKUs, waiting orders, movements of one SKU."""
        at = datetime.now(UTC)
        more = range(self.things, things)
        tables = self.stack.tables
        page = images(self.dynamodb, tables["listing"], f"PRODUCT#{self.product_id}", "PAGE")
        copied(self.dynamodb, tables["listing"], page, ({self.product_id: new_id(at)} for _ in more))
        head = images(self.dynamodb, tables["order_dispatch"], f"ORDER#{self.order_id}", "ORDER")
        waiting = (_renamed_order(self.order_id, new_id(at)) for _ in more)
        copied(self.dynamodb, tables["order_dispatch"], head[:1], waiting)
        pool = images(self.dynamodb, tables["sku"], f"SKU#{sku(0)}", "LEVEL")
        copied(self.dynamodb, tables["sku"], pool[:1], ({sku(0): sku(STOCKED + number)} for number in more))
        movement = images(self.dynamodb, tables["sku"], f"SKU#{sku(0)}", "MOVEMENT")[0]
        movement_id = movement["sk"]["S"].removeprefix("MOVEMENT#")
        copied(self.dynamodb, tables["sku"], [movement], ({movement_id: new_id(at)} for _ in more))
        self.things = things

    def in_review(self, many: int) -> list[str]:
        """As many live products whose second revision waits for its review; they share the bench product's SKUs."""
        _step("revisions", Role.SPECIALIST, self.product_id, REVISION_IN_REVIEW - 2)
        _step("request-review", Role.SPECIALIST, self.product_id, REVISION_IN_REVIEW - 1)
        table = self.stack.tables["listing"]
        kept = (images(self.dynamodb, table, f"PRODUCT#{self.product_id}", sort) for sort in ("PRODUCT", "REVISION#"))
        products = [new_id(datetime.now(UTC)) for _ in range(many)]
        for item in chain.from_iterable(kept):
            for other in products:
                # Their pictures are the first one's: they lie under the name of the product that they were made for.
                renamed = {name: {"S": other} for name in ("product_id",) if name in item}
                self.dynamodb.put_item(TableName=table, Item=item | renamed | {"pk": {"S": f"PRODUCT#{other}"}})
        return products

    def forget(self) -> None:
        """Remove the tables: the emulator would write all they hold to disk when it ends."""
        for table in self.stack.tables.values():
            self.dynamodb.delete_table(TableName=table)


def stocked(stack: Stack, wiring: Wiring) -> Shop:
    """The smallest shop in which every operation can be done."""
    requests.staff("POST /stock/warehouses", Role.ADMIN, {"code": WAREHOUSE, "name": "上海仓"}).send()
    shop = Shop(stack, wiring, _published(stack))
    goods = [{"sku": sku(number), "quantity": _MANY, "unit_cost_minor": COST} for number in range(3)]
    receipt = {"document": "RK-1", "warehouse": WAREHOUSE, "currency": CURRENCY, "lines": goods}
    requests.staff("POST /stock/receipts", Role.WAREHOUSE, receipt).send()
    levels = images(shop.dynamodb, stack.tables["sku"], f"SKU#{sku(2)}", "LEVEL")
    copied(shop.dynamodb, stack.tables["sku"], levels, ({sku(2): sku(number)} for number in range(3, STOCKED)))
    shop.order_id = place([sku(1)]).send()["order_id"]
    return shop


def _published(stack: Stack) -> str:
    """A product of three SKUs with a picture, brought onto the page by those who do that."""
    prices = [{"sku": sku(number), "price_minor": PRICE} for number in range(3)]
    product = {
        "name": "马克杯 500 ml",
        "description": "陶瓷,可用洗碗机清洗。" * 10,
        "currency": CURRENCY,
        "skus": prices,
    }
    product_id: str = requests.staff("POST /listing/products", Role.SPECIALIST, product).send()["product_id"]
    _step("request-design", Role.SPECIALIST, product_id, 1)
    picture = png(180, 60, 60)
    checksum = base64.b64encode(hashlib.sha256(picture).digest()).decode()
    wanted = {"content_type": "image/png", "content_length": len(picture), "checksum_sha256": checksum}
    ask = requests.staff(f"POST {_PRODUCT}/picture-uploads", Role.DESIGNER, wanted, product_id=product_id)
    key = ask.send()["key"]
    stack.aws.client("s3").put_object(
        Bucket=stack.outputs["PictureBucket"], Key=key, Body=picture, ContentType="image/png", ChecksumSHA256=checksum
    )
    attach = {"version": 2, "key": key}
    requests.staff(f"POST {_PRODUCT}/pictures", Role.DESIGNER, attach, product_id=product_id).send()
    _step("submit", Role.DESIGNER, product_id, 3)
    _step("publish", Role.SPECIALIST, product_id, 4, who=2)
    return product_id


def _step(step: str, role: Role, product_id: str, version: int, *, who: int = 1) -> None:
    body = {"version": version}
    requests.staff(f"POST {_PRODUCT}/{step}", role, body, who=who, product_id=product_id).send()


def _renamed_order(order_id: str, other: str) -> dict[str, str]:
    # Its shard of the work list follows from its id.
    return {list_name("orders#placed", order_id): list_name("orders#placed", other), order_id: other}
