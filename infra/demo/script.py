"""What is played: the goods, the buyers and their orders, read from `day.yaml`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from infra.demo.stories import STORIES, Story

CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class Sku:
    """A SKU with its price and cost in fen, and what each warehouse receives of it in a day."""

    code: str
    price_minor: int
    cost_minor: int
    receives: dict[str, int]


@dataclass(frozen=True, slots=True)
class Product:
    """A product; `sent_back` is what the first review finds wanting."""

    name: str
    description: str
    colour: tuple[int, int, int]
    skus: tuple[Sku, ...]
    sent_back: str | None

    def entry(self, skus: tuple[Sku, ...]) -> dict[str, Any]:
        """How a specialist enters it, with these of its SKUs."""
        return {
            "name": self.name,
            "description": self.description,
            "currency": CURRENCY,
            "skus": [{"sku": sku.code, "price_minor": sku.price_minor} for sku in skus],
        }


@dataclass(frozen=True, slots=True)
class Order:
    """A buyer's order, the warehouse and carrier that bring it, and what happens to it."""

    number: int
    buyer: str
    place: tuple[str, str, str]
    email: bool
    lines: dict[str, int]
    shipping_minor: int
    warehouse: str
    carrier: str
    story: Story

    @property
    def channels(self) -> tuple[str, ...]:
        """How the customer can be told."""
        return ("sms", "email") if self.email else ("sms",)

    def body(self, external_id: str, prices: dict[str, int]) -> dict[str, Any]:
        """The order as the storefront sends it."""
        province, city, district = self.place
        address = {"country": "中国", "province": province, "city": city, "district": district}
        contact = {
            "name": self.buyer,
            "phone": f"1000000{self.number:04}",  # no telephone has such a number
            "address": {**address, "street": f"样板路 {self.number} 号"},
        }
        return {
            "external_id": external_id,
            "payment_reference": f"PAY-{external_id}",
            "currency": CURRENCY,
            "contact": contact | ({"email": f"buyer{self.number}@example.com"} if self.email else {}),
            "lines": [
                {"sku": sku, "quantity": quantity, "unit_price": prices[sku], "discount_minor": 0}
                for sku, quantity in self.lines.items()
            ],
            "shipping_minor": self.shipping_minor,
        }


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the department, as HR enters them; `joined` is a day."""

    account: str
    number: str
    name: str
    post: str
    joined: str


@dataclass(frozen=True, slots=True)
class Script:
    """The day; of the department the first is the superior of all others."""

    warehouses: dict[str, str]
    products: tuple[Product, ...]
    orders: tuple[Order, ...]
    department: tuple[Member, ...]

    @property
    def skus(self) -> dict[str, Sku]:
        return {sku.code: sku for product in self.products for sku in product.skus}

    @property
    def prices(self) -> dict[str, int]:
        return {code: sku.price_minor for code, sku in self.skus.items()}


def read() -> Script:
    """The day as it is written down."""
    day = yaml.safe_load(Path(__file__).with_name("day.yaml").read_text(encoding="utf-8"))
    return Script(
        {warehouse["code"]: warehouse["name"] for warehouse in day["warehouses"]},
        tuple(_product(product) for product in day["products"]),
        tuple(_order(number, order) for number, order in enumerate(day["orders"], start=1)),
        tuple(Member(**member) for member in day["department"]),
    )


def _product(entry: dict[str, Any]) -> Product:
    skus = tuple(Sku(sku["sku"], sku["price"], sku["cost"], sku["receives"]) for sku in entry["skus"])
    red, green, blue = entry["colour"]
    return Product(entry["name"], entry["description"], (red, green, blue), skus, entry.get("sent_back"))


def _order(number: int, entry: dict[str, Any]) -> Order:
    province, city, district = entry["to"]
    return Order(
        number=number,
        buyer=entry["buyer"],
        place=(province, city, district),
        email=entry.get("email", False),
        lines=entry["lines"],
        shipping_minor=entry.get("shipping", 0),
        warehouse=entry["from"],
        carrier=entry["by"],
        story=STORIES[entry["story"]],
    )
