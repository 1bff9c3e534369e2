"""The stores as they are, read past the shop by the account's owner."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from infra.client.http import Json
from tests.e2e.shop import Shop

_PLAIN = TypeDeserializer()


def plain(item: Any) -> Json:
    """A stored item as Python sees it."""
    return {name: _PLAIN.deserialize(value) for name, value in item.items()}


def item(shop: Shop, room: str, pk: str, sk: str) -> Json | None:
    """One item of a room's table."""
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    found = shop.aws("dynamodb").get_item(TableName=shop.stack.tables[room], Key=key, ConsistentRead=True)
    return plain(found["Item"]) if "Item" in found else None


def items(shop: Shop, room: str) -> Iterator[Json]:
    """Everything in a room's table."""
    pages = shop.aws("dynamodb").get_paginator("scan").paginate(TableName=shop.stack.tables[room], ConsistentRead=True)
    return (plain(item) for page in pages for item in page["Items"])


def head(shop: Shop, external_id: str) -> Json | None:
    """An order's head as it lies in the table, once its placing has begun."""
    client = f"storefront:{shop.stack.storefront['client_id']}"
    claim = item(shop, "order_dispatch", f"EXTERNAL#{client}#{external_id}", "EXTERNAL")
    return item(shop, "order_dispatch", f"ORDER#{claim['order_id']}", "ORDER") if claim else None


@dataclass
class Book:
    """A SKU's ledger: its pool, its places, and how often it moved in which way."""

    available: int = 0
    reserved: int = 0
    moved_available: int = 0
    moved_reserved: int = 0
    at_places: int = 0
    movements: dict[str, int] = field(default_factory=dict)

    @property
    def level(self) -> tuple[int, int]:
        """What is available and what is reserved."""
        return self.available, self.reserved

    @property
    def adds_up(self) -> bool:
        """Whether the movements make the levels, and the places hold what there is."""
        return (
            self.level == (self.moved_available, self.moved_reserved)
            and self.at_places == self.available + self.reserved
            and min(self.available, self.reserved) >= 0
        )


def books(shop: Shop) -> dict[str, Book]:
    """The ledgers of all SKUs."""
    found: dict[str, Book] = {}
    for one in items(shop, "sku"):
        if not one["pk"].startswith("SKU#"):
            continue
        book = found.setdefault(one["pk"].removeprefix("SKU#"), Book())
        if one["sk"].startswith("LEVEL#"):
            book.at_places += int(one["available"]) + int(one["reserved"])
        elif one["sk"].startswith("LEVEL"):  # the pool, and the buckets that it was spread over
            book.available += int(one.get("available", 0))
            book.reserved += int(one.get("reserved", 0))
        elif one["sk"].startswith("MOVEMENT#"):
            book.moved_available += int(one["available_change"])
            book.moved_reserved += int(one["reserved_change"])
            book.movements[one["kind"]] = book.movements.get(one["kind"], 0) + 1
    return found
