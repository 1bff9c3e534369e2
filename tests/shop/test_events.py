"""Events: one record of each change, in order, with a schema and without personal data."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pydantic import ValidationError

from shop.contract import EventData
from shop.contract.catalogue import all_types
from shop.contract.listing import PricedSku, ProductEntered, ProductSubmitted
from shop.events.recording import EVENT_PREFIX, Entity, as_read, record
from shop.roles import Caller
from shop.storage.table import Database, Table

AT = datetime(2026, 11, 24, 2, 0, 0, 123_456, tzinfo=UTC)
LIN = Caller("sub-of-lin", "operations-specialist", "WH-SH")


def tell(database: Database, shelf: Table, version: int, data: EventData | None = None, **more: Any) -> str:
    with database.transaction() as write:
        data = data or ProductSubmitted(pictures=version)
        return record(write, shelf, Entity("PRODUCT#1", version), data, by=LIN, at=AT, **more)


def test_an_event_reads_as_it_was_recorded(database: Database, shelf: Table) -> None:
    data = ProductEntered(currency="CNY", skus=[PricedSku(sku="MUG", price_minor=2900)], revision=1)
    event_id = tell(database, shelf, 1, data, due=datetime(2026, 12, 1, tzinfo=UTC))
    item = shelf.get({"pk": "PRODUCT#1", "sk": "EVENT#00000001"})
    assert item is not None
    assert as_read(item) == {
        "id": event_id,
        "type": "ProductEntered",
        "at": "2026-11-24T02:00:00.123Z",
        "actor": "sub-of-lin",
        "role": "operations-specialist",
        "entity": "PRODUCT#1",
        "version": 1,
        "due": "2026-12-01T00:00:00.000Z",
        "data": {"currency": "CNY", "skus": [{"sku": "MUG", "price_minor": 2900}], "revision": 1},
    }


def test_an_event_without_a_due_time_has_none(database: Database, shelf: Table) -> None:
    tell(database, shelf, 1)
    assert "due" not in as_read(shelf.query("PRODUCT#1").items[0])


def test_events_are_in_the_order_of_versions(database: Database, shelf: Table) -> None:
    for version in (10, 9, 100, 2):
        tell(database, shelf, version)
    found = shelf.query("PRODUCT#1", EVENT_PREFIX).items
    assert [item["version"] for item in found] == [2, 9, 10, 100]


def test_one_version_of_an_entity_has_one_event(database: Database, shelf: Table) -> None:
    tell(database, shelf, 1)
    with pytest.raises(ClientError, match="TransactionCanceled"):
        tell(database, shelf, 1)
    assert len(shelf.query("PRODUCT#1").items) == 1


ALL = all_types()


def test_every_kind_of_event_is_known() -> None:
    assert {"ProductPublished", "OrderPlaced", "ShipmentDelivered", "StockReceived"} <= set(ALL)
    assert "ParcelMoved" not in ALL
    assert "OrderedLine" not in ALL


@pytest.mark.parametrize("kind", ALL.values(), ids=list(ALL))
def test_an_event_is_named_in_the_past_tense(kind: type[EventData]) -> None:
    irregular = {
        "ProductSentBack",
        "StockRanLow",
        "OrderRanShort",
        "StockSpread",
        "ThresholdsSet",
        "ShipmentInTransit",
        "ShipmentOutForDelivery",
        "ShipmentException",
    }
    past = r"(ed|Begun|Read|Found|Held|WrittenOff|Won|Lost|Frozen|Withdrawn|Given|FedBack|ReturnedToSender)$"
    assert kind.__name__ in irregular or re.search(past, kind.__name__)


@pytest.mark.parametrize("kind", ALL.values(), ids=list(ALL))
def test_an_event_takes_no_field_that_its_schema_does_not_name(kind: type[EventData]) -> None:
    with pytest.raises(ValidationError, match="phone"):
        kind.model_validate({"phone": "13800138000"})


@pytest.mark.parametrize("kind", ALL.values(), ids=list(ALL))
def test_no_schema_asks_for_personal_data(kind: type[EventData]) -> None:
    personal = {"name", "phone", "email", "address", "street", "city", "contact", "customer", "text", "reasons"}
    names = re.findall(r'"(\w+)": {', str(kind.model_json_schema()).replace("'", '"'))
    assert not personal & set(names)
