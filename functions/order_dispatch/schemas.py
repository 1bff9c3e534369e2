"""Orders on the wire."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from order_dispatch.domain import NEEDS_CONFIRMING
from shop.money import LARGEST_AMOUNT, Minor, Price, Quantity
from shop.roles import Role
from shop.web.contacts import Email, Phone
from shop.web.models import AcceptedCurrency, PartyCode, RequestModel, Sku, Version, one_of
from shop.web.texts import paragraphs, printable
from shop.web.wanted import Wanted

Reference = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$", max_length=64),
    Wanted("is to be 1 to 64 letters A to Z, figures or one of . _ : / -, the first a letter or a figure"),
]
# Customers are told it, by SMS too: no dot, colon or slash, which make links.
OrderNumber = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", max_length=64),
    Wanted("is to be 1 to 64 letters A to Z, figures, _ or -, the first a letter or a figure"),
]
# An account's number, an openid, an address: personal data, whatever it is.
CustomerId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9._:@/+=-]{1,128}$", max_length=128),
    Wanted("is to be 1 to 128 letters A to Z, figures or any of . _ : @ / + = -"),
]
Name = Annotated[str, printable(100)]
Place = Annotated[str, printable(60)]


def _day(said: Any) -> Any:
    # Left alone, pydantic takes moments and numbers of seconds for days.
    if not isinstance(said, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
        raise ValueError("is not written out")
    return said


def _without_blanks(said: Any) -> Any:
    # People copy them in groups of four. A text of blanks for the most part is not looked at.
    return "".join(said.split()) if isinstance(said, str) and len(said) <= 100 else said


Day = Annotated[date, BeforeValidator(_day), Wanted("is to be a day, such as 2026-11-26")]
# ASCII as it is written: only then is it told in upper case.
TrackingNumber = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9-]{6,40}$", max_length=40, to_upper=True),
    BeforeValidator(_without_blanks),
    Wanted("is to be a tracking number: 6 to 40 letters A to Z, figures or dashes"),
]


Carrier = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]{2,20}$", max_length=20),
    one_of("CARRIERS"),
    Wanted("is to be a carrier's code, such as shunfeng"),
]


class Address(RequestModel):
    country: Place
    province: Place | None = None
    city: Place
    district: Place | None = None
    street: Annotated[str, printable(200)]
    postcode: Annotated[str, printable(12)] | None = None


class Contact(RequestModel):
    """Whom the order goes to: personal data, kept in one item per order and nowhere else."""

    name: Name
    phone: Phone
    email: Email | None = None
    address: Address


# In bytes: 1,000 lines with everything that a line can say come to 160 KB when each field has a line of its own.
LARGEST_ORDER = 256 * 1024


class OrderLine(RequestModel):
    sku: Sku
    quantity: Quantity
    unit_price: Price
    discount_minor: Minor = 0

    @model_validator(mode="after")
    def _not_below_nothing(self) -> "OrderLine":
        if self.discount_minor > self.quantity * self.unit_price:
            raise ValueError("the discount is more than the line's amount")
        return self


class PlaceOrder(RequestModel):
    """A paid order from the storefront (R3.2.1).

    `customer_id` is as whom the storefront knows the customer, if it does: by it new customers are told from old ones.
    It is personal data and kept as the contact is.
    """

    external_id: OrderNumber
    customer_id: CustomerId | None = None
    payment_reference: Reference
    currency: AcceptedCurrency
    contact: Contact
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=1000)]
    shipping_minor: Minor

    @field_validator("lines")
    @classmethod
    def _within_reason(cls, lines: list[OrderLine]) -> list[OrderLine]:
        if sum(line.quantity * line.unit_price for line in lines) > LARGEST_AMOUNT:
            raise ValueError(f"together are more than {LARGEST_AMOUNT} minor units")
        return lines


class ConfirmOrder(RequestModel):
    """R3.2.1: goods, quantity, price and address are confirmed with the customer, all of them."""

    version: Version
    channel: Literal["phone", "sms", "email", "chat"]
    confirmed: Annotated[list[Literal["goods", "quantity", "price", "address"]], Field(max_length=4)]

    @field_validator("confirmed")
    @classmethod
    def _all(cls, confirmed: list[str]) -> list[str]:
        missing = [subject for subject in NEEDS_CONFIRMING if subject not in confirmed]
        if missing or len(confirmed) != len(NEEDS_CONFIRMING):
            raise ValueError(f"is to name each of {', '.join(NEEDS_CONFIRMING)} once")
        return confirmed


class RecordRequest(RequestModel):
    text: Annotated[str, paragraphs(1000)]
    department: Role


class AnswerRequest(RequestModel):
    """R3.2.1: what the department did about a special request, or why it could not."""

    answer: Annotated[str, paragraphs(1000)]


class CancelOrder(RequestModel):
    version: Version
    reason: Literal["customer_request", "out_of_stock", "payment_problem", "address_problem", "other"]


class AllocateOrder(RequestModel):
    version: Version
    warehouse: PartyCode


class VerifyShipment(RequestModel):
    version: Version


class DispatchShipment(RequestModel):
    version: Version
    carrier: Carrier
    tracking_number: TrackingNumber
    expected_arrival: Day
